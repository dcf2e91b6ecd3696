/**
 * Where people leave secrets in sentences of other languages, in pages, forms and lists, and beside declarations: one line for
 * each way, written as those of `attack-programs.ts`. A password in prose has both cases and digits: nothing else tells it.
 */
export const LANGUAGE_ATTACKS = `
prose пароль: ⟦{Z1}{z2}{d2}{Z2}{d1}{l4}{d1}⟧
prose 密码：⟦{Z1}{z2}{d2}{Z2}{d1}{l4}{d1}⟧
prose パスワード: ⟦{Z1}{z2}{d2}{Z2}{d1}{l4}{d1}⟧
prose Passwort: ⟦P⟧
prose contraseña: ⟦P⟧
prose Das Passwort ist ⟦{Z1}{z2}{d2}{Z2}{d1}{l4}{d1}⟧
prose het wachtwoord is ⟦{Z1}{z2}{d2}{Z2}{d1}{l4}{d1}⟧
prose le mot de passe est ⟦{Z1}{z2}{d2}{Z2}{d1}{l4}{d1}⟧
prose ＰＡＳＳＷＯＲＤ：⟦{Z1}{z2}{d2}{Z2}{d1}{l4}{d1}⟧
prose password：“⟦{Z1}{z2}{d2}{Z2}{d1}{l4}{d1}⟧”
prose Password (temporary): ⟦{Z1}{z2}{d2}{Z2}{d1}{l4}{d1}⟧
prose the new password will be ⟦{Z1}{z2}{d2}{Z2}{d1}{l4}{d1}⟧
prose API Key↵⟦a32⟧
prose **Password:** ⟦{Z1}{z2}{d2}{Z2}{d1}{l4}{d1}⟧
prose login: bob / ⟦{Z1}{z2}{d2}{Z2}{d1}{l4}{d1}⟧
prose creds -> admin:⟦{Z1}{z2}{d2}{Z2}{d1}{l4}{d1}⟧
prose password from ⟦{Z1}{z2}{d2}{Z2}{d1}{l4}{d1}⟧ to ⟦{Z1}{z2}{d2}{Z2}{d1}{l4}{d1}⟧
prose Invalid API key provided: ⟦a32⟧
prose ⟦{d6}⟧ is your verification code
prose Your code is ⟦{d6}⟧
lines bindpw ⟦{Z1}{z2}{d2}{Z2}{d1}{l4}{d1}⟧
lines auth_pass ⟦{Z1}{z2}{d2}{Z2}{d1}{l4}{d1}⟧
lines PASS ⟦{Z1}{z2}{d2}{Z2}{d1}{l4}{d1}⟧
lines passwords:↵  - ⟦{Z1}{z2}{d2}{Z2}{d1}{l4}{d1}⟧↵  - ⟦{Z1}{z2}{d2}{Z2}{d1}{l4}{d1}⟧
lines api_keys:↵  - ⟦a32⟧↵  - ⟦a32⟧
lines form-data; name="password"↵↵⟦{Z1}{z2}{d2}{Z2}{d1}{l4}{d1}⟧
lines <key>APIKey</key>↵<string>⟦a32⟧</string>
lines <name>fs.s3a.secret.key</name><value>⟦a40⟧</value>
lines API_KEY=\\↵⟦a32⟧
declared password <- "⟦P⟧"
declared Dim strPassword As String = "⟦{Z1}{z2}{d2}{Z2}{d1}{l4}{d1}⟧"
declared string Password {{ get; set; }} = "⟦{Z1}{z2}{d2}{Z2}{d1}{l4}{d1}⟧"
declared DECLARE @password NVARCHAR(50) = '⟦{Z1}{z2}{d2}{Z2}{d1}{l4}{d1}⟧'
declared SET password=MD5('⟦{Z1}{z2}{d2}{Z2}{d1}{l4}{d1}⟧')
declared ["password"]=> string(9) "⟦{Z1}{z2}{d2}{Z2}{d1}{l4}{d1}⟧"
declared password: !secret ⟦{Z1}{z2}{d2}{Z2}{d1}{l4}{d1}⟧
declared process.env["DB_PASS"] ?? "⟦{Z1}{z2}{d2}{Z2}{d1}{l4}{d1}⟧"
declared pymysql.connect("h", "u", "⟦{Z1}{z2}{d2}{Z2}{d1}{l4}{d1}⟧", "db")
declared cookieParser('⟦a32⟧')
declared hmac.new(b"⟦a32⟧", m)
declared jwt.encode({{"a": 1}}, "⟦a32⟧", algorithm="HS256")
declared AUTH PLAIN ⟦basic⟧
declared curl_setopt($c, CURLOPT_USERPWD, "u:⟦{Z1}{z2}{d2}{Z2}{d1}{l4}{d1}⟧")
declared snmp-server community ⟦{Z1}{z2}{d2}{Z2}{d1}{l4}{d1}⟧ RO
declared username admin password 7 ⟦{Z1}{z2}{d2}{Z2}{d1}{l4}{d1}⟧
declared rabbitmqctl add_user bob ⟦{Z1}{z2}{d2}{Z2}{d1}{l4}{d1}⟧
declared wpa_passphrase home ⟦{Z1}{z2}{d2}{Z2}{d1}{l4}{d1}⟧
declared poetry config http-basic.x bob ⟦{Z1}{z2}{d2}{Z2}{d1}{l4}{d1}⟧
declared cargo login ⟦a32⟧
declared bundle config gems.example.com bob:⟦{Z1}{z2}{d2}{Z2}{d1}{l4}{d1}⟧
declared schtasks /create /ru bob /rp ⟦{Z1}{z2}{d2}{Z2}{d1}{l4}{d1}⟧
declared ssh-keygen -N '⟦{Z1}{z2}{d2}{Z2}{d1}{l4}{d1}⟧' -f k
declared cryptsetup luksOpen /dev/sda x <<< ⟦{Z1}{z2}{d2}{Z2}{d1}{l4}{d1}⟧
declared net use \\\\s\\x /user:d\\bob ⟦{Z1}{z2}{d2}{Z2}{d1}{l4}{d1}⟧
`;
