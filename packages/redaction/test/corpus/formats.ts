/**
 * The formats to be found, as their providers describe them: independent of the detectors, filled at run time.
 * `name` is the telling name for formats that need one; without it they are not asked for.
 */

export interface SecretFormat {
  readonly id: string;
  readonly format: string;
  /** Only looked for beside this name. */
  readonly name?: string;
}

function formats(text: string): SecretFormat[] {
  return text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .map(([id, format, name]) => ({
      id: id as string,
      format: format as string,
      ...(name === undefined ? {} : { name }),
    }));
}

/** Tokens that stand for themselves. */
export const TOKEN_FORMATS: readonly SecretFormat[] = formats(`
  github_classic ghp_{a36}
  github_oauth gho_{a36}
  github_user ghu_{a36}
  github_refresh ghr_{a36}
  github_server ghs_{a36}
  github_server_long ghs_{d7}_eyJ{u40}.eyJ{u200}.{u200}
  github_fine github_pat_{a22}_{a59}
  gitlab_pat glpat-{u20}
  gitlab_routable glpat-{u27-60}.{a2}.{l9}
  gitlab_deploy gldt-{u20}
  gitlab_runner glrt-{u20}
  gitlab_trigger glptt-{h40}
  gitlab_job glcbt-{h2}_{u20}
  gitlab_scim glsoat-{u20}
  gitlab_oauth gloas-{h64}
  npm npm_{a36}
  pypi pypi-AgEIcHlwaS5vcmc{u70-120}
  rubygems rubygems_{h48}
  docker_pat dckr_pat_{u27}
  docker_oat dckr_oat_{u27}
  aws_akia AKIA{c16}
  aws_asia ASIA{c16}
  aws_abia ABIA{c16}
  aws_acca ACCA{c16}
  bedrock ABSK{b109-200}
  google_api AIza{u35}
  google_oauth ya29.{u60-120}
  google_secret GOCSPX-{u28}
  google_refresh 1//0{u60-90}
  azure_client {a3}{d1}Q~{a31-34}
  openai_classic sk-{a20}T3BlbkFJ{a20}
  openai_project sk-proj-{u58}T3BlbkFJ{u58}
  openai_service sk-svcacct-{u58}T3BlbkFJ{u58}
  openai_admin sk-admin-{u58}T3BlbkFJ{u58}
  anthropic_api sk-ant-api03-{u93}AA
  anthropic_admin sk-ant-admin01-{u93}AA
  openrouter sk-or-v1-{h64}
  hugging_face hf_{L34}
  hugging_face_org api_org_{L34}
  groq gsk_{a52}
  xai xai-{a80}
  perplexity pplx-{a48}
  replicate r8_{a37}
  nvidia nvapi-{u64}
  deepseek sk-{l32}
  langsmith_pt lsv2_pt_{h32}_{h10}
  langsmith_sk lsv2_sk_{h32}_{h10}
  pinecone pcsk_{a5-6}_{a63}
  elevenlabs sk_{h48}
  stripe_live sk_live_{a24-99}
  stripe_test sk_test_{a24-99}
  stripe_restricted rk_live_{a24-99}
  stripe_webhook whsec_{b32-60}
  square_access sq0atp-{u22}
  square_secret sq0csp-{u43}
  square_production EAAA{u60}
  slack_bot xoxb-{d12}-{d12}-{a24}
  slack_user xoxp-{d12}-{d12}-{d12}-{h32}
  slack_workspace xoxa-2-{d12}-{a24}
  slack_refresh xoxr-{d12}-{a24}
  slack_legacy xoxs-{d12}-{d12}-{d12}-{h10}
  slack_app xapp-1-A{A10}-{d13}-{h64}
  slack_config xoxe.xoxp-1-{b160}
  discord_bot M{a23}.{a6}.{u27}
  telegram {d9-10}:AA{u33}
  twilio_key SK{h32}
  twilio_account AC{h32}
  sendgrid SG.{u22}.{u43}
  mailgun key-{h32}
  mailgun_longer key-{h36}
  twilio_longer SK{h40}
  mailchimp {h32}-us{d2}
  brevo xkeysib-{h64}-{a16}
  postman PMAK-{h24}-{h34}
  shopify_access shpat_{h32}
  shopify_custom shpca_{h32}
  shopify_private shppa_{h32}
  shopify_secret shpss_{h32}
  digitalocean dop_v1_{h64}
  digitalocean_oauth doo_v1_{h64}
  digitalocean_refresh dor_v1_{h64}
  heroku HRKU-AA{u58}
  cloudflare_origin v1.0-{h24}-{h146}
  cloudflare_user cfut_{a40}{h8}
  cloudflare_account cfat_{a40}{h8}
  cloudflare_key cfk_{a40}{h8}
  fly_old fo1_{u43}
  fly_macaroon fm2_{b120-300}
  netlify nfp_{a36}
  vercel vcp_{a24-56}
  vercel_integration vci_{a24-56}
  vercel_gateway vck_{a24-56}
  supabase_pat sbp_{h40}
  supabase_secret sb_secret_{u31}
  databricks dapi{h32}
  databricks_long dapi{h32}-2
  grafana_service glsa_{a32}_{h8}
  grafana_cloud glc_{b64-120}
  sentry_org sntrys_eyJ{b120}=_{b43}
  sentry_user sntryu_{h64}
  new_relic NRAK-{A27}
  posthog_personal phx_{a43-48}
  vault_service hvs.{u90-120}
  vault_batch hvb.{u138-200}
  terraform {a14}.atlasv1.{u60-70}
  doppler dp.pt.{a43}
  onepassword ops_eyJ{b250}
  onepassword_key A3-{A6}-{A11}-{A5}-{A5}-{A5}
  pulumi pul-{h40}
  buildkite bkua_{h40}
  circleci CCIPAT_{a22}_{h40}
  tailscale tskey-auth-{a17}-{a32}
  linear lin_api_{a40}
  notion_new ntn_{d11}{a35}
  notion_old secret_{a43}
  figma figd_{u40-60}
  airtable pat{a14}.{h64}
  atlassian ATATT3{u186}
  planetscale pscale_tkn_{u43}
  planetscale_short pscale_{u40}
  sourcegraph sgp_{h40}
  sourcegraph_instance sgp_{h16}_{h40}
  jwt eyJ{u20-40}.eyJ{u60-120}.{u43}
  jwt_unsigned eyJ{u20-40}.eyJ{u60-120}.
  jwt_base64 ZXlK{b120}
  age AGE-SECRET-KEY-1{q58}
  xprv xprv{x107}
  wif_uncompressed 5K{x49}
  wif_compressed L2{x50}
  alibaba LTAI{a20}
  artifactory AKCp{a69}
  brevo_smtp xsmtpsib-{h64}-{a16}
  dynatrace dt0c01.{c24}.{c64}
  easypost EZAK{a54}
  facebook EAAC{a100}
  flutterwave FLWSECK_TEST-{h32}-X
  frameio fio-u-{u64}
  hubspot pat-na1-{h8}-{h4}-{h4}-{h4}-{h12}
  infracost ico-{a32}
  jira_cloud ATCTT3{u180}
  mapbox sk.eyJ{u80}.{u22}
  openshift sha256~{u43}
  plaid access-production-{h8}-{h4}-{h4}-{h4}-{h12}
  prefect pnu_{l36}
  readme rdme_{l70}
  shippo shippo_live_{h40}
  sonar squ_{h40}
  typeform tfp_{u44}_{u14}
  resend re_{a8}_{a24}
  tavily tvly-dev-{a32}
  apify apify_api_{a36}
  honeycomb hcaik_{l58}
  razorpay rzp_live_{a14}
  vercel_blob vercel_blob_rw_{a16}_{a30}
  clojars CLOJARS_{l60}
  cerebras csk-{l48}
  nostr nsec1{l58}
  future_github ghp_{a90}
  future_gitlab glpat-{u90}
  future_npm npm_{a80}
  future_aws AKIA{c28}
  future_stripe sk_live_{a200}
  future_slack xoxb-{d14}-{d14}-{a64}
  future_digitalocean dop_v1_{h128}
  openai_future sk-proj-{u60}
  openai_long sk-{u40}_T3BlbkFJ{u40}
  langfuse sk-lf-{h8}-{h4}-{h4}-{h4}-{h12}
  fireworks fw_{a24}
  together tgp_v1_{u43}
  jina jina_{h32}{u24}
  voyage pa-{u43}
  firecrawl fc-{h32}
  wandb wandb_v1_{a40}
  e2b e2b_{h40}
  modal ak-{a22}
  context7 ctx7sk-{h8}-{h4}-{h4}-{h4}-{h12}
  browserbase bb_live_{u27}
  gitlab_registration GR1348941{u20}
  gitlab_session _gitlab_session={h32}
  crates cio{a32}
  nuget oy2{l43}
  jfrog_reference cmVmdGtuO{a55}
  bitbucket ATBB{a32}
  snyk snyk_uat.{h8}.{u120}
  codecov codecov_{h40}
  gitea gto_{h40}
  youtrack perm:{a12}.{a12}.{a30}
  launchdarkly api-{h8}-{h4}-4{h3}-{h4}-{h12}
  aws_a3t A3T{c17}
  aws_session IQoJ{b200}
  bedrock_short bedrock-api-key-{a60}
  aws_mws amzn.mws.{h8}-{h4}-{h4}-{h4}-{h12}
  amazon_oauth amzn1.oa2-cs.v1.{h64}
  google_api_new AQ.{a48}
  google_hmac GOOG1{c56}
  firebase AAAA{a7}:{u140}
  tencent AKID{a32}
  yandex_api AQVN{u35}
  yandex_oauth y0_{u55}
  yandex_iam t1.{u20}.{u86}
  yandex_access YCA{a37}
  neon napi_{l64}
  vault_old s.{a24}
  scalingo tk-us-{u48}
  render rnd_{a28}
  confluent cflt{b60}
  octopus API-{A26}
  clickhouse 4b1d{a38}
  settlemint sm_pat_{a16}
  akamai akab-{l16}-{l16}
  azure_search AzSe{a48}
  braintree access_token$production$\{l16}$\{h32}
  gocardless live_{u40}
  lob test_{h35}
  duffel duffel_live_{u43}
  defined dnkey-{l26}-{l52}
  polar polar_oat_{a43}
  coinbase organizations/{h8}-{h4}-{h4}-{h4}-{h12}/apiKeys/{h8}-{h4}-{h4}-{h4}-{h12}
  woocommerce ck_{h40}
  clerk sk_{a44}
  adyen AQE{b120}
  dingtalk SEC{h64}
  twitter_bearer AAAAAAAAAAAAAAAAAAAAA{a80}
  dropbox sl.{u140}
  intercom dG9rO{b54}=
  linkedin WPL_AP1.{a16}.{a8}
  instagram IGQV{u140}
  hubspot_private CJSP{a80}
  intra42 s-s4t2ud-{h64}
  grafana_old eyJrIjoi{b80}
  new_relic_insights eu01xx{h34}
  datadog_new ddapp_{a34}
  axiom xaat-{h8}-{h4}-{h4}-{h4}-{h12}
  logfire pylf_v1_us_{a43}
  statsig secret-{a43}
  asana 1/{d16}:{h32}
  clickup pk_{d8}_{A32}
  contentful CFPAT-{u43}
  mergify mka_{a40}
  okta 00{u40}
  beamer b_{u44}
  trello ATTA{h64}
  sanity sk{a180}
  inngest signkey-prod-{h64}
  rootly rootly_{h64}
  gitbook gb_api_{a40}
  wakatime waka_{h8}-{h4}-{h4}-{h4}-{h12}
  tinybird p.eyJ{u80}.{u43}
  adafruit aio_{a28}
  endor_labs endr+{a16}
  zoho 1000.{h32}.{h32}
  voiceflow VF.DM.{h24}.{a16}
  mailersend mlsn.{h64}
  twitch oauth:{l30}
  appsync da2-{l26}
  snowflake ver:1-hint:{d10}-ETMsDgAAAY{b80}
  maxmind {a6}_{a29}_mmk
  bcrypt $2y$10$\{a53}
  sha512_crypt $6$\{a16}$\{a86}
  argon2 $argon2id$v=19$m=65536,t=3,p=4$\{b22}$\{b43}
  encoded_private_key LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0t{b200}
`);

/** Values that only their name gives away. */
export const NAMED_FORMATS: readonly SecretFormat[] = formats(`
  aws_secret {b40} AWS_SECRET_ACCESS_KEY
  cohere {a40} COHERE_API_KEY
  datadog_api {h32} DATADOG_API_KEY
  datadog_app {h40} DD_APP_KEY
  raw_key {h64} PRIVATE_KEY
  generic_secret {a24-40} CLIENT_SECRET
  generic_token {u24-40} ACCESS_TOKEN
  generic_hex {h32} API_SECRET
  generic_uuid {h8}-{h4}-{h4}-{h4}-{h12} API_KEY
  password {a8}!{d2} DB_PASSWORD
  short_password {z6}{d2} PASSWORD
  azure_storage {b86}== AccountKey
`);
