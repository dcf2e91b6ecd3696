/** Generators of personal data and of credentials that are no tokens: hits by shape and checksum, and what resembles them. */
import { between, chars, fill, pick, type Random } from '../random.ts';

export interface Sample {
  readonly kind: string;
  readonly make: (random: Random) => { readonly text: string; readonly secret: string; readonly keeps?: string };
}

function withLuhn(body: string): string {
  for (let digit = 0; digit < 10; digit++) {
    const value = `${body}${digit}`;
    let sum = 0;
    [...value].reverse().forEach((char, index) => {
      const doubled = Number(char) * (index % 2 === 1 ? 2 : 1);
      sum += doubled > 9 ? doubled - 9 : doubled;
    });
    if (sum % 10 === 0) return value;
  }
  throw new Error('no check digit');
}

function group(value: string, width: number, separator: string): string {
  return value.replace(new RegExp(`(.{${width}})(?=.)`, 'g'), `$1${separator}`);
}

/** A card number of one of the issuers. */
export function card(random: Random): string {
  const [prefix, length] = pick(random, [
    ['4', 16],
    ['51', 16],
    ['55', 16],
    ['2221', 16],
    ['34', 15],
    ['37', 15],
    ['6011', 16],
    ['65', 16],
    ['36', 14],
    ['3530', 16],
    ['62', 16],
  ] as const);
  return withLuhn(prefix + chars(random, 'd', length - prefix.length - 1));
}

/** An account number with its check digits. */
export function iban(random: Random): string {
  const [country, format] = pick(random, [
    ['DE', '{d18}'],
    ['GB', '{Z4}{d14}'],
    ['FR', '{d10}{A11}{d2}'],
    ['NL', '{Z4}{d10}'],
    ['ES', '{d20}'],
    ['CH', '{d17}'],
    ['NO', '{d11}'],
    ['PL', '{d24}'],
  ] as const);
  const body = fill(format, random);
  let remainder = 0;
  for (const char of `${body}${country}00`) {
    const code = char.charCodeAt(0);
    remainder = code >= 65 ? (remainder * 100 + code - 55) % 97 : (remainder * 10 + code - 48) % 97;
  }
  return `${country}${String(98 - remainder).padStart(2, '0')}${body}`;
}

function octets(random: Random): string {
  return [between(random, 11, 223), between(random, 0, 255), between(random, 0, 255), between(random, 1, 254)]
    .join('.')
    .replace(/^127/, '126');
}

const name = (random: Random): string => fill('{z5-9}', random);

/** What has to be found. */
export const PERSONS: readonly Sample[] = [
  {
    kind: 'email',
    make: (r) => {
      const secret = `${name(r)}.${name(r)}@${name(r)}.${pick(r, ['com', 'org', 'co.uk', 'io', 'museum'])}`;
      return { text: `write to ${secret}, please`, secret, keeps: 'write to ' };
    },
  },
  {
    kind: 'email',
    make: (r) => {
      const secret = `${name(r)}+${name(r)}@mail.${name(r)}.de`;
      return { text: `<a href="mailto:${secret}">`, secret };
    },
  },
  {
    kind: 'email',
    make: (r) => {
      const secret = `${name(r)}%40${name(r)}.com`;
      return { text: `https://x.example.com/?u=${secret}&b=1`, secret, keeps: '&b=1' };
    },
  },
  {
    kind: 'card',
    make: (r) => {
      const secret = card(r);
      return { text: `paid with ${secret} today`, secret, keeps: ' today' };
    },
  },
  {
    kind: 'card',
    make: (r) => {
      const secret = group(card(r), 4, pick(r, [' ', '-']));
      return { text: `card: ${secret}.`, secret, keeps: 'card: ' };
    },
  },
  {
    kind: 'iban',
    make: (r) => {
      const secret = iban(r);
      return { text: `to ${secret} now`, secret, keeps: ' now' };
    },
  },
  {
    kind: 'iban',
    make: (r) => {
      const secret = group(iban(r), 4, ' ');
      return { text: `IBAN ${secret}`, secret };
    },
  },
  {
    kind: 'phone',
    make: (r) => {
      const secret = `+${pick(r, ['44', '49', '33', '86', '61'])}${chars(r, 'd', 10)}`;
      return { text: `call ${secret} soon`, secret, keeps: ' soon' };
    },
  },
  {
    kind: 'phone',
    make: (r) => {
      const secret = `+1 (${between(r, 201, 989)}) ${between(r, 200, 999)}-${chars(r, 'd', 4)}`;
      return { text: `tel: ${secret}`, secret };
    },
  },
  {
    kind: 'phone',
    make: (r) => {
      const secret = `${between(r, 201, 989)}${pick(r, ['-', '.'])}${between(r, 200, 999)}`;
      const sign = secret[3] as string;
      const whole = `${secret}${sign}${chars(r, 'd', 4)}`;
      return { text: `reach me at ${whole} today`, secret: whole, keeps: ' today' };
    },
  },
  {
    kind: 'us_ssn',
    make: (r) => {
      const secret = `${between(r, 100, 665)}-${between(r, 10, 99)}-${between(r, 1000, 9999)}`;
      return { text: `ssn ${secret} on file`, secret, keeps: ' on file' };
    },
  },
  {
    kind: 'ipv4',
    make: (r) => {
      const secret = octets(r);
      return { text: `request from ${secret}:8080 refused`, secret, keeps: ':8080 refused' };
    },
  },
  {
    kind: 'ipv6',
    make: (r) => {
      const secret = fill('2001:db8:{h4}:{h4}:{h4}:{h4}:{h4}:{h4}', r);
      return { text: `peer [${secret}]:443`, secret, keeps: ']:443' };
    },
  },
  {
    kind: 'ipv6',
    make: (r) => {
      const secret = fill('fe80::{h4}:{h4}:{h4}:1{h3}', r);
      return { text: `via ${secret} dev`, secret, keeps: ' dev' };
    },
  },
  {
    kind: 'mac_address',
    make: (r) => {
      const secret = fill('{h2}:{h2}:{h2}:{h2}:{h2}:1{h1}', r);
      return { text: `ether ${secret} up`, secret, keeps: ' up' };
    },
  },
  {
    kind: 'user_path',
    make: (r) => {
      const secret = name(r);
      return { text: `at /home/${secret}/work/app.ts line 3`, secret, keeps: 'app.ts line 3' };
    },
  },
  {
    kind: 'user_path',
    make: (r) => {
      const secret = name(r);
      return { text: `open "/Users/${secret}/My Documents/a b.txt" failed`, secret, keeps: 'a b.txt" failed' };
    },
  },
  {
    kind: 'user_path',
    make: (r) => {
      const secret = `${name(r)} ${name(r)}`;
      return { text: `C:\\Users\\${secret}\\Desktop\\notes.md`, secret, keeps: 'notes.md' };
    },
  },
  {
    kind: 'user_path',
    make: (r) => {
      const secret = name(r);
      return { text: JSON.stringify(`D:\\work\\${secret}\\x.ts`), secret, keeps: 'x.ts' };
    },
  },
  {
    kind: 'user_path',
    make: (r) => {
      const secret = name(r);
      return { text: `see \\\\fs01\\${secret}\\plan.docx`, secret, keeps: 'plan.docx' };
    },
  },
  {
    kind: 'user_path',
    make: (r) => {
      const secret = name(r);
      return { text: `file:///home/${secret}/a.ts:3:1`, secret, keeps: 'a.ts:3:1' };
    },
  },
  {
    kind: 'user_path',
    make: (r) => {
      const secret = name(r);
      return { text: `/home/${secret}`, secret };
    },
  },
];
