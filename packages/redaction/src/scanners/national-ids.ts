/** National identity numbers with a checksum. Opt-in: without a word in front they resemble order and serial numbers. */
import { isBorder } from '../alphabets.ts';
import { addFinding, type Findings, isClaimed } from '../findings.ts';
import { passesLuhn } from './numbers.ts';

interface NationalId {
  readonly kind: string;
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
    pattern: /[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D]/iy,
    check: (value) => !/^(?:BG|GB|NK|KN|TN|NT|ZZ)/.test(value),
  },
  {
    kind: 'uk_nhs',
    pattern: /[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{4}/y,
    check: (value) => (11 - (weighted(value, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11)) % 11 === Number(value[9]),
  },
  { kind: 'ca_sin', pattern: /[1-79][0-9]{2}[ -]?[0-9]{3}[ -]?[0-9]{3}/y, check: passesLuhn },
  {
    kind: 'fr_nir',
    pattern: /[12] ?[0-9]{2} ?(?:0[1-9]|1[0-2]|[2-9][0-9]) ?[0-9]{2} ?[0-9]{3} ?[0-9]{3} ?[0-9]{2}/y,
    check: (value) => 97 - Number(BigInt(value.slice(0, 13)) % 97n) === Number(value.slice(13)),
  },
  { kind: 'de_tax_id', pattern: /[1-9][0-9]{10}/y, check: passesMod1110 },
  {
    kind: 'es_dni',
    pattern: /[0-9]{8}-?[A-Z]/iy,
    check: (value) => 'TRWAGMYFPDXBNJZSQVHLCKE'[Number(value.slice(0, 8)) % 23] === value[8],
  },
  {
    kind: 'es_nie',
    pattern: /[XYZ]-?[0-9]{7}-?[A-Z]/iy,
    check: (value) =>
      'TRWAGMYFPDXBNJZSQVHLCKE'[Number('XYZ'.indexOf(value[0] as string) + value.slice(1, 8)) % 23] === value[8],
  },
  {
    kind: 'it_codice_fiscale',
    pattern: /[A-Z]{6}[0-9]{2}[ABCDEHLMPRST][0-9]{2}[A-Z][0-9]{3}[A-Z]/iy,
    check: () => true,
  },
  {
    kind: 'nl_bsn',
    pattern: /[0-9]{9}/y,
    check: (value) => value !== '000000000' && weighted(value, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0,
  },
  {
    kind: 'be_national_number',
    pattern: /[0-9]{2}\.?[0-9]{2}\.?[0-9]{2}-?[0-9]{3}\.?[0-9]{2}/y,
    check: (value) =>
      [value.slice(0, 9), `2${value.slice(0, 9)}`].some((body) => 97 - (Number(body) % 97) === Number(value.slice(9))),
  },
  {
    kind: 'pl_pesel',
    pattern: /[0-9]{11}/y,
    check: (value) =>
      (10 - (weighted(value, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) % 10)) % 10 === Number(value[10]) &&
      Number(value.slice(4, 6)) >= 1 &&
      Number(value.slice(4, 6)) <= 31,
  },
  {
    kind: 'se_personnummer',
    pattern: /(?:19|20)?[0-9]{6}[-+]?[0-9]{4}/y,
    check: (value) =>
      passesLuhn(value.slice(-10)) && Number(value.slice(-8, -6)) >= 1 && Number(value.slice(-8, -6)) <= 12,
  },
  {
    kind: 'fi_hetu',
    pattern: /[0-3][0-9][01][0-9][0-9]{2}[-+A-FU-Y][0-9]{3}[0-9A-Y]/iy,
    check: (value) =>
      '0123456789ABCDEFHJKLMNPRSTUVWXY'[Number(value.replace(/[^0-9]/g, '').slice(0, 9)) % 31] ===
      value[value.length - 1],
  },
  { kind: 'br_cpf', pattern: /[0-9]{3}\.?[0-9]{3}\.?[0-9]{3}-?[0-9]{2}/y, check: checkCpf },
  { kind: 'in_aadhaar', pattern: /[2-9][0-9]{3}[ -]?[0-9]{4}[ -]?[0-9]{4}/y, check: passesVerhoeff },
  { kind: 'in_pan', pattern: /[A-Z]{3}[ABCFGHLJPT][A-Z][0-9]{4}[A-Z]/y, check: () => true },
  {
    kind: 'au_tfn',
    pattern: /[0-9]{3} ?[0-9]{3} ?[0-9]{3}/y,
    check: (value) => weighted(value, [1, 4, 3, 7, 5, 8, 6, 9, 10]) % 11 === 0,
  },
  {
    kind: 'cn_resident_id',
    pattern: /[1-9][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])[0-9]{3}[0-9X]/iy,
    check: (value) =>
      '10X98765432'[weighted(value, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]) % 11] === value[17],
  },
  { kind: 'za_id', pattern: /[0-9]{2}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])[0-9]{4}[01][0-9]{2}/y, check: passesLuhn },
  { kind: 'kr_rrn', pattern: /[0-9]{2}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])-[1-8][0-9]{6}/y, check: () => true },
  {
    kind: 'mx_curp',
    pattern: /[A-Z][AEIOUX][A-Z]{2}[0-9]{6}[HMX][A-Z]{2}[B-DF-HJ-NP-TV-Z]{3}[A-Z0-9][0-9]/y,
    check: () => true,
  },
];

/** Reports every such number. */
export function scanNationalIds(text: string, findings: Findings): void {
  for (let i = 0; i < text.length; i++) {
    if (isBorder(text, i) || !isBorder(text, i - 1) || isClaimed(findings, i)) continue;
    for (const { kind, pattern, check } of IDS) {
      pattern.lastIndex = i;
      findings.steps += 20;
      const match = pattern.exec(text);
      if (match === null || !isBorder(text, i + match[0].length)) continue;
      const plain = match[0].replace(/[\s.-]/g, '').toUpperCase();
      if (!check(kind === 'fi_hetu' ? match[0].toUpperCase() : plain)) continue;
      addFinding(findings, i, i + match[0].length, kind);
      i += match[0].length - 1;
      break;
    }
  }
}
