/** How much a name in a text says about the value beside it. */
import { judgeKey, KEY_SECRET, KEY_WEAK, splitKey } from '../keys.ts';

/**
 * `password`: any value is a secret. `hard`: any value that is no plain word. `key`: the same, but never a short word
 * without a digit. `soft`: a value that looks random.
 * `weak`: only a long random value. `header`: the header's own grammar.
 */
export type NameStrength = 'none' | 'weak' | 'soft' | 'key' | 'hard' | 'password' | 'header';

const HEADERS: ReadonlySet<string> = new Set([
  'authorization',
  'proxy_authorization',
  'cookie',
  'set_cookie',
  'x_amz_security_token',
]);
const PASSWORDS =
  /(?:password|passwd|passphrase|passcode|pwd|pass_phrase|bindpw|rootpw|masterauth|passwort|kennwort|wachtwoord|contrase[nñ]a|senha|mot_?de_?passe|heslo|hasło|lösenord|salasana|passord|adgangskode|пароль|密[码碼]|パスワード|비밀번호)$/;
/** Names that a program uses for much else. */
const SOFT: ReadonlySet<string> = new Set(
  'auth session cookies pat pin otp bearer authentication jwt credential credentials cert_key host_key data_key mnemonic mnemonics code cookie_key pins'.split(
    ' ',
  ),
);
/** Parameters of signed URLs; AWS, Google, Azure, OAuth. */
const QUERY: ReadonlySet<string> = new Set(
  'sig signature x_amz_signature x_amz_credential x_goog_signature x_goog_credential se_sig code state_token hmac key subscription_key sas auth ticket otp hash_key awsaccess_key_id aws_access_key_id googleaccess_id google_access_id policy key_pair_id sv_sig client_assertion assertion saml_response samlresponse oauth_signature oauth_verifier invite reset'.split(
    ' ',
  ),
);
/** First words of functions that do not store what they are given. */
const READERS =
  /^(?:get|is|has|fetch|load|read|find|delete|remove|check|validate|verify|require|parse|hash|mask|redact|create|generate|use|list|show|clear|expect|test|it|describe|split|strip|scan|decode|encode|next|new|on|to|make|build|missing|invalid|match|compare|print|log|assert|contains|includes|count|judge|normalize)$/;

/** Judges `name`; `query` says that it stands behind `?` or `&`, `call` that an opening parenthesis follows it. */
export function strengthOf(name: string, query: boolean, call: boolean): NameStrength {
  if (name.length < 2) return 'none';
  const words = splitKey(name);
  // `PASSWORD1`, `api_key_2`: the number says nothing.
  while (words.length > 1 && /^[0-9]{1,3}$/.test(words[words.length - 1] as string)) words.pop();
  const last = words[words.length - 1];
  if (last === undefined || last.length < 2) return 'none';
  const whole = words.join('_');
  if (HEADERS.has(whole)) return 'header';
  if (call) {
    // Of `config.setApiKey(` the function's own name counts.
    const [first] = splitKey(name.slice(name.lastIndexOf('.') + 1));
    if (first === undefined) return 'none';
    if (READERS.test(first)) return 'none';
  }
  const verdict = judgeKey(name);
  if ((verdict & KEY_SECRET) !== 0) {
    if (PASSWORDS.test(whole)) return 'password';
    if (last === 'authorization' || last === 'cookie') return 'header';
    if (SOFT.has(last) && !whole.endsWith('cli_auth')) return 'soft';
    return /(?:token|key|keys|^pass)$/.test(whole) ? 'key' : 'hard';
  }
  if (query && name[0] !== '.' && QUERY.has(whole)) return 'soft';
  if ((verdict & KEY_WEAK) !== 0) return 'weak';
  return 'none';
}

/** Judges names as `strengthOf` does, each once: a text made of separators asks for the same name again and again. */
export interface NameJudge {
  strengthOf(name: string, query: boolean, call: boolean): NameStrength;
}

/** A judge for one scan, since what stands before a separator may be a secret itself and is not to be kept. */
export function createNameJudge(): NameJudge {
  let known: Map<string, NameStrength> | undefined;
  return {
    strengthOf(name, query, call) {
      const key = `${query ? '?' : ''}${call ? '(' : ''}${name}`;
      const before = known?.get(key);
      if (before !== undefined) return before;
      const strength = strengthOf(name, query, call);
      known ??= new Map();
      known.set(key, strength);
      return strength;
    },
  };
}
