/**
 * What a host may say about redaction, and the compiled form of it. Rules can be added; there is no way to remove one.
 * Nothing here reads the machine: its facts come in as `knownValues` (see the `machine` entry).
 */
import { TelemetryError } from '@telemetry/schema';
import { isCommonWord } from './common-words.ts';
import { normalizeKey } from './keys.ts';
import { compileKnownValues, type KnownValues } from './known-values.ts';

/**
 * What stands where something was removed: a fixed word, a keyed hash of what was there (written as
 * `[redacted:<hash>]`), or nothing at all (the field or list item goes).
 */
export type RedactionMark = '[redacted]' | 'REDACTED' | { readonly hash: (text: string) => string } | 'drop';

/** A host's own rule: every match of `pattern` in any string is replaced. */
export interface RedactionPattern {
  /** The name under which finds are counted: `[a-z][a-z0-9_]{0,63}`. */
  readonly kind: string;
  /** Checked when the redactor is made; flags other than `g` are kept. */
  readonly pattern: RegExp | string;
}

/** Compiles a pattern that stands at `path`, or throws when it is not safe. */
export type PatternCheck = (pattern: RegExp | string, path: string) => RegExp;

/** Rules that a host adds to the built-in ones. */
export interface RedactionPolicy {
  /** Default `[redacted]`. */
  readonly mark?: RedactionMark;
  /** Further keys whose value is always replaced; any case style, compared by last words as the built-in ones are. */
  readonly bannedKeys?: readonly string[];
  /** Further patterns; unsafe ones are refused. */
  readonly patterns?: readonly RedactionPattern[];
  /** Values to find wherever they stand at word borders: 6 characters and more, common words are skipped. */
  readonly knownValues?: readonly string[];
  /** Limit of a string in UTF-16 units, mark included. Default 1,000; identifiers have 200 or this, whichever is less. */
  readonly maxStringLength?: number;
  /** National identity numbers with a checksum (several countries). Default false: they resemble other numbers. */
  readonly nationalIds?: boolean;
}

/** A policy as the scanners use it. */
export interface CompiledPolicy {
  readonly mark: RedactionMark;
  readonly bannedKeys: ReadonlySet<string>;
  readonly patterns: readonly { readonly kind: string; readonly pattern: RegExp }[];
  readonly knownValues: KnownValues | undefined;
  readonly maxStringLength: number;
  readonly maxIdentifierLength: number;
  readonly nationalIds: boolean;
}

/** UTF-16 units of text that one call examines; more is replaced unread. */
export const MAX_TEXT_LENGTH: number = 256 * 1_024;
/** UTF-16 units of an identifier or an actor id: the longest id in use (a routable token, a URN) is under half of it. */
export const MAX_IDENTIFIER_LENGTH = 200;
/** UTF-16 units of any other string: a long line of a message, not a document. */
export const MAX_STRING_LENGTH = 1_000;
/** Shorter limits could not hold the truncation mark and anything else. */
const MIN_STRING_LENGTH = 32;

/**
 * Checks and compiles a policy; `checkPattern` compiles a host's own pattern, or throws.
 * @throws TelemetryError `REDACTION_PATTERN_UNSAFE` for a pattern that could take more than linear time or matches nothing.
 * @throws TelemetryError `REDACTION_POLICY_INVALID` for a limit or a kind that is out of range.
 */
export function compilePolicy(policy: RedactionPolicy, checkPattern: PatternCheck): CompiledPolicy {
  const maxStringLength = policy.maxStringLength ?? MAX_STRING_LENGTH;
  if (!Number.isInteger(maxStringLength) || maxStringLength < MIN_STRING_LENGTH) {
    throw new TelemetryError(
      'REDACTION_POLICY_INVALID',
      `maxStringLength must be an integer of ${MIN_STRING_LENGTH} or more`,
    );
  }
  const patterns = (policy.patterns ?? []).map((rule, index) => {
    if (!/^[a-z][a-z0-9_]{0,63}$/.test(rule.kind)) {
      throw new TelemetryError('REDACTION_POLICY_INVALID', `patterns.${index}.kind must match [a-z][a-z0-9_]{0,63}`);
    }
    return { kind: rule.kind, pattern: checkPattern(rule.pattern, `patterns.${index}`) };
  });
  const known = (policy.knownValues ?? []).filter((value) => !isCommonWord(value));
  return {
    mark: policy.mark ?? '[redacted]',
    bannedKeys: new Set((policy.bannedKeys ?? []).map(normalizeKey)),
    patterns,
    knownValues: compileKnownValues(known),
    maxStringLength,
    maxIdentifierLength: Math.min(MAX_IDENTIFIER_LENGTH, maxStringLength),
    nationalIds: policy.nationalIds ?? false,
  };
}
