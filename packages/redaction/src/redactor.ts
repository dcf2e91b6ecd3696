/**
 * A compiled policy with its cache: what a host keeps and calls on its hot path. Owns the memory of strings and keys
 * known to be clean; the walk and the scanners are elsewhere.
 */
import { roleOf } from './key-roles.ts';
import { judgeKey, KEY_DIRTY } from './keys.ts';
import { mayHoldKnownValue } from './known-values.ts';
import type { Scanners } from './load-scanners.ts';
import { isPlainlyClean } from './plainly-clean.ts';
import { compilePolicy, MAX_TEXT_LENGTH, type RedactionPolicy } from './policy.ts';
import { addToReport, type RedactionReport, type RedactionResult } from './report.ts';
import { isIsoTime, isPlainIdentifier, LONG_RUN, survey } from './survey.ts';
import type { TextRedactor, TextResult } from './text.ts';
import { createWalk, type RedactorCore } from './walk.ts';

/** A compiled policy. */
export interface Redactor {
  /** Redacts any value. Never throws, never changes its input. */
  redact<T = unknown>(value: unknown): RedactionResult<T>;
  /** Redacts one string and cuts it to `maxLength` (default: the policy's). The same string when it is clean. Never throws. */
  redactText(text: string, maxLength?: number): string;
  /**
   * Redacts one string of a field that the schema knows, and adds what was done to `report` under `path`. The same
   * string when it is clean. Keys are not judged here: for values under keys that a schema does not know use `redact`.
   * Never throws.
   */
  redactField(text: string, maxLength: number, path: string, report: RedactionReport): string;
  /** UTF-16 units of identifiers. */
  readonly maxIdentifierLength: number;
  /** UTF-16 units of any other string. */
  readonly maxStringLength: number;
}

/** Options for tests and measurements. */
export interface RedactorOptions {
  /** Remember clean strings. Default true. */
  readonly cache?: boolean;
  /** Receives the characters that scanners looked at. */
  readonly onSteps?: (steps: number) => void;
}

/** Clean strings that are remembered, per generation. Two generations: at most twice as many. */
const CACHE_ENTRIES = 1_000;
/** UTF-16 units: longer strings seldom repeat, and would make the cache heavy. */
const MAX_CACHED_LENGTH = 256;
/** UTF-16 units: the survey of a shorter string is cheaper than its hash. */
const MIN_CACHED_LENGTH = 12;

/** A key that was judged, and the one that followed it last time: events have the same keys in the same order. */
interface JudgedKey {
  readonly key: string;
  readonly verdict: number;
  next: JudgedKey | undefined;
}

/** Loads of the scanners that may fail before this redactor gives up and replaces whatever they would have judged. */
const MAX_LOADS = 8;
/** Letters and the signs of names: in a text too short for a token there is nothing to find. */
const PLAIN_WORDS = /^[A-Za-z_. -]*$/;

/** True for what an event is full of: short words, identifiers, times. */
function isUsual(text: string, verdict: number): boolean {
  if (text.length <= LONG_RUN) return PLAIN_WORDS.test(text);
  return isIsoTime(text) || (verdict === 0 && isPlainIdentifier(text));
}

/**
 * Compiles a policy; `load` gives the scanners, and is called when a text needs them.
 * @throws TelemetryError `REDACTION_PATTERN_UNSAFE`, `REDACTION_POLICY_INVALID`
 */
export function createRedactorWith(
  load: () => Scanners,
  policy: RedactionPolicy = {},
  options: RedactorOptions = {},
): Redactor {
  const compiled = compilePolicy(policy, (pattern, path) => load().assertSafePattern(pattern, path));
  const { knownValues, nationalIds } = compiled;
  const hasPatterns = compiled.patterns.length > 0;
  const cached = options.cache ?? true;
  let young = new Set<string>();
  let old = new Set<string>();
  let keys = new Map<string, JudgedKey>();
  let last: JudgedKey = { key: '', verdict: 0, next: undefined };

  function remember(text: string): void {
    if (text.length < MIN_CACHED_LENGTH || text.length > MAX_CACHED_LENGTH) return;
    if (young.size >= CACHE_ENTRIES) {
      old = young;
      young = new Set();
    }
    young.add(text);
  }

  const clean = { has: (text: string) => young.has(text) || old.has(text), add: remember };

  let texts: TextRedactor | undefined;
  let loads = 0;

  /** The scanners under this policy. Throws where they cannot be loaded. */
  function scanners(): TextRedactor {
    if (texts !== undefined) return texts;
    if (loads >= MAX_LOADS) throw new Error('the scanners cannot be loaded');
    loads++;
    texts = load().createTextRedactor(compiled, options.onSteps, cached ? clean : undefined);
    return texts;
  }

  function redactDirty(text: string, maxLength: number, verdict: number): TextResult {
    try {
      return scanners().redactDirty(text, maxLength, verdict);
    } catch {
      const dropped = compiled.mark === 'drop';
      return { text: '[redacted]', kinds: { failed_closed: 1 }, truncated: false, dropped };
    }
  }

  function examine(text: string, verdict: number): boolean {
    if (text.length > MAX_TEXT_LENGTH) return false;
    const usual = isUsual(text, verdict);
    const signs = usual ? 0 : survey(text);
    if (
      !hasPatterns &&
      (usual || isPlainlyClean(text, signs, verdict, nationalIds)) &&
      (knownValues === undefined || !mayHoldKnownValue(text, knownValues))
    )
      return true;
    try {
      return scanners().isClean(text, usual ? survey(text) : signs, verdict);
    } catch {
      return false;
    }
  }

  function isClean(text: string, verdict: number): boolean {
    const { length } = text;
    if (!cached || verdict !== 0 || length < MIN_CACHED_LENGTH || length > MAX_CACHED_LENGTH)
      return examine(text, verdict);
    if (young.has(text)) return true;
    if (!old.has(text) && !examine(text, 0)) return false;
    remember(text);
    return true;
  }

  function judgeAnew(key: string): number {
    const verdict = judgeKey(key, compiled.bannedKeys) | roleOf(key);
    // Keys that hold something, and keys that are no names, are judged anew each time, also as they will read.
    if (key.length > compiled.maxIdentifierLength || !examine(key, 0)) {
      const { text } = redactDirty(key, compiled.maxIdentifierLength, 0);
      return verdict | judgeKey(text, compiled.bannedKeys) | KEY_DIRTY;
    }
    if (keys.size >= CACHE_ENTRIES) {
      keys = new Map();
      last = { key: '', verdict: 0, next: undefined };
    }
    const judged: JudgedKey = { key, verdict, next: undefined };
    keys.set(key, judged);
    last.next = judged;
    last = judged;
    return verdict;
  }

  function judge(key: string): number {
    const next = last.next;
    if (next !== undefined && next.key === key) {
      last = next;
      return next.verdict;
    }
    const known = keys.get(key);
    if (known === undefined) return judgeAnew(key);
    last.next = known;
    last = known;
    return known.verdict;
  }

  const core: RedactorCore = {
    policy: compiled,
    judge,
    roleOf: (key) => keys.get(key)?.verdict ?? roleOf(key),
    isClean,
    isSecretPair(name, value) {
      try {
        return scanners().isListedSecret(name, value);
      } catch {
        return true;
      }
    },
    isSecretArgument(line, value, flag) {
      try {
        return scanners().isSecretArgument(line, value, flag);
      } catch {
        return true;
      }
    },
    redactDirty,
    hashStack: (stack) => load().hashStack(stack),
  };
  const walk = createWalk(core);
  return {
    redact<T = unknown>(value: unknown): RedactionResult<T> {
      return walk(value) as RedactionResult<T>;
    },
    redactText(text, maxLength = compiled.maxStringLength) {
      if (text.length <= maxLength && isClean(text, 0)) return text;
      return redactDirty(text, maxLength, 0).text;
    },
    redactField(text, maxLength, path, report) {
      if (text.length <= maxLength && isClean(text, 0)) return text;
      const result = redactDirty(text, maxLength, 0);
      if (result.kinds !== undefined || result.truncated) addToReport(report, result.kinds, result.truncated, path);
      return result.text;
    },
    maxIdentifierLength: compiled.maxIdentifierLength,
    maxStringLength: compiled.maxStringLength,
  };
}
