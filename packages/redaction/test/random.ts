/** Seeded samples: no literal secret stands in the repository, and a failing run can be repeated by its seed. */

export type Random = () => number;

const ALPHABETS: Readonly<Record<string, string>> = {
  d: '0123456789',
  h: '0123456789abcdef',
  H: '0123456789ABCDEF',
  a: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
  l: 'abcdefghijklmnopqrstuvwxyz0123456789',
  z: 'abcdefghijklmnopqrstuvwxyz',
  Z: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  A: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789',
  L: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
  u: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-',
  b: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
  c: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',
  q: 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L',
  x: '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz',
};

/** The seed of this run: `REDACTION_SEED`, or a fixed one. */
export function seedOfRun(): number {
  return Number(process.env['REDACTION_SEED'] ?? 20_261_121);
}

/** mulberry32: small, good enough to fill samples. */
export function createRandom(seed: number = seedOfRun()): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** An integer in `[from, to]`. */
export function between(random: Random, from: number, to: number): number {
  return from + Math.floor(random() * (to - from + 1));
}

/** One of the items. */
export function pick<T>(random: Random, items: readonly T[]): T {
  return items[Math.floor(random() * items.length)] as T;
}

/** `count` characters of an alphabet of `fill`. */
export function chars(random: Random, alphabet: string, count: number): string {
  const letters = ALPHABETS[alphabet];
  if (letters === undefined) throw new TypeError(`no alphabet ${alphabet}`);
  let out = '';
  for (let i = 0; i < count; i++) out += letters[Math.floor(random() * letters.length)];
  return out;
}

/** Fills a format: `ghp_{a36}`, `{h32}-{d2-10}`: an alphabet's letter, a length or a range of lengths. */
export function fill(format: string, random: Random): string {
  return format.replace(/\{([a-zA-Z])(\d+)(?:-(\d+))?\}/g, (_, alphabet: string, low: string, high?: string) =>
    chars(random, alphabet, high === undefined ? Number(low) : between(random, Number(low), Number(high))),
  );
}
