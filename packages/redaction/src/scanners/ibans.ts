/** Bank account numbers: length by country, remainder 97 (ISO 13616, the registry of SWIFT). */
import { ALNUM, classAt, DIGIT, isBorder, LETTER, UPPER36 } from '../alphabets.ts';
import { addFinding, type Findings } from '../findings.ts';

/** Characters of an IBAN by country. */
const LENGTHS: ReadonlyMap<string, number> = new Map(
  (
    'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 ' +
    'GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 ' +
    'OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30'
  )
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);

/** The remainder of ISO 7064 mod 97-10 is 1. */
export function passesIban(value: string): boolean {
  let remainder = 0;
  for (const char of value.slice(4) + value.slice(0, 4)) {
    const code = char.charCodeAt(0);
    remainder = code >= 65 ? (remainder * 100 + code - 55) % 97 : (remainder * 10 + code - 48) % 97;
  }
  return remainder === 1;
}

/** Reports every account number, in one piece or in groups. */
export function scanIbans(text: string, findings: Findings): void {
  const length = text.length - 14;
  findings.steps += text.length;
  for (let i = 0; i < length; i++) {
    const digit = text.charCodeAt(i + 2) - 48;
    if (digit < 0 || digit > 9 || (classAt(text, i) & LETTER) === 0) continue;
    if ((classAt(text, i + 3) & DIGIT) === 0 || !isBorder(text, i - 1)) continue;
    const wanted = LENGTHS.get(text.slice(i, i + 2).toUpperCase());
    if (wanted === undefined) continue;
    let value = '';
    let end = i;
    while (value.length < wanted && end < text.length) {
      const char = text[end] as string;
      if ((classAt(text, end) & ALNUM) !== 0) value += char.toUpperCase();
      else if ((char !== ' ' && char !== '-' && char !== '\u00a0') || (classAt(text, end + 1) & ALNUM) === 0) break;
      end++;
    }
    findings.steps += end - i;
    if (value.length !== wanted || !isBorder(text, end) || !passesIban(value)) continue;
    if ((classAt(value, 4) & UPPER36) === 0) continue;
    addFinding(findings, i, end, 'iban');
    i = end - 1;
  }
}
