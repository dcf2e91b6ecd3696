/**
 * Refuses patterns of a host that could take more than linear time, before any text is seen. Conservative: what it
 * cannot follow it refuses. What passes still runs on windows of bounded length (see `scan-patterns.ts`).
 */
import { TelemetryError } from '@telemetry/schema';

/** UTF-16 units: a rule, not a program. */
const MAX_SOURCE_LENGTH = 1_000;
/** A counted repetition beyond this multiplies the work like an unbounded one. */
const MAX_COUNT = 256;

/** What one part of a pattern may do: which characters it takes, and whether its length varies without a bound. */
interface Part {
  /** 256 flags by Latin-1 code, the last for everything beyond. */
  readonly chars: Uint8Array;
  readonly unbounded: boolean;
  /** It may take no character at all. */
  readonly empty: boolean;
  /** Somewhere within it a repetition varies. */
  readonly varies: boolean;
}

class Unsafe extends Error {}

/** Reads a pattern once, from left to right, and throws at the first construct that is refused. */
class Reader {
  private index = 0;
  private readonly source: string;
  private readonly ignoreCase: boolean;

  constructor(source: string, ignoreCase: boolean) {
    this.source = source;
    this.ignoreCase = ignoreCase;
  }

  readAll(): Part {
    const part = this.readAlternatives(false);
    if (this.index < this.source.length) throw new Unsafe('it is not balanced');
    return part;
  }

  private readAlternatives(lookbehind: boolean): Part {
    const parts = [this.readSequence(lookbehind)];
    while (this.source[this.index] === '|') {
      this.index++;
      parts.push(this.readSequence(lookbehind));
    }
    const chars = new Uint8Array(257);
    for (const part of parts) for (let i = 0; i < 257; i++) chars[i] = (chars[i] as number) | (part.chars[i] as number);
    return {
      chars,
      unbounded: parts.some((part) => part.unbounded),
      empty: parts.some((part) => part.empty),
      varies: parts.length > 1 || parts.some((part) => part.varies),
    };
  }

  private readSequence(lookbehind: boolean): Part {
    const chars = new Uint8Array(257);
    // The characters of the last unbounded part, until something that it cannot take has to stand between.
    let open: Uint8Array | undefined;
    let unbounded = false;
    let empty = true;
    let varies = false;
    while (this.index < this.source.length && this.source[this.index] !== '|' && this.source[this.index] !== ')') {
      const part = this.readQuantified(lookbehind);
      if (part === undefined) continue;
      if (open !== undefined) {
        if (part.unbounded && overlaps(open, part.chars))
          throw new Unsafe('two unbounded repetitions take the same characters');
        if (!part.empty && !overlaps(open, part.chars)) open = undefined;
      }
      if (part.unbounded) open = part.chars;
      for (let i = 0; i < 257; i++) chars[i] = (chars[i] as number) | (part.chars[i] as number);
      unbounded ||= part.unbounded;
      varies ||= part.varies;
      empty &&= part.empty;
    }
    return { chars, unbounded, empty, varies };
  }

  private readQuantified(lookbehind: boolean): Part | undefined {
    const atom = this.readAtom();
    if (atom === undefined) return undefined;
    const match = /^(?:[*+?]|\{([0-9]{1,6})(,?)([0-9]{0,6})\})\??/.exec(this.source.slice(this.index, this.index + 20));
    if (match === null) return atom;
    this.index += match[0].length;
    const sign = match[0][0];
    const low = sign === '*' || sign === '?' ? 0 : sign === '+' ? 1 : Number(match[1]);
    let high =
      sign === '?'
        ? 1
        : sign === '{'
          ? match[2] === ''
            ? low
            : match[3] === ''
              ? Number.POSITIVE_INFINITY
              : Number(match[3])
          : Number.POSITIVE_INFINITY;
    if (high > MAX_COUNT) high = Number.POSITIVE_INFINITY;
    const unbounded = high === Number.POSITIVE_INFINITY;
    if (unbounded && lookbehind) throw new Unsafe('a lookbehind repeats without a bound');
    if (high > 1 && (atom.unbounded || (atom.varies && (unbounded || high > 8)) || atom.empty)) {
      throw new Unsafe('a repetition stands within a repetition');
    }
    return {
      chars: atom.chars,
      unbounded: unbounded || atom.unbounded,
      empty: low === 0 || atom.empty,
      varies: atom.varies || low !== high,
    };
  }

  private readAtom(): Part | undefined {
    const char = this.source[this.index++] as string;
    if (char === '^' || char === '$') return undefined;
    if (char === '(') return this.readGroup();
    if (char === '[') return this.single(this.readSet());
    if (char === '\\') return this.readEscape();
    if (char === '.') return this.single(new Uint8Array(257).fill(1));
    return this.single(this.literal(char.charCodeAt(0)));
  }

  private readGroup(): Part | undefined {
    const rest = this.source.slice(this.index);
    let kind = '';
    if (rest.startsWith('?')) {
      kind = /^\?(?:[:=!]|<[=!]|<[A-Za-z_$][\w$]{0,63}>)/.exec(rest)?.[0] ?? '';
      if (kind === '') throw new Unsafe('a group of an unknown kind');
      this.index += kind.length;
    }
    const part = this.readAlternatives(kind === '?<=' || kind === '?<!');
    if (this.source[this.index++] !== ')') throw new Unsafe('it is not balanced');
    const look = kind === '?=' || kind === '?!' || kind === '?<=' || kind === '?<!';
    if (look && part.unbounded) throw new Unsafe('a look-around repeats without a bound');
    return look ? undefined : part;
  }

  private readEscape(): Part | undefined {
    const char = this.source[this.index++] ?? '';
    if (/[1-9k]/.test(char)) throw new Unsafe('a reference to a group');
    if (char === 'b' || char === 'B') return undefined;
    return this.single(this.escapeSet(char));
  }

  /** The characters of an escape whose letter has been read. */
  private escapeSet(char: string): Uint8Array {
    const classes: Readonly<Record<string, RegExp>> = { d: /\d/, D: /\D/, w: /\w/, W: /\W/, s: /\s/, S: /\S/ };
    const known = classes[char];
    if (known !== undefined) return tableOf((text) => known.test(text), char !== 'd' && char !== 'w');
    if (char === 'p' || char === 'P') {
      const match = /^\{[^}]{1,64}\}/.exec(this.source.slice(this.index));
      this.index += match?.[0].length ?? 0;
      return new Uint8Array(257).fill(1);
    }
    const hex = /^(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\})/.exec(
      char + this.source.slice(this.index, this.index + 9),
    );
    if (hex !== null) {
      this.index += hex[0].length - 1;
      return this.literal(Number.parseInt(hex[1] ?? hex[2] ?? hex[3] ?? '0', 16));
    }
    const control: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, f: 12, v: 11, 0: 0 };
    return this.literal(control[char] ?? char.charCodeAt(0));
  }

  private readSet(): Uint8Array {
    const set = new Uint8Array(257);
    const negated = this.source[this.index] === '^';
    if (negated) this.index++;
    let previous = -1;
    while (this.index < this.source.length && this.source[this.index] !== ']') {
      let char = this.source[this.index++] as string;
      if (char === '-' && previous >= 0 && this.source[this.index] !== ']') {
        char = this.source[this.index++] as string;
        if (char === '\\') char = this.source[this.index++] ?? '';
        for (let code = previous; code <= Math.min(256, char.charCodeAt(0)); code++) add(set, this.literal(code));
        if (char.charCodeAt(0) > 255) set[256] = 1;
        previous = -1;
        continue;
      }
      const taken = char === '\\' ? this.escapeSet(this.source[this.index++] ?? '') : this.literal(char.charCodeAt(0));
      add(set, taken);
      previous = Math.min(256, char === '\\' ? taken.indexOf(1) : char.charCodeAt(0));
    }
    if (this.source[this.index++] !== ']') throw new Unsafe('it is not balanced');
    if (negated) {
      for (let i = 0; i < 256; i++) set[i] = set[i] === 1 ? 0 : 1;
      set[256] = 1;
    }
    return set;
  }

  private literal(code: number): Uint8Array {
    const set = new Uint8Array(257);
    set[Math.min(code, 256)] = 1;
    if (this.ignoreCase && code < 256) {
      const char = String.fromCharCode(code);
      for (const other of [char.toLowerCase(), char.toUpperCase()])
        if (other.length === 1) set[Math.min(256, other.charCodeAt(0))] = 1;
    }
    return set;
  }

  private single(chars: Uint8Array): Part {
    return { chars, unbounded: false, empty: false, varies: false };
  }
}

function add(set: Uint8Array, other: Uint8Array): void {
  for (let i = 0; i < 257; i++) set[i] = (set[i] as number) | (other[i] as number);
}

function overlaps(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = 0; i < 257; i++) if (a[i] === 1 && b[i] === 1) return true;
  return false;
}

function tableOf(test: (text: string) => boolean, beyond: boolean): Uint8Array {
  const set = new Uint8Array(257);
  for (let code = 0; code < 256; code++) if (test(String.fromCharCode(code))) set[code] = 1;
  if (beyond) set[256] = 1;
  return set;
}

function refuse(name: string, reason: string, cause?: unknown): TelemetryError {
  return new TelemetryError('REDACTION_PATTERN_UNSAFE', `${name}.pattern is refused: ${reason}`, {
    hint: 'Bound every repetition, as in [a-z]{1,64}, and let none stand within or beside another that takes the same characters.',
    ...(cause === undefined ? {} : { cause }),
  });
}

/**
 * Compiles a host's pattern with the flag `g`.
 * @throws TelemetryError `REDACTION_PATTERN_UNSAFE` when it is no regular expression, is too long, can match nothing at
 * all, refers back to a group, or repeats within or beside a repetition of the same characters.
 */
export function assertSafePattern(pattern: RegExp | string, name: string): RegExp {
  const source = typeof pattern === 'string' ? pattern : pattern.source;
  const flags = typeof pattern === 'string' ? '' : pattern.flags.replace(/[gyd]/g, '');
  if (source.length > MAX_SOURCE_LENGTH) throw refuse(name, `it is longer than ${MAX_SOURCE_LENGTH} characters`);
  if (flags.includes('v')) throw refuse(name, 'the flag v is not followed');
  let compiled: RegExp;
  try {
    compiled = new RegExp(source, `${flags}g`);
  } catch (cause) {
    throw refuse(name, 'it is not a regular expression', cause);
  }
  try {
    if (new Reader(source, flags.includes('i')).readAll().empty) throw new Unsafe('it matches the empty text');
  } catch (cause) {
    if (cause instanceof Unsafe) throw refuse(name, cause.message);
    throw cause;
  }
  return compiled;
}
