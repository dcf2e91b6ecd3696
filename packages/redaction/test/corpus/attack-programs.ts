/**
 * Where people leave secrets in programs, configurations and queries: one line for each way. ⟦P⟧ is a chosen password, ⟦a32⟧ a
 * random run, ⟦{a8}.{a20}⟧ a format of `fill`; ↵ is a line end. What stands outside the brackets has to say it all.
 */
export const PROGRAM_ATTACKS = `
js await page.getByLabel('Password').fill('⟦P⟧')
js await page.locator('#password').fill('⟦P⟧')
js cy.get('#api-key').type('⟦a32⟧')
js <Login password={{'⟦P⟧'}} />
rust let token = Some("⟦a32⟧");
rust let db_password = String::from("⟦P⟧");
shell gh secret set API_KEY --body "⟦a32⟧"
logs - textbox "Password" [ref=e12]: ⟦P⟧
python requests.get(url, auth=("{z6}", "⟦P⟧"))
python r = requests.post(u, auth=('{z6}', '⟦P⟧'), timeout=3)
python HTTPBasicAuth("{z6}", "⟦P⟧")
python smtp.login("bot", "⟦P⟧")
python client.login('{z6}', '⟦P⟧')
python psycopg2.connect(host="db", user="app", password="⟦P⟧")
python redis.Redis(host='r', password='⟦P⟧')
python os.environ.setdefault("API_TOKEN", "⟦a24⟧")
python key = os.getenv("API_KEY", "⟦a24⟧")
python config = dict(secret_key='⟦a32⟧')
python SECRET_KEY = 'django-insecure-⟦a50⟧'
python app.config["SECRET_KEY"] = "⟦a24⟧"
python headers = {"Authorization": "Bearer ⟦a40⟧"}
python headers={'X-API-Key': '⟦a32⟧'}
python ssh.connect(host, username="u", password="⟦P⟧")
python openai.api_key = "⟦a40⟧"
python {"user": "app", "pwd": "⟦P⟧"}
python print(f"token={⟦a32⟧}")
java spring.datasource.password=⟦P⟧
java jdbc.password = ⟦P⟧
java props.put("db.password", "⟦P⟧");
java DriverManager.getConnection(url, "app", "⟦P⟧");
java new UsernamePasswordCredentials("app", "⟦P⟧")
java @Value("\${api.key:⟦a32⟧}")
java <property name="password" value="⟦P⟧"/>
java System.setProperty("javax.net.ssl.keyStorePassword", "⟦P⟧");
java keyStorePassword="⟦P⟧"
java ds.setPassword("⟦P⟧");
java .withPassword("⟦P⟧")
java server.ssl.key-store-password: ⟦P⟧
java new PasswordAuthentication("app", "⟦P⟧".toCharArray())
go os.Setenv("DB_PASSWORD", "⟦P⟧")
go req.SetBasicAuth("app", "⟦P⟧")
go req.Header.Set("Authorization", "Bearer ⟦a40⟧")
go req.Header.Add("X-Api-Key", "⟦a32⟧")
go cfg := Config{User: "app", Password: "⟦P⟧"}
go const apiToken = "⟦a32⟧"
go dsn := "app:⟦P⟧@tcp(127.0.0.1:3306)/main?parseTime=true"
go "host=db user=app password=⟦P⟧ dbname=main sslmode=disable"
rust .basic_auth("app", Some("⟦P⟧"))
rust .bearer_auth("⟦a40⟧")
rust env::set_var("API_KEY", "⟦a32⟧");
rust const TOKEN: &str = "⟦a32⟧";
rust secret: SecretString::from("⟦a32⟧")
ruby password: '⟦P⟧',
ruby ENV['API_TOKEN'] ||= '⟦a24⟧'
ruby http.basic_auth 'app', '⟦P⟧'
ruby config.secret_key_base = '⟦h64⟧'
php new PDO('mysql:host=db;dbname=x', 'app', '⟦P⟧');
php mysqli_connect("db", "app", "⟦P⟧", "main");
php $dbpass = '⟦P⟧';
php define('AUTH_KEY', '⟦a64⟧');
php define( 'SECURE_AUTH_SALT', '⟦a64⟧' );
php 'password' => env('DB_PASSWORD', '⟦P⟧'),
php APP_KEY=base64:⟦b43⟧=
js axios.get(u, {{ auth: {{ username: 'app', password: '⟦P⟧' }} }})
js process.env.DB_PASS = '⟦P⟧';
js const client = new Client({{ token: '⟦a40⟧' }});
js jwt.sign(payload, '⟦a32⟧')
js crypto.createHmac('sha256', '⟦a32⟧')
js headers: {{ 'x-api-key': '⟦a32⟧' }},
js headers.append('Authorization', 'Basic ⟦basic⟧')
js localStorage.setItem('accessToken', '⟦a40⟧')
js const API_KEY = process.env.API_KEY ?? "⟦a32⟧";
js passport.use(new Strategy({{ clientID: 'x', clientSecret: '⟦a32⟧' }}))
js firebase: {{ apiKey: "⟦AIza{u35}⟧" }}
csharp new NetworkCredential("app", "⟦P⟧")
csharp connectionString="Data Source=db;User ID=sa;Password=⟦P⟧;"
csharp Server=tcp:x.database.windows.net,1433;User ID=app;Password=⟦P⟧;Encrypt=True
csharp DRIVER={{SQL Server}};SERVER=db;UID=app;PWD=⟦P⟧;DATABASE=x
csharp Provider=SQLOLEDB;Data Source=db;User Id=app;Password='⟦P⟧'
csharp "ClientSecret": "⟦a34⟧"
csharp client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "⟦a40⟧");
csharp DefaultEndpointsProtocol=https;AccountName=x;AccountKey=⟦b86⟧==;EndpointSuffix=core.windows.net
csharp Endpoint=sb://x.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=⟦b43⟧=
csharp HostName=x.azure-devices.net;DeviceId=d;SharedAccessKey=⟦b43⟧=
jdbc jdbc:mysql://db:3306/x?user=app&password=⟦P⟧
jdbc jdbc:oracle:thin:app/⟦P⟧@//db:1521/x
jdbc jdbc:oracle:thin:app/⟦P⟧@db.example.com:1521:x
jdbc jdbc:sqlserver://db:1433;databaseName=x;user=sa;password=⟦P⟧;encrypt=true
jdbc jdbc:postgresql://db/x?user=app&password=⟦P⟧&ssl=true
url redis://:⟦P⟧@cache.example.com:6379/0
url rediss://default:⟦a24⟧@cache.example.com:6380
url mongodb+srv://app:⟦P⟧@c0.mongodb.net/x?retryWrites=true
url mongodb://app:⟦P⟧@a.example.com:27017,b.example.com:27017/x
url amqps://app:⟦P⟧@mq.example.com/vhost
url smtp://app%40example.com:⟦P⟧@mail.example.com:587
url ftp://app:⟦P⟧@files.example.com/in/
url ldap://cn=admin:⟦P⟧@ldap.example.com
url mysql2://app:⟦P⟧@127.0.0.1/x
url cloudinary://⟦d15⟧:⟦u27⟧@demo
url https://⟦h32⟧@o1.ingest.sentry.io/1
url snowflake://app:⟦P⟧@acct/db
url sqlite+pysqlcipher://:⟦P⟧@/x.db
url socks5://app:⟦P⟧@proxy.example.com:1080
url "proxy": "http://app:⟦P⟧@proxy.example.com:8080"
query https://x.example.com/a?token=⟦a32⟧&p=1
query https://x.example.com/cb#access_token=⟦a40⟧&token_type=bearer
query https://x.example.com/a?api_key=⟦h32⟧
query https://x.example.com/a?apikey=⟦l24⟧&q=x
query https://x.example.com/cb?code=⟦u40⟧&state=x
query https://x.example.com/cb?id_token=⟦eyJ{u60}.eyJ{u80}.{u43}⟧
query https://x.blob.core.windows.net/c/f?sv=2022-11-02&sr=b&sp=r&sig=⟦a43⟧%3D
query https://b.s3.amazonaws.com/k?X-Amz-Credential=⟦AKIA{A16}⟧%2F20260101&X-Amz-Signature=⟦h64⟧
query https://b.s3.amazonaws.com/k?AWSAccessKeyId=⟦AKIA{A16}⟧&Signature=⟦a27⟧%3D&Expires=1
query https://storage.googleapis.com/b/o?X-Goog-Algorithm=G&X-Goog-Signature=⟦h512⟧
query https://d1.cloudfront.net/f?Expires=1&Signature=⟦u340⟧__&Key-Pair-Id=⟦K{A13}⟧
query https://x.example.com/reset-password?reset_token=⟦u43⟧
query https://maps.googleapis.com/maps/api/js?key=⟦AIza{u35}⟧&callback=x
query wss://x.example.com/s?auth=⟦a32⟧
query GET /v1/x?access_token=⟦u40⟧ HTTP/1.1
query /login?user=app&pass=⟦P⟧
query https://x.example.com/a?password=⟦P⟧
query user=app&password=⟦P⟧&remember=1
query grant_type=client_credentials&client_id=x&client_secret=⟦a40⟧
query grant_type=refresh_token&refresh_token=⟦u60⟧
query SAMLResponse=⟦b300⟧&RelayState=x
query https://x.example.com/unsubscribe?email=⟦{z6}%40{z6}.com⟧&u=1
sql CREATE USER app IDENTIFIED BY '⟦P⟧';
sql ALTER USER app IDENTIFIED BY "⟦P⟧";
sql ALTER USER app WITH PASSWORD '⟦P⟧';
sql ALTER ROLE app PASSWORD '⟦P⟧';
sql SET PASSWORD FOR 'app'@'%' = PASSWORD('⟦P⟧');
sql CREATE LOGIN app WITH PASSWORD = '⟦P⟧';
sql CREATE ROLE app LOGIN PASSWORD '⟦P⟧' VALID UNTIL 'infinity';
sql GRANT ALL ON x.* TO 'app'@'%' IDENTIFIED BY '⟦P⟧';
sql UPDATE users SET password = '⟦P⟧' WHERE id = 1
sql INSERT INTO users (name, password) VALUES ('app', '⟦P⟧')
sql INSERT INTO tokens (id, access_token) VALUES (1, '⟦a40⟧')
sql SELECT * FROM u WHERE password='⟦P⟧'
sql CREATE SECRET s (TYPE S3, KEY_ID '⟦AKIA{A16}⟧', SECRET '⟦b40⟧')
sql OPEN SYMMETRIC KEY k DECRYPTION BY PASSWORD = '⟦P⟧'
sql identified by password '*⟦H40⟧'
html <input type="password" name="p" value="⟦P⟧">
html <input type="hidden" name="csrf_token" value="⟦a32⟧">
html <meta name="csrf-token" content="⟦b43⟧=">
html <div data-api-key="⟦a32⟧">
html <script>window.API_KEY = "⟦a32⟧"</script>
html <input name="authenticity_token" value="⟦b86⟧==" />
html <Pass encoding="base64">⟦b12⟧</Pass>
xml <add name="db" connectionString="Server=db;Uid=app;Pwd=⟦P⟧;" />
xml <ClearTextPassword>⟦P⟧</ClearTextPassword>
xml <add key="ClearTextPassword" value="⟦P⟧" />
xml <server><id>x</id><username>u</username><password>⟦P⟧</password></server>
xml <string name="api_key">⟦a32⟧</string>
xml <wsse:Password Type="x">⟦P⟧</wsse:Password>
json {"password":"⟦P⟧"}
json {"credentials":{"username":"app","password":"⟦P⟧"}}
json {"auths":{"https://index.docker.io/v1/":{"auth":"⟦basic⟧"}}}
json {"data":{"token":"⟦u40⟧","expires":3600}}
json {"access_token":"⟦u60⟧","token_type":"Bearer","expires_in":3600}
json {"AccessKeyId":"⟦AKIA{A16}⟧","SecretAccessKey":"⟦b40⟧","SessionToken":"⟦b200⟧"}
json {"type":"authorized_user","client_secret":"⟦u24⟧","refresh_token":"⟦1//0{u60}⟧"}
json {"name":"DB_PASSWORD","value":"⟦P⟧"}
json {"key":"api_token","value":"⟦a32⟧","enabled":true}
json {"headers":[["authorization","Bearer ⟦a40⟧"]]}
json {"headers":{"x-auth-token":["⟦a32⟧"]}}
json {"passwords":["⟦P⟧","⟦P⟧"]}
json {"kty":"RSA","n":"x","e":"AQAB","d":"⟦u342⟧","p":"⟦u171⟧","q":"⟦u171⟧","dp":"⟦u171⟧","dq":"⟦u171⟧","qi":"⟦u171⟧"}
json {"kty":"EC","crv":"P-256","x":"x","y":"y","d":"⟦u43⟧"}
json {"kty":"oct","k":"⟦u43⟧","alg":"HS256"}
json {"d":"⟦u43⟧","crv":"Ed25519","kty":"OKP","x":"x"}
`;
