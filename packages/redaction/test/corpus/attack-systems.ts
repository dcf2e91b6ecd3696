/**
 * Where people leave secrets in shells, files of tools, logs, headers and messages: one line for each way, written as those of
 * `attack-programs.ts`; and tokens that the providers' own scanners test.
 */
export const SYSTEM_ATTACKS = `
terraform password = "⟦P⟧"
logs total 8\n/home/⟦{z7}⟧/app/main.ts
logs     3→/home/⟦{z7}⟧/app/main.ts
logs 文件/home/⟦{z7}⟧/a.ts
files gcc -I/home/⟦{z7}⟧/include a.c
files read @/home/⟦{z7}⟧/notes.md
files x:/home/⟦{z7}⟧
logs 联系+4479{d2}⟦{d6}⟧谢谢
logs IP地址52.⟦1{d1}7.20{d1}⟧.9。
files DB_PASSWORD1=⟦P⟧
files SECRET=\nAPI_TOKEN=⟦a32⟧
terraform variable "db_password" {{↵  type    = string↵  default = "⟦P⟧"↵}}
terraform admin_password      = "⟦P⟧"
terraform TF_VAR_db_password=⟦P⟧ terraform apply
terraform -var="db_password=⟦P⟧"
terraform -var 'api_key=⟦a32⟧'
terraform secret_string = jsonencode({{ password = "⟦P⟧" }})
terraform secret_string = "⟦a32⟧"
docker ENV DB_PASSWORD ⟦P⟧
docker ENV DB_PASSWORD=⟦P⟧ PORT=80
docker ARG NPM_TOKEN=⟦a36⟧
docker docker run -e DB_PASSWORD=⟦P⟧ img
docker docker run --env API_KEY=⟦a32⟧ img
docker docker login -u app -p ⟦P⟧ registry.example.com
docker docker login --username app --password ⟦P⟧
docker echo ⟦P⟧ | docker login -u app --password-stdin
docker docker build --build-arg TOKEN=⟦a24⟧ .
docker MYSQL_ROOT_PASSWORD: ⟦P⟧
docker environment:↵  - POSTGRES_PASSWORD=⟦P⟧
kubernetes kubectl create secret generic x --from-literal=password=⟦P⟧
kubernetes kubectl create secret generic x --from-literal=api-key='⟦a32⟧' --from-literal=user=x
kubernetes kubectl config set-credentials u --token=⟦a40⟧
kubernetes kubectl create secret docker-registry r --docker-username=u --docker-password=⟦P⟧
kubernetes client-key-data: ⟦b200⟧
kubernetes users:↵- name: u↵  user:↵    token: ⟦a40⟧
kubernetes kind: Secret↵data:↵  password: ⟦b16⟧==↵  user: YQ==
kubernetes apiVersion: v1↵kind: Secret↵stringData:↵  conn: ⟦a20⟧
kubernetes {"kind":"Secret","data":{"password":"⟦b16⟧=="}}
kubernetes helm install x --set db.password=⟦P⟧
kubernetes helm upgrade x --set-string apiKey=⟦a32⟧
kubernetes env:↵- name: DB_PASSWORD↵  value: "⟦P⟧"
files //registry.example.org/:_authToken=⟦{h8}-{h4}-{h4}-{h4}-{h12}⟧
files //npm.example.com/:_password=⟦b24⟧
files _auth=⟦b32⟧=
files [pypi]↵username = u↵password = ⟦P⟧
files machine x.example.com↵login bob↵password ⟦P⟧
files machine x.example.com login bob password ⟦P⟧
files db.example.com:5432:main:app:⟦P⟧
files *:*:*:postgres:⟦P⟧
files localhost:5432:*:app:⟦P⟧
files app:$apr1$⟦a8⟧$⟦a22⟧
files app:$2y$10$⟦a53⟧
files root:$6$⟦a16⟧$⟦a86⟧:19000:0:99999:7:::
files $argon2id$v=19$m=65536,t=3,p=4$⟦b22⟧$⟦b43⟧
files aws_access_key_id = ⟦AKIA{A16}⟧↵aws_secret_access_key = ⟦b40⟧
files [s3]↵access_key = x↵secret_key = ⟦b40⟧
files pass = ⟦u22⟧
files requirepass ⟦P⟧
files [client]↵password=⟦P⟧
files BUNDLE_GEMS__CONTRIBSYS__COM=⟦{h8}:{h8}⟧
files oauth_token: ⟦h40⟧
files hosts:↵  github.com:↵    oauth_token: ⟦gho_{a36}⟧
files PRIVATE_KEY=⟦0x{h64}⟧
files $ANSIBLE_VAULT;1.1;AES256↵⟦d80⟧↵⟦d80⟧
files password: !vault |↵  $ANSIBLE_VAULT;1.1;AES256↵  ⟦d80⟧
files password: |↵  ⟦P⟧
files api_token: >-↵  ⟦a40⟧
files token:↵  ⟦a40⟧
files db:↵  pass: ⟦P⟧
files ssid="x"↵psk="⟦P⟧"
files PreSharedKey = ⟦b43⟧=
files [Interface]↵PrivateKey = ⟦b43⟧=
shell sshpass -p '⟦P⟧' ssh u@h
shell SSHPASS=⟦P⟧ sshpass -e ssh u@h
shell openssl enc -aes-256-cbc -pass pass:⟦P⟧ -in a
shell openssl rsa -passin pass:⟦P⟧ -in k.pem
shell openssl pkcs12 -export -passout pass:⟦P⟧
shell openssl enc -aes-256-cbc -k ⟦P⟧ -in a
shell keytool -list -storepass ⟦P⟧ -keypass ⟦P⟧
shell gpg --batch --passphrase ⟦P⟧ -d a.gpg
shell zip -P ⟦P⟧ a.zip b
shell unzip -P ⟦P⟧ a.zip
shell 7z x -p⟦P⟧ a.7z
shell mongo -u app -p ⟦P⟧ --host db
shell mongosh --username app --password ⟦P⟧
shell mysqldump -u root --password=⟦P⟧ x
shell mysql -uroot -p'⟦P⟧' x
shell psql "postgresql://app:⟦P⟧@db/x"
shell PGPASSWORD=⟦P⟧ psql -h db
shell export PGPASSWORD='⟦P⟧'; psql
shell MYSQL_PWD=⟦P⟧ mysql
shell redis-cli -h r -a ⟦P⟧ ping
shell REDISCLI_AUTH=⟦P⟧ redis-cli
shell ldapsearch -D cn=admin -w ⟦P⟧ -b dc=x
shell curl -H 'Authorization: token ⟦h40⟧' https://x.example.com
shell curl -H "Authorization: Bearer ⟦u40⟧" https://x.example.com
shell curl -H "X-Api-Key: ⟦a32⟧" https://x.example.com
shell curl -H "PRIVATE-TOKEN: ⟦u20⟧" https://x.example.com
shell curl --user app:⟦P⟧ https://x.example.com
shell curl -uapp:⟦P⟧ https://x.example.com
shell curl -d 'user=app&password=⟦P⟧' https://x.example.com
shell curl --data '{"password":"⟦P⟧"}' https://x.example.com
shell curl -d "{\\"api_key\\": \\"⟦a32⟧\\"}" https://x.example.com
shell curl -b 'session=⟦a32⟧' https://x.example.com
shell curl --cookie "sid=⟦a32⟧; a=b" https://x.example.com
shell curl --oauth2-bearer ⟦a40⟧ https://x.example.com
shell curl -x http://app:⟦P⟧@proxy:3128 https://x.example.com
shell curl -F password=⟦P⟧ https://x.example.com
shell wget --password=⟦P⟧ --user=app https://x.example.com
shell wget --http-password ⟦P⟧ https://x.example.com
shell wget --header="X-Auth-Token: ⟦h32⟧" https://x.example.com
shell http -a app:⟦P⟧ GET x.example.com
shell lftp -u app,⟦P⟧ sftp://x.example.com
shell sqlplus system/⟦P⟧@db
shell sqlcmd -S db -U sa -P ⟦P⟧ -Q "select 1"
shell net use Z: \\\\srv\\share ⟦P⟧ /user:app
shell cmdkey /add:srv /user:app /pass:⟦P⟧
shell msbuild /p:Password=⟦P⟧
shell vault login ⟦hvs.{a90}⟧
shell vault kv put secret/x password=⟦P⟧
shell az login --service-principal -u x -p ⟦P⟧ --tenant t
shell az ad sp create --client-secret ⟦a34⟧
shell heroku config:set API_KEY=⟦a32⟧
shell fly secrets set X_TOKEN=⟦a32⟧
shell npm config set //registry.example.org/:_authToken ⟦a36⟧
shell npm config set _authToken=⟦a36⟧
shell pip install --index-url https://app:⟦P⟧@pypi.example.com/simple x
shell pip install -i https://__token__:⟦a40⟧@pypi.example.com/simple x
shell ansible all -e "ansible_password=⟦P⟧"
shell host1 ansible_ssh_pass=⟦P⟧ ansible_become_pass=⟦P⟧
shell aws configure set aws_secret_access_key ⟦b40⟧
shell git clone https://oauth2:⟦u20⟧@gitlab.example.com/x.git
shell git remote set-url origin https://app:⟦P⟧@example.com/x.git
shell origin https://⟦a40⟧@github.com/x/y.git (fetch)
shell git -c http.extraheader="AUTHORIZATION: basic ⟦basic⟧" fetch
shell git config --global credential.helper '!f() {{ echo "password=⟦P⟧"; }}; f'
shell echo "app:⟦P⟧" | chpasswd
shell htpasswd -b .htpasswd app ⟦P⟧
shell useradd -p ⟦P⟧ app
shell smbclient //srv/share -U app%⟦P⟧
shell rdesktop -u app -p ⟦P⟧ h
shell xfreerdp /u:app /p:⟦P⟧ /v:h
shell twine upload -u __token__ -p ⟦a40⟧ dist/*
shell gh secret set API_KEY --body "⟦a32⟧"
shell echo "⟦a40⟧" | gh auth login --with-token
shell snyk auth ⟦{h8}-{h4}-{h4}-{h4}-{h12}⟧
shell sonar-scanner -Dsonar.login=⟦h40⟧
shell mvn deploy -Dpassword=⟦P⟧
shell java -Djavax.net.ssl.trustStorePassword=⟦P⟧ -jar a.jar
shell stripe listen --api-key ⟦a32⟧
shell doctl auth init -t ⟦h64⟧
shell set DB_PASSWORD=⟦P⟧
shell setx API_KEY ⟦a32⟧
shell set -x API_TOKEN ⟦a32⟧
powershell $password = ConvertTo-SecureString '⟦P⟧' -AsPlainText -Force
powershell ConvertTo-SecureString "⟦P⟧" -AsPlainText -Force
powershell ConvertTo-SecureString -String "⟦P⟧" -AsPlainText
powershell Connect-X -User app -Password "⟦P⟧"
powershell $env:API_KEY='⟦a24⟧'
powershell [Environment]::SetEnvironmentVariable("API_KEY", "⟦a32⟧", "User")
powershell $cred = [pscredential]::new('app', '⟦P⟧')
powershell New-Object System.Net.NetworkCredential("app", "⟦P⟧", "DOM")
powershell -Headers @{{ Authorization = "Bearer ⟦a40⟧" }}
logs ##[debug]token: ⟦a32⟧
logs env:↵  API_TOKEN: ⟦a32⟧
logs ::set-output name=token::⟦a32⟧
logs ::add-mask::⟦P⟧
logs with:↵  password: ⟦P⟧
logs 2026-01-01T00:00:00Z DEBUG auth: password=⟦P⟧ user=app
logs level=info msg="login" password=⟦P⟧
logs INFO Using password ⟦P⟧ for user app
logs ERROR: invalid api key: ⟦a32⟧
logs Incorrect API key provided: ⟦sk-{a48}⟧. You can find
logs generated password: ⟦P⟧
logs Initial admin password is ⟦P⟧
logs temporary password for root@localhost: ⟦P⟧
logs Please use the following password to proceed to installation:↵↵⟦h32⟧
logs your verification code is ⟦d6⟧
logs Your OTP: ⟦d6⟧
logs my PIN is ⟦d4⟧
logs the secret is ⟦a24⟧
logs token "⟦a32⟧" expired
logs bearer ⟦a40⟧
logs got token ⟦a40⟧ from the server
logs JWT secret set to ⟦a32⟧
logs key=⟦a32⟧ secret=⟦a32⟧
logs http://127.0.0.1:8888/?token=⟦h48⟧
logs Password: ⟦P⟧
logs pw: ⟦P⟧
logs creds: app/⟦P⟧
logs username/password: app/⟦P⟧
logs login: app password: ⟦P⟧
logs | password | ⟦P⟧ |
logs **API Key:** \`⟦a32⟧\`
logs API_KEY → ⟦a32⟧
logs the password for the database is "⟦P⟧"
logs password = "⟦P⟧" # rotate
logs PASSWORD='⟦P⟧'
logs "password": "⟦P⟧\\n"
logs \\"password\\": \\"⟦P⟧\\"
logs {\\\\\\"token\\\\\\":\\\\\\"⟦a32⟧\\\\\\"}
logs %22password%22%3A%22⟦P⟧%22
logs password%3D⟦P⟧%26user%3Dx
logs &quot;password&quot;:&quot;⟦P⟧&quot;
logs password\\u003d⟦P⟧
logs {'password': '⟦P⟧'}
logs {:password=>"⟦P⟧"}
logs password=>⟦P⟧
logs Map(password -> ⟦P⟧)
logs User(name=app, password=⟦P⟧)
logs User {{ name: "app", password: "⟦P⟧" }}
logs [password: "⟦P⟧"]
logs --header 'cookie: session=⟦a32⟧'
headers Authorization: Basic ⟦basic⟧
headers Authorization: Bearer ⟦u40⟧
headers authorization: token ⟦h40⟧
headers Authorization: ⟦h40⟧
headers Authorization: ApiKey ⟦a32⟧
headers Authorization: Digest username="x", response="⟦h32⟧"
headers Authorization: AWS4-HMAC-SHA256 Credential=x, Signature=⟦h64⟧
headers Proxy-Authorization: Basic ⟦basic⟧
headers X-Api-Key: ⟦a32⟧
headers X-Auth-Token: ⟦h32⟧
headers X-Vault-Token: ⟦hvs.{a24}⟧
headers PRIVATE-TOKEN: ⟦u20⟧
headers Ocp-Apim-Subscription-Key: ⟦h32⟧
headers DD-API-KEY: ⟦h32⟧
headers X-Shopify-Access-Token: ⟦h32⟧
headers x-functions-key: ⟦a54⟧==
headers X-Figma-Token: ⟦a32⟧
headers X-CSRF-Token: ⟦a32⟧
headers X-Amz-Security-Token: ⟦b200⟧
headers api-key: ⟦h32⟧
headers apikey: ⟦a32⟧
cookies Set-Cookie: session=⟦a32⟧; Path=/; HttpOnly
cookies Set-Cookie: __Host-id=⟦u43⟧; Secure
cookies Cookie: connect.sid=s%3A⟦u32⟧.⟦a43⟧
cookies Cookie: a=1; csrftoken=⟦a64⟧; sessionid=⟦l32⟧
cookies PHPSESSID=⟦l26⟧
cookies JSESSIONID=⟦H32⟧
cookies ASP.NET_SessionId=⟦l24⟧
cookies document.cookie="auth_token=⟦a32⟧"
cookies sessionid=⟦l32⟧; theme=dark
cookies laravel_session=⟦b60⟧
cookies XSRF-TOKEN=⟦a60⟧
cookies remember_token=⟦a40⟧
otp otpauth://totp/x:bob?secret=⟦c32⟧&issuer=x
otp TOTP secret: ⟦c16⟧
otp 2FA recovery codes: ⟦{h5}-{h5}⟧
otp backup_code=⟦{h5}-{h5}⟧
webhook https://hooks.slack.com/services/⟦T{A8}/B{A8}/{a24}⟧
webhook https://discord.com/api/v9/webhooks/⟦{d18}/{u68}⟧
webhook https://discordapp.com/api/v10/webhooks/⟦{d18}/{u68}⟧
webhook https://discord.com/api/webhooks/⟦{d18}/{u68}⟧
webhook https://ptb.discord.com/api/webhooks/⟦{d18}/{u68}⟧
webhook https://api.telegram.org/bot⟦{d10}:{u35}⟧/sendMessage
webhook https://x.webhook.office.com/webhookb2/⟦{h8}-{h4}-{h4}-{h4}-{h12}⟧@{h8}/IncomingWebhook/⟦h32⟧/{h8}
webhook https://prod-00.westus.logic.azure.com:443/workflows/{h32}/triggers/manual/paths/invoke?api-version=1&sp=x&sv=1.0&sig=⟦u43⟧
webhook https://chat.googleapis.com/v1/spaces/A/messages?key=⟦AIza{u35}⟧&token=⟦u43⟧
webhook https://mattermost.example.com/hooks/⟦l26⟧
webhook https://hooks.zapier.com/hooks/catch/⟦{d7}/{l7}⟧/
webhook https://oapi.dingtalk.com/robot/send?access_token=⟦h64⟧
webhook https://open.feishu.cn/open-apis/bot/v2/hook/⟦{h8}-{h4}-{h4}-{h4}-{h12}⟧
webhook https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=⟦{h8}-{h4}-{h4}-{h4}-{h12}⟧
webhook https://events.pagerduty.com/integration/⟦h32⟧/enqueue
tokens adafruit ⟦aio_{a28}⟧
tokens adobe client secret ⟦p8e-{a32}⟧
tokens endor ⟦endr+{a16}⟧
tokens harness ⟦pat.{a22}.{h24}.{a20}⟧
tokens maxmind ⟦{a6}_{a29}_mmk⟧
tokens new relic ⟦NRJS-{h19}⟧ and ⟦NRII-{u32}⟧
tokens mailersend ⟦mlsn.{h64}⟧
tokens zoho ⟦1000.{h32}.{h32}⟧
tokens twitch ⟦oauth:{l30}⟧
tokens doppler ⟦dp.st.dev.{a43}⟧ ⟦dp.ct.{a43}⟧
tokens voiceflow ⟦VF.DM.{h24}.{a16}⟧
tokens linear ⟦lin_oauth_{h64}⟧
tokens facebook ⟦EAACEdEose0cBA{a80}⟧
tokens flutterwave ⟦FLWSECK-{h32}-X⟧
tokens aws appsync ⟦da2-{l26}⟧
tokens ngrok authtoken: ⟦2{a26}_{a20}⟧
tokens grafana ⟦glc_{b80}⟧
tokens gcp ⟦ya29.{u80}⟧
tokens cloudflare CLOUDFLARE_API_TOKEN=⟦u40⟧
tokens heroku HEROKU_API_KEY=⟦{h8}-{h4}-{h4}-{h4}-{h12}⟧
tokens meraki X-Cisco-Meraki-API-Key: ⟦h40⟧
tokens algolia ALGOLIA_ADMIN_KEY="⟦h32⟧"
tokens dropbox ⟦sl.u.{u140}⟧
tokens pulumi ⟦pul-{h40}⟧
tokens snowflake ⟦ver:1-hint:{d10}-ETMsDgAAAY{b80}⟧
tokens sk ⟦sk-{l32}⟧
tokens gemini ⟦AQ.{a50}⟧
tokens supabase ⟦sb_secret_{u31}⟧
tokens stripe ⟦rk_live_{a24}⟧
tokens paypal ⟦access_token$production\${l16}\${h32}⟧
tokens npm ⟦npm_{a36}⟧
tokens jwt ⟦eyJ{a30}.eyJ{a60}.{u43}⟧
tokens deploy ⟦gldt-{u20}⟧
tokens vault ⟦s.{a24}⟧
tokens vault token ⟦s.{a24}⟧
tokens atlassian ⟦ATATT3xFfGF0{u180}⟧
tokens sendgrid ⟦SG.{u22}.{u43}⟧
tokens mysql root:⟦P⟧@localhost
person client ⟦10.1{d1}.2{d1}.1{d1}⟧ connected
person from ⟦192.168.1{d1}.1{d1}⟧:443
person inet ⟦172.16.1{d1}.2{d1}⟧/24
person ether ⟦{h2}:{h2}:{h2}:{h2}:{h2}:1{h1}⟧
person ⟦{H2}-{H2}-{H2}-{H2}-{H2}-1{H1}⟧
person ⟦2001:db8::{h4}:1{h3}⟧
person (415) ⟦555-2{d3}⟧
person 415.⟦555.2{d3}⟧
person tel ⟦+44 20 7946 0{d3}⟧
person phone: ⟦020 7946 0{d3}⟧
person mobile ⟦07700 900{d3}⟧
person ⟦+49 (0) 30 1{d6}⟧
person ⟦+33 6 12 3{d1} {d2} {d2}⟧
person ssn: ⟦5{d2}-4{d1}-1{d3}⟧
person "social security": "⟦5{d2}4{d1}1{d3}⟧"
person ⟦{z6}.{z6}@{z8}.co.uk⟧
person "Bob" <⟦{z6}@{z8}.org⟧>
person ⟦{z6}+x@sub.{z8}.io⟧;
person user ⟦{z6}_{z4}@{z8}.de⟧ logged in
tables id,user,password↵1,bob,⟦P⟧↵2,eve,⟦P⟧
tables "id";"api_key"↵"1";"⟦P⟧"
tables id	username	token↵1	bob	⟦{a30}{d2}⟧
tables  id | name | password ↵----+------+----------↵ 1 | bob  | ⟦P⟧↵ 2 | eve | ⟦P⟧↵(2 rows)
tables +----+----------+↵| id | password |↵+----+----------+↵|  1 | ⟦P⟧ |↵+----+----------+
tables ┌────┬──────────┐↵│ id │ password │↵├────┼──────────┤↵│ 1  │ ⟦P⟧ │↵└────┴──────────┘
tables | id | api_key | note |↵|----|:-------:|---|↵| 1 | \`⟦P⟧\` | ok |
tables │ DB_PASSWORD │ ⟦{h32}⟧ │↵│ PORT │ 3000 │
`;
