/** National identity numbers with a checksum. Opt-in: without a word in front they resemble order and serial numbers. */
import { ALNUM, classAt, DIGIT, isBorder, LETTER, skipClass } from '../alphabets.ts';
import { addFinding, type Findings, isClaimed } from '../findings.ts';
import { passesLuhn } from './numbers.ts';

interface NationalId {
  readonly kind: string;
  /** Lengths that the run of digits or of letters may have with which it begins: what tells in one look that it is none. */
  readonly digits?: readonly number[];
  readonly letters?: readonly number[];
  /** Sticky, bounded. */
  readonly pattern: RegExp;
  /** Given the characters without blanks and signs, in upper case. */
  readonly check: (value: string) => boolean;
}

/** The sum of digits times weights. */
function weighted(value: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, index) => sum + weight * (value.charCodeAt(index) - 48), 0);
}

function checkCpf(value: string): boolean {
  if (/^(\d)(?:[0-9])*$/.test(value) && new Set(value).size === 1) return false;
  const digit = (count: number): number => {
    const rest =
      (weighted(
        value,
        Array.from({ length: count }, (_, i) => count + 1 - i),
      ) *
        10) %
      11;
    return rest === 10 ? 0 : rest;
  };
  return digit(9) === Number(value[9]) && digit(10) === Number(value[10]);
}

const VERHOEFF_D = [
  '0123456789',
  '1234067895',
  '2340178956',
  '3401289567',
  '4012395678',
  '5987604321',
  '6598710432',
  '7659821043',
  '8765932104',
  '9876543210',
];
const VERHOEFF_P = [
  '0123456789',
  '1576283094',
  '5803796142',
  '8916043527',
  '9453126870',
  '4286573901',
  '2793806415',
  '7046913258',
];

/** J. Verhoeff, Error Detecting Decimal Codes, 1969. */
function passesVerhoeff(value: string): boolean {
  let state = 0;
  for (let i = 0; i < value.length; i++) {
    const digit = Number(value[value.length - 1 - i]);
    state = Number(VERHOEFF_D[state]?.[Number(VERHOEFF_P[i % 8]?.[digit])]);
  }
  return state === 0;
}

/** ISO 7064 mod 11,10. */
function passesMod1110(value: string): boolean {
  let product = 10;
  for (let i = 0; i < value.length - 1; i++) {
    let sum = (Number(value[i]) + product) % 10;
    if (sum === 0) sum = 10;
    product = (sum * 2) % 11;
  }
  return (11 - product) % 10 === Number(value[value.length - 1]);
}

const IDS: readonly NationalId[] = [
  {
    kind: 'uk_nino',
    letters: [2],
    pattern: /[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D]/iy,
    check: (value) => !/^(?:BG|GB|NK|KN|TN|NT|ZZ)/.test(value),
  },
  {
    kind: 'uk_nhs',
    digits: [3, 6, 10],
    pattern: /[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{4}/y,
    check: (value) => (11 - (weighted(value, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11)) % 11 === Number(value[9]),
  },
  { kind: 'ca_sin', digits: [3, 6, 9], pattern: /[1-79][0-9]{2}[ -]?[0-9]{3}[ -]?[0-9]{3}/y, check: passesLuhn },
  {
    kind: 'fr_nir',
    digits: [1, 3, 5, 7, 10, 13, 15],
    pattern: /[12] ?[0-9]{2} ?(?:0[1-9]|1[0-2]|[2-9][0-9]) ?[0-9]{2} ?[0-9]{3} ?[0-9]{3} ?[0-9]{2}/y,
    check: (value) => 97 - Number(BigInt(value.slice(0, 13)) % 97n) === Number(value.slice(13)),
  },
  { kind: 'de_tax_id', digits: [11], pattern: /[1-9][0-9]{10}/y, check: passesMod1110 },
  {
    kind: 'es_dni',
    digits: [8],
    pattern: /[0-9]{8}-?[A-Z]/iy,
    check: (value) => 'TRWAGMYFPDXBNJZSQVHLCKE'[Number(value.slice(0, 8)) % 23] === value[8],
  },
  {
    kind: 'es_nie',
    letters: [1],
    pattern: /[XYZ]-?[0-9]{7}-?[A-Z]/iy,
    check: (value) =>
      'TRWAGMYFPDXBNJZSQVHLCKE'[Number('XYZ'.indexOf(value[0] as string) + value.slice(1, 8)) % 23] === value[8],
  },
  {
    kind: 'it_codice_fiscale',
    letters: [6],
    pattern: /[A-Z]{6}[0-9]{2}[ABCDEHLMPRST][0-9]{2}[A-Z][0-9]{3}[A-Z]/iy,
    check: () => true,
  },
  {
    kind: 'nl_bsn',
    digits: [9],
    pattern: /[0-9]{9}/y,
    check: (value) => value !== '000000000' && weighted(value, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0,
  },
  {
    kind: 'be_national_number',
    digits: [2, 4, 6, 9, 11],
    pattern: /[0-9]{2}\.?[0-9]{2}\.?[0-9]{2}-?[0-9]{3}\.?[0-9]{2}/y,
    check: (value) =>
      [value.slice(0, 9), `2${value.slice(0, 9)}`].some((body) => 97 - (Number(body) % 97) === Number(value.slice(9))),
  },
  {
    kind: 'pl_pesel',
    digits: [11],
    pattern: /[0-9]{11}/y,
    check: (value) =>
      (10 - (weighted(value, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) % 10)) % 10 === Number(value[10]) &&
      Number(value.slice(4, 6)) >= 1 &&
      Number(value.slice(4, 6)) <= 31,
  },
  {
    kind: 'se_personnummer',
    digits: [6, 8, 10, 12],
    pattern: /(?:19|20)?[0-9]{6}[-+]?[0-9]{4}/y,
    check: (value) =>
      passesLuhn(value.slice(-10)) && Number(value.slice(-8, -6)) >= 1 && Number(value.slice(-8, -6)) <= 12,
  },
  {
    kind: 'fi_hetu',
    digits: [6],
    pattern: /[0-3][0-9][01][0-9][0-9]{2}[-+A-FU-Y][0-9]{3}[0-9A-Y]/iy,
    check: (value) =>
      '0123456789ABCDEFHJKLMNPRSTUVWXY'[Number(value.replace(/[^0-9]/g, '').slice(0, 9)) % 31] ===
      value[value.length - 1],
  },
  { kind: 'br_cpf', digits: [3, 6, 9, 11], pattern: /[0-9]{3}\.?[0-9]{3}\.?[0-9]{3}-?[0-9]{2}/y, check: checkCpf },
  {
    kind: 'in_aadhaar',
    digits: [4, 8, 12],
    pattern: /[2-9][0-9]{3}[ -]?[0-9]{4}[ -]?[0-9]{4}/y,
    check: passesVerhoeff,
  },
  { kind: 'in_pan', letters: [5], pattern: /[A-Z]{3}[ABCFGHLJPT][A-Z][0-9]{4}[A-Z]/y, check: () => true },
  {
    kind: 'au_tfn',
    digits: [3, 6, 9],
    pattern: /[0-9]{3} ?[0-9]{3} ?[0-9]{3}/y,
    check: (value) => weighted(value, [1, 4, 3, 7, 5, 8, 6, 9, 10]) % 11 === 0,
  },
  {
    kind: 'cn_resident_id',
    digits: [17, 18],
    pattern: /[1-9][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])[0-9]{3}[0-9X]/iy,
    check: (value) =>
      '10X98765432'[weighted(value, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]) % 11] === value[17],
  },
  {
    kind: 'za_id',
    digits: [13],
    pattern: /[0-9]{2}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])[0-9]{4}[01][0-9]{2}/y,
    check: passesLuhn,
  },
  {
    kind: 'kr_rrn',
    digits: [6],
    pattern: /[0-9]{2}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])-[1-8][0-9]{6}/y,
    check: () => true,
  },
  {
    kind: 'mx_curp',
    letters: [4],
    pattern: /[A-Z][AEIOUX][A-Z]{2}[0-9]{6}[HMX][A-Z]{2}[B-DF-HJ-NP-TV-Z]{3}[A-Z0-9][0-9]/y,
    check: () => true,
  },
];

/** UTF-16 units of the longest run that one of them begins with. */
const MAX_RUN = 18;
/** UTF-16 units of the longest of them, blanks and signs included. */
const MAX_LENGTH = 24;

/** The ids that may begin with a run of `length`, by that length. */
function byLength(which: 'digits' | 'letters'): readonly (readonly NationalId[])[] {
  return Array.from({ length: MAX_RUN + 1 }, (_, length) => IDS.filter((id) => id[which]?.includes(length)));
}

const BY_DIGITS = byLength('digits');
const BY_LETTERS = byLength('letters');

/** Reports every such number. */
export function scanNationalIds(text: string, findings: Findings): void {
  findings.steps += text.length;
  for (let i = 0; i < text.length; i++) {
    const bits = classAt(text, i) & ALNUM;
    if (bits === 0 || !isBorder(text, i - 1) || isClaimed(findings, i)) continue;
    const digits = (bits & DIGIT) !== 0;
    const run = skipClass(text, i, digits ? DIGIT : LETTER, text.length);
    findings.steps += run - i;
    let next = run;
    for (const { kind, pattern, check } of (digits ? BY_DIGITS : BY_LETTERS)[run - i] ?? []) {
      pattern.lastIndex = i;
      findings.steps += MAX_LENGTH;
      const match = pattern.exec(text);
      if (match === null || !isBorder(text, i + match[0].length)) continue;
      const plain = match[0].replace(/[\s.-]/g, '').toUpperCase();
      if (!check(kind === 'fi_hetu' ? match[0].toUpperCase() : plain)) continue;
      addFinding(findings, i, i + match[0].length, kind);
      next = i + match[0].length;
      break;
    }
    i = next - 1;
  }
}
