/**
 * Lines that programs, tools and people write and that hold nothing to hide: logs, code of several languages, lock files, output
 * of git and of test runners, model names, hashes, times. Written as the lines of the attacks are: {a32} is filled, ↵ is a line end.
 */
import { fill, type Random } from '../random.ts';

const BENIGN_LINES = `
2026-03-04T05:06:07.890Z INFO  http: GET /api/v1/items?page=2&limit=50&sort=-created_at 200 in 12.4ms
[2026-03-04 05:06:07,890] WARN Retrying request to upstream in 500 ms (attempt 2 of 5)
level=info ts=2026-03-04T05:06:07Z caller=main.go:123 msg="server started" port=8080 version=v1.24.3
time="2026-03-04T05:06:07Z" level=warning msg="deprecated flag" flag=--insecure-port
Mar  4 05:06:07 web systemd[1]: Started nginx.service - A high performance web server.
kubelet: Pod default/web-7d9c5b6f4d-x2k9p is running (restart count 3)
pod/web-7d9c5b6f4d-x2k9p condition met
deployment.apps/web scaled to 3 replicas in 4s
docker: Status: Downloaded newer image for node:22-alpine3.20
Digest: sha256:{h64}
node@sha256:{h64} 1.2GB 3 weeks ago
Successfully built {h12} and tagged app:v2.3.1
Step 4/12 : COPY package.json pnpm-lock.yaml ./
commit {h40}
index {h7}..{h7} 100644
diff --git a/src/app.ts b/src/app.ts
@@ -12,7 +12,9 @@ export function createServer(options: ServerOptions) {{
 3 files changed, 120 insertions(+), 14 deletions(-)
Author date: Wed Mar 4 05:06:07 2026 +0100
{h7} (HEAD -> main, origin/main) Fix the retry of uploads
* branch            main       -> FETCH_HEAD
Switched to branch 'feature/token-bucket-limiter'
rebased 14 commits onto {h12}
remote: Resolving deltas: 100% (512/512), completed with 31 local objects.
     1 file(s), 2,345 bytes, sha1 {h40}
md5: {h32}  build.tar.gz
etag: W/"{h40}"
"resolved": "https://registry.example.org/{z6}/-/{z6}-1.2.3.tgz",
"integrity": "sha512-{b86}=="
checksum = "{h64}"
{z6} v1.2.3 h1:{b43}=
{z6}=={d1}.{d1}.{d1} --hash=sha256:{h64}
source = "registry+https://github.com/rust-lang/crates.io-index"
resolution: {{integrity: sha512-{b86}==, tarball: file:x.tgz}}
engines: {{node: '>=22.18'}}
"@types/node": "^22.10.2",
export const TOKEN_LIMIT = 200_000;
const maxTokens = options.maxTokens ?? 4096;
const token = await getToken(request);
const {{ accessToken, refreshToken }} = await auth.refresh();
if (!token) throw new Error('missing token');
if (password !== confirmPassword) return 'passwords do not match';
const hashedPassword = await bcrypt.hash(password, 12);
const isValid = await verifyPassword(user.passwordHash, input.password);
headers.set('Authorization', \`Bearer \${{token}}\`);
headers: {{ authorization: \`Bearer \${{process.env.API_TOKEN}}\` }},
apiKey: process.env.OPENAI_API_KEY,
process.env['PWD'] || '/'
const secret = crypto.randomBytes(32).toString('hex');
password: z.string().min(8).max(64),
token: string;
sessionId: string | undefined;
private readonly secretKey: Uint8Array;
interface Credentials {{ username: string; password: string }}
type ApiKey = { id: string; key: string };
function login(username: string, password: string): Promise<void>
await page.fill('#password', password);
expect(result.token).toBeDefined();
it('rejects a wrong password', async () => {{
test('login("user", "wrong password") fails')
throw new TelemetryError('TOKEN_EXPIRED', 'the token has expired');
def get_token(self, name: str) -> str:
self.password = password
password = os.environ["DB_PASSWORD"]
token = os.getenv("GITHUB_TOKEN")
api_key = config.get("api_key", None)
auth = (user, password)
auth=("user", "pass")
requests.get(url, auth=(username, password))
parser.add_argument("--password", help="the password to use")
raise ValueError("password must be at least 8 characters")
if err := client.Login(user, pass); err != nil {{
token, err := jwt.Parse(raw, keyFunc)
Password string \`json:"password,omitempty"\`
req.SetBasicAuth(cfg.User, cfg.Password)
let token = std::env::var("API_TOKEN").expect("API_TOKEN must be set");
pub struct Token {{ kind: TokenKind, span: Span }}
match self.peek_token() {{ Token::Ident(name) => {{
.basic_auth(&user, Some(&password))
String password = System.getenv("DB_PASSWORD");
@Value("\${{db.password}}") private String password;
private final PasswordEncoder passwordEncoder;
spring.datasource.password=\${{DB_PASSWORD}}
password: \${{ secrets.DB_PASSWORD }}
GITHUB_TOKEN: \${{ secrets.GITHUB_TOKEN }}
env: {{ NODE_AUTH_TOKEN: '' }}
//registry.example.org/:_authToken=\${{NPM_TOKEN}}
docker login -u "$USER" -p "$PASSWORD" registry.example.com
curl -H "Authorization: Bearer $TOKEN" https://api.example.com
curl -u "$USER:$PASS" https://api.example.com
mysql -u root -p main
mysqldump --password x > dump.sql
echo "$TOKEN" | docker login --password-stdin
kubectl create secret generic db --from-literal=password="$DB_PASSWORD"
openssl enc -aes-256-cbc -pass env:PASS -in a
ssh -p 2222 -i ~/.ssh/id_ed25519 deploy@example
tar -xzf a.tar.gz -C /opt && rm -rf /tmp/build
CREATE TABLE users (id INT, password VARCHAR(255) NOT NULL);
SELECT token_count, max_tokens FROM runs WHERE id = $1
INSERT INTO users (name, password) VALUES ($1, $2)
ALTER USER app WITH PASSWORD :password
<input type="password" name="password" placeholder="Enter your password">
<label for="password">Password</label>
<input name="csrf_token" value="{{{{ csrf_token }}}}">
<password>\${{db.password}}</password>
The password must contain at least 12 characters and one digit.
Your password has been changed. Please sign in again.
The token is invalid or has expired.
An API key is required to use this service.
Please enter the verification code that we sent you.
the secret to good tests is that they can fail
token usage: 1,234 input and 567 output tokens
tokens: 12345, cost: $0.0123
used 200000 of 200000 tokens (100%)
prompt tokens 4096, completion tokens 512
pass: 1461, fail: 0, skip: 3
Tests: 12 failed, 1461 passed, 1473 total
Duration 19.07s (transform 234ms, setup 0ms, collect 1.2s)
✓ src/auth.test.ts (12 tests) 345ms
claude-opus-4-1-20250805
claude-3-5-sonnet-20241022 answered in 2.3 s
gpt-4o-2024-08-06, o3-mini-2025-01-31, gpt-5-codex
gemini-2.5-flash-preview-05-20 and text-embedding-004
meta-llama/Meta-Llama-3.1-405B-Instruct-Turbo
anthropic.claude-3-5-sonnet-20241022-v2:0
us.anthropic.claude-sonnet-4-20250514-v1:0
bartowski/Qwen2.5-Coder-32B-Instruct-GGUF:Q4_K_M
toolu_01{a22} returned 3 results
call_{a24} finished
chatcmpl-{a29}
msg_01{a22}
run_{h8}-{h4}
thread_{a24}
asst_{a24}
req_011{a20}
{h8}-{h4}-4{h3}-a{h3}-{h12}
trace_id={h32} span_id={h16}
traceparent: 00-{h32}-{h16}-01
x-request-id: {h8}-{h4}-4{h3}-9{h3}-{h12}
session_id: {h8}-{h4}-4{h3}-b{h3}-{h12}
01J{A23}
2026-03-04T05:06:07.890+01:00
20260304T050607Z
Wed, 04 Mar 2026 05:06:07 GMT
v24.21.0
^18.2.0 || >=19.0.0-rc.1 <20
1.2.3-beta.4+build.{h7}
6.1.2(react@18.3.1)(typescript@5.9.2)
version 10.0.19045.4046
Chrome/126.0.6478.127 Safari/537.36
node_modules/.pnpm/vitest@3.2.4_@types+node@22.10.2/node_modules/vitest/dist/index.js
src/tokens/scan-tokens.ts:123:45 - error TS2345: Argument of type 'string' is not assignable
/usr/lib/node_modules/npm/bin/npm-cli.js
s3://bucket-name/path/to/object-2026-03-04.parquet
arn:aws:iam::{d12}:role/deploy-role
https://github.com/{z6}/{z7}/commit/{h40}
https://example.com/docs/authentication#api-keys
https://packages.example.org/package/{z8}?activeTab=versions
http://localhost:3000/login?next=%2Fdashboard
data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAA{b80}=
data:application/font-woff2;base64,d09GMgABAAAA{b80}
url(data:image/svg+xml;base64,PHN2ZyB4bWxucz0i{b60}==)
sourceMappingURL=data:application/json;base64,eyJ2ZXJzaW9uIjozLCJzb3VyY2VzIjpb{b60}
ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{b42}
SHA256:{b43} (ED25519)
-----BEGIN CERTIFICATE-----
pk_test is the prefix of publishable keys
use the prefix ghp_ for personal tokens
0x{h8}: mov rax, [rbp-0x18]
UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 0
error[E0382]: borrow of moved value: \`token\`
npm warn deprecated inflight@1.0.6: This module is not supported
added 512 packages, and audited 513 packages in 12s
Found 0 vulnerabilities
PASS src/password.test.js (5.123 s)
coverage: 87.3% of statements
key: "ArrowDown"
keys: ["id", "name", "created_at"]
primary_key: user_id
public_key_type: ed25519
cache-key: node-modules-linux-x64-{h64}
partition_key=2026-03-04/05
color: #a1b2c3; background: rgba(10, 20, 30, 0.5);
margin: 0 auto; grid-template-columns: repeat(3, 1fr);
8.8.8 is no address and 1.2.3 is a version
cpu 12.5% mem 512MB of 2048MB, load 0.52 0.58 0.59
order 1234567890123456 shipped
epoch 1772600767890 took 1234567 ns
id=4815162342 rows=1048576 offset=18446744073709551615
lat 52.520008, lon 13.404954
ISBN 978-3-16-148410-0
9 * * * 1-5 /usr/local/bin/backup.sh
const re = /^[A-Za-z0-9+/]{{40}}$/;
base64 of nothing is an empty string
type: "password" is a kind of field
"type": "string", "format": "password"
auth: oauth2
authentication: required
authorization: none
credentials: include
credentials: 'same-origin'
secret: true
token: null
api_key: <your api key>
password: ********
SECRET_KEY=
export TOKEN
cookie: disabled
cookies: 3
session: ended after 12 minutes
the key is "id" and the value is "42"
dial tcp 127.0.0.1:5432: connect: connection refused
listening on 0.0.0.0:8080
connect ECONNREFUSED [::1]:5432
std::vector<std::string> tokens = tokenizer.encode(text);
token_type_ids, attention_mask = encode(batch)
tokenizer.pad_token = tokenizer.eos_token
<|endoftext|> is a special token
auth.login(username, password)
client.connect('localhost', 5432)
jwt.sign(payload, privateKey, {{ algorithm: 'RS256' }})
createHash('sha256').update(text).digest('hex')
createHmac('sha256', secret)
new PDO($dsn, $user, $password)
getConnection(url, user, password)
login("user", "password")
a:b:c:d:e
+@app.route("/items")
+@pytest.mark.asyncio
+@router.post("/items")
brew upgrade postgresql@14.rb openssl@3.rb
{{"label":"Password:","type":"textbox"}}
["Password:", "Submit"]
print("Password: ")
value = input("Enter password: ")
getpass.getpass("Password: ")
read -sp "Password: " PW
console.log('secret:', !!secret)
{{"content":"DB_PASSWORD=\\nPORT=3000"}}
SECRET=\\nPORT=3000
DB_PASSWORD=↵PORT=3000
new RegExp('\\\\bfoo\\\\b')
begin: '\\\\breturn\\\\s+'
name,token_count,model↵planner,1200,gpt-4o
password, token, secret↵foo, bar, baz
| Secret | Required | Description |↵|---|---|---|↵| NPM_TOKEN | yes | Publish token |↵| GITHUB_TOKEN | no | made for each run |
| Option | Password | Token |↵|---|---|---|↵| a | required | string |↵| b | plain text | v1.2.3 |
id | status | duration↵---+--------+---------↵1 | sent | 12.5
NODE_ENV=production
Cache restored from key: node-cache-Linux-x64-npm-{h64}
Create a new API key: https://vercel.example/d?to=x
Passwort: erforderlich
"password": "Passwort",
token = %(token)s
tokens: {{"read": 1}}
password: {{"min": 8}}
- textbox "Search" [ref=e12]: hello world
await page.getByLabel('Name').fill('Planner')
src/home/page.tsx and src/Users/list.tsx
apiToken: \\u001b[32mtrue\\u001b[39m
12:34:56:main:run
app.ts:1234:12: error: unexpected token
x = a | b | c
| name | value | note |
| token | string | the token to use |
| password | required | at least 8 characters |
$1 and $2 are replaced, $& as well
awk '{{print $1":"$2}}' /etc/hosts
price $5$ or $6 each
Using password authentication.
password authentication failed for user "app"
use password hashing with argon2id
following password rules apply: length, digits, signs
user:group@localhost is not a password
variable "region" {{↵  default = "eu-west-1"↵}}
variable "token_ttl" {{↵  default = "3600s"↵}}
key:↵  - name↵  - value
token:↵  description: the token
password: |↵  Choose one that nobody knows
secret: >-↵  see the vault
`;

/** Every line, filled; each alone and in JSON within a string. */
export function makeBenignLines(random: Random, rounds: number): string[] {
  return BENIGN_LINES.split('\n')
    .filter((line) => line.trim() !== '')
    .flatMap((line) =>
      Array.from({ length: rounds }, () => {
        const text = fill(line, random).replaceAll('{{', '{').replaceAll('}}', '}').replaceAll('↵', '\n');
        return [text, JSON.stringify({ output: text })];
      }).flat(),
    );
}
