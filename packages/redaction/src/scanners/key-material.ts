/** Secrets that their own structure shows: hashes of passwords, vaults of Ansible, private parts of JSON Web Keys. */
import { HEX, skipClass } from '../alphabets.ts';
import { addFinding, type Findings } from '../findings.ts';

/** crypt(5), Argon2, scrypt, PBKDF2 in their modular form. https://github.com/P-H-C/phc-string-format */
const HASH =
  /\$(?:1|2[abxy]?|5|6|7|y|gy|apr1|argon2(?:id|i|d)|scrypt|bcrypt-sha256|pbkdf2(?:-sha[0-9]{1,3})?)\$(?:[A-Za-z0-9./=$+_-]|,[a-z]=){20,600}/y;

/** Reports hashes of passwords: what a guess can be tried against. */
function scanPasswordHashes(text: string, findings: Findings): void {
  for (let at = text.indexOf('$'); at >= 0; at = text.indexOf('$', at + 1)) {
    HASH.lastIndex = at;
    const match = HASH.exec(text);
    findings.steps += match?.[0].length ?? 32;
    if (match === null) continue;
    let end = at + match[0].length;
    while (text[end - 1] === '.' || text[end - 1] === ',') end--;
    addFinding(findings, at, end, 'password_hash');
    at += match[0].length - 1;
  }
}

const VAULT = '$ANSIBLE_VAULT;';

/** Reports the lines of hex digits of a vault. https://docs.ansible.com/ansible/latest/vault_guide/vault_using_encrypted_content.html */
function scanVaults(text: string, findings: Findings): void {
  for (let at = text.indexOf(VAULT); at >= 0; at = text.indexOf(VAULT, at)) {
    let end = at + VAULT.length;
    while (end < text.length && text[end] !== '\n' && text[end] !== '\\' && end - at < 80) end++;
    for (;;) {
      let next = end;
      while (next < text.length && next - end < 40 && /[\s\\nr]/.test(text[next] as string)) next++;
      const line = skipClass(text, next, HEX, text.length);
      findings.steps += line - end + 1;
      if (line - next < 16) break;
      end = line;
    }
    addFinding(findings, at, end, 'ansible_vault');
    at = end;
  }
}

/** The parts of a key that are private. https://www.rfc-editor.org/rfc/rfc7518#section-6 */
const JWK_PART = /"(?:d|p|q|dp|dq|qi|k)"[ \t\n]{0,40}:[ \t\n]{0,40}"([A-Za-z0-9_-]{16,2000})"/g;

/** Reports what may not leave of keys as JSON. */
function scanJsonWebKeys(text: string, findings: Findings): void {
  if (!text.includes('"kty"')) return;
  for (const match of text.matchAll(JWK_PART)) {
    const start = match.index + match[0].length - 1 - (match[1] as string).length;
    addFinding(findings, start, start + (match[1] as string).length, 'json_web_key');
  }
}

/** Reports all three in a text that has a long run. */
export function scanKeyMaterial(text: string, findings: Findings): void {
  findings.steps += 4 * text.length;
  scanPasswordHashes(text, findings);
  scanVaults(text, findings);
  scanJsonWebKeys(text, findings);
}
