/**
 * The words by which a key is judged, in normal form: lower-case words joined by `_`. Data only; `keys.ts` compares.
 */

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}

/** Last words that name a credential. The scanner of `name = value` text uses these, too. */
export const SECRET_WORDS: ReadonlySet<string> = words(`
  pw bindpw rootpw masterauth passwort kennwort wachtwoord contrasena contraseña senha motdepasse mot_de_passe heslo hasło lösenord salasana passord adgangskode пароль 密码 密碼 パスワード 비밀번호
  password passwords passwd passwds passphrase passphrases passcode passcodes pwd pass_phrase pass_word userpass userpw
  secret secrets token tokens_secret apitoken authtoken accesstoken refreshtoken idtoken bearertoken sessiontoken csrftoken
  credential credentials creds api_key api_keys apikey apikeys api_secret apisecret app_secret appsecret app_key appkey
  access_key access_keys accesskey secret_key secret_keys secretkey private_key private_keys privatekey client_secret clientsecret client_key
  encryption_key encryption_keys encryptionkey decryption_key signing_key signing_keys signingkey signature_key master_key masterkey auth_key authkey
  account_key accountkey storage_key shared_key sharedkey shared_access_key sharedaccesskey license_key licensekey licence_key ssh_key sshkey
  deploy_key service_key service_account_key consumer_key consumer_secret admin_key webhook_key subscription_key server_key write_key root_key aes_key hmac_key jwt_key
  rsa_key gpg_key pgp_key tls_key ssl_key cert_key session_key sessionkey cookie_key crypto_key cipher_key data_key wallet_key integration_key ingest_key ingestion_key
  keystore_pass key_pass key_password secret_key_base secret_access_key storepass keypass function_key host_key personal_access_key instrumentation_key
  authorization proxy_authorization authentication auth bearer cookie cookies set_cookie session sessid session_cookie phpsessid jsessionid sid_secret
  seed_phrase seedphrase mnemonic mnemonics mnemonic_phrase recovery_phrase recovery_code recovery_codes backup_code backup_codes secret_phrase wallet_seed
  pat personal_access_token otp totp totp_secret mfa_code otp_code two_factor_code verification_code security_code cvv cvc cvv2 pin_code pincode pin
  webhook_secret webhook_url connection_string connectionstring conn_str connection_strings sas_token sas_url dsn_secret jwt jwt_secret hmac_secret salt_key
  pass db_pass dbpass user_pass smtp_pass mail_pass mysql_pass ftp_pass admin_pass root_pass basic_auth auth_header auth_string dockerconfigjson dockercfg dockerauth
  sshpass cli_auth psk wpa_psk pre_shared_key preshared_key presharedkey sonar_login contribsys_com sessionid net_session_id saml_response samlresponse saml_assertion
  logged_in_key logged_in_salt nonce_key nonce_salt auth_salt totp_seed otp_seed
  key_material private_pem private_key_pem service_account_json google_credentials kubeconfig
`);

/** Compounds without a border, matched as the end of one word: `mytoken`, `dbpassword`. */
export const SECRET_ENDINGS: readonly string[] =
  'password passwd passphrase apikey secretkey privatekey accesskey authkey signingkey token secret credentials credential apitoken пароль 密码 密碼 パスワード 비밀번호'.split(
    ' ',
  );

/** Words after a credential's name that do not change what it is: `API_KEY_PROD`, `password2`, `token_value`. */
export const NEUTRAL_ENDINGS: ReadonlySet<string> = words(`
  prod production dev development staging stage test testing live sandbox old new current default backup primary secondary
  value values text string str raw plain plaintext cleartext base64 b64 enc encrypted decrypted env var variable data hash hashed bytes hex
`);

/** Last words that name personal data. */
export const PERSONAL_WORDS: ReadonlySet<string> = words(`
  email emails e_mail email_address mail_address mailto username usernames user_name user_names login_name screen_name full_name first_name last_name middle_name
  family_name given_name maiden_name surname real_name display_name phone phones phone_number phone_numbers telephone mobile_number cell_phone fax fax_number
  ssn social_security_number social_security tax_id national_id passport passport_number drivers_license driver_license license_number
  credit_card creditcard card_number cardnumber credit_card_number pan_number iban bank_account account_number routing_number sort_code
  date_of_birth birth_date birthdate birthday dob home_address street_address postal_address mailing_address billing_address shipping_address
  ip_address ip_addr client_ip remote_ip remote_addr remote_address x_forwarded_for forwarded_for x_real_ip mac_address hostname host_name machine_name computer_name
  home_dir home_directory homedir
`);

/** Last words that name content: what a user or a model wrote, or what a program printed. */
export const CONTENT_WORDS: ReadonlySet<string> = words(`
  env environ environment_variables env_vars file_content file_contents file_text code_content code_contents source_code prompt prompts system_prompt user_prompt
  completion completions completion_text git_commit commit_message diff diffs patch_text git_diff error_message err_message exception_message stdout stderr std_out std_err
  tool_output tool_outputs tool_result_text tool_input_text log logs log_text log_lines log_content artifact_text artifact_content message_content message_text chat_history
  request_body response_body raw_body raw_text raw_content raw_output file_diff screenshot clipboard keystrokes
`);

/** Whole keys that hold a stack trace: the value becomes its hash. */
export const STACK_WORDS: ReadonlySet<string> = words(
  'stack stacks stack_trace stacktrace error_stack err_stack call_stack backtrace traceback',
);

/** Names that say secret only beside a value that looks like one: too common as ordinary words. */
export const WEAK_WORDS: ReadonlySet<string> = words(`
  key keys auth credentials_id signature sig hmac sid private id_secret
`);

/** Keys whose strings are identifiers: the shorter limit. */
export const IDENTIFIER_WORDS: ReadonlySet<string> = words('id ids uuid guid ulid');

/** Keys under which four dotted numbers are a version, not an address. */
export const VERSION_WORDS: ReadonlySet<string> = words(
  'version versions release semver revision build schema_version',
);
