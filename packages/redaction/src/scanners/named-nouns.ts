/**
 * A noun for a secret in any of some languages, what joins it to a value (words, signs, tags, Markdown, a line end), and a
 * word that no prose has: "Das Passwort ist x", `<b>Password:</b> x`, `Password (prod): x`, "API key" and the line below.
 */
import { ALNUM, classAt } from '../alphabets.ts';
import { addFinding, type Findings, isClaimed } from '../findings.ts';
import { isPlainlyChosen } from './line-values.ts';
import { isPlaceholder } from './placeholders.ts';
import { isCode, isReference, looksRandom } from './values.ts';

const NOUN =
  /pass(?:word|wort|wd|phrase|code|ord)|\bpw|pwd|kennwort|wachtwoord|contrase[nñ]a|\bclave|senha|mot de passe|hasło|heslo|şifre|mật khẩu|парол[ья]|密[码碼钥鑰]|パスワード|비밀번호|token|токен|secret|api[ _-]?key|access[ _-]?key|clé api|api-schlüssel|ключ|\bpsk|pre-?shared-?key/gi;
/** One step of what joins; every step begins with another sign. */
const JOINT =
  /[ \t]{1,12}|\r?\n|<\/?[a-z]{1,8}>|[*_`"'\])([:=→：]|(?:temporary|temp|prod|new|old|test|dev|staging)[)\]]|(?:is|ist|est|es|é|è|to|will be|below|now|ascii-text)[ :\n]|&[a-z]{1,8} |是|为|は|는|은/iy;
const MAX_JOINTS = 8;
const MAX_JOINT_LENGTH = 12;
const MAX_VALUE = 128;

/** Reports what such nouns name. */
export function scanNamedNouns(text: string, findings: Findings): void {
  findings.steps += 2 * text.length;
  for (const match of text.matchAll(NOUN)) {
    let at = match.index + match[0].length;
    // `tokenize`, `password2`: another word. What is written without gaps has no letters to end at.
    if (match[0].charCodeAt(0) < 128 && (classAt(text, at) & ALNUM) !== 0) continue;
    let joints = 0;
    for (; joints < MAX_JOINTS; joints++) {
      JOINT.lastIndex = at;
      const joint = JOINT.exec(text);
      findings.steps += 2;
      if (joint === null || joint[0].length > MAX_JOINT_LENGTH) break;
      at += joint[0].length;
    }
    if (joints === 0 || isClaimed(findings, at)) continue;
    const limit = Math.min(text.length, at + MAX_VALUE);
    let end = at;
    while (end < limit && /[^\s"'`<>,;|\])}]/.test(text[end] as string)) end++;
    findings.steps += end - at;
    while (end > at && /[.!?:*_]/.test(text[end - 1] as string)) end--;
    const value = text.slice(at, end);
    if (value.length < 6 || !isPlainlyChosen(value) || isPlaceholder(value) || isReference(value) || isCode(value))
      continue;
    if (looksRandom(value, 20) || (/[A-Z]/.test(value) && /[a-z]/.test(value) && /^[\w!#$%&*+=?@^~-]+$/.test(value)))
      addFinding(findings, at, end, 'assigned_secret');
  }
}
