/**
 * Redacts one string: strips what is invisible, surveys it, runs the scanners that the survey calls for, writes marks,
 * and repeats until nothing is found, so that redacting twice changes nothing. Truncation comes last.
 */
import { type BorderedText, borderInvisible, stripInvisible } from './characters.ts';
import { addFinding, createFindings, type Findings, mergeFindings, resetFindings } from './findings.ts';
import { markFor } from './marks.ts';
import { isPlainlyClean, isUnsuspicious } from './plainly-clean.ts';
import { type CompiledPolicy, MAX_TEXT_LENGTH } from './policy.ts';
import { type ScanRules, scanOwnRules, scanText } from './scan-text.ts';
import { isFlagged, isListedSecret, isShortFlagged } from './scanners/listed-values.ts';
import { createSeedScanner } from './scanners/seed-phrases.ts';
import { hasStack, replaceStacks } from './stack-hash.ts';
import { HAS_LINE_END, HAS_OTHER, isIsoTime, isPlainIdentifier, survey } from './survey.ts';
import { truncateText } from './truncate.ts';

/** A second pass finds nothing in almost every text; what still changes after these is replaced whole. */
const MAX_PASSES = 2;

/** What happened to one string. */
export interface TextResult {
  /** The text as it may be kept; the same string when nothing was found. */
  readonly text: string;
  /** How often each kind was found; undefined when nothing was. */
  readonly kinds: Record<string, number> | undefined;
  readonly truncated: boolean;
  /** The policy says that the field goes as a whole. */
  readonly dropped: boolean;
}

/** Examines and redacts strings under one policy; `verdict` is the judgement of the key that holds them, 0 without one. */
export interface TextRedactor {
  /** True when nothing in `text` has to go, whatever its length; `signs` is the survey of it. Throws what a scanner throws. */
  isClean(text: string, signs: number, verdict: number): boolean;
  /** Redacts and cuts a text that `isClean` refused or that is too long. Never throws. */
  redactDirty(text: string, maxLength: number, verdict: number): TextResult;
  /** True when `value`, right behind the secret name `name` in a list of strings, is a secret. */
  isListedSecret(name: string, value: string): boolean;
  /** True when `value` is a secret behind `line`, the command line before it; `flag` says that its flag names a secret. */
  isSecretArgument(line: string, value: string, flag: boolean): boolean;
}

/** UTF-16 units by which an argument is judged. */
const MAX_ARGUMENT = 256;

/** Kinds that rewrite a text without there having been a secret: a policy that drops keeps such a field. */
const REWRITES: ReadonlySet<string> = new Set(['invisible_character', 'user_path', 'stack_trace']);

function count(kinds: Record<string, number>, kind: string, by: number): void {
  kinds[kind] = (kinds[kind] ?? 0) + by;
}

function applyFindings(
  text: string,
  findings: Findings,
  policy: CompiledPolicy,
  kinds: Record<string, number>,
): string {
  const { starts, ends, kinds: names, replacements } = mergeFindings(findings);
  let out = '';
  let from = 0;
  for (let i = 0; i < starts.length; i++) {
    const start = starts[i] as number;
    const end = ends[i] as number;
    out += text.slice(from, start) + (replacements[i] ?? markFor(policy, text.slice(start, end)));
    from = end;
    count(kinds, names[i] as string, 1);
  }
  return out + text.slice(from);
}

/** Strings known to be clean where no key says anything about them. */
export interface CleanTexts {
  has(text: string): boolean;
  add(text: string): void;
}

/**
 * A redactor of strings with one list of findings that it uses again and again. What remains of a text is often what
 * remained of another: `clean` spares looking at it once more.
 */
export function createTextRedactor(
  policy: CompiledPolicy,
  onSteps?: (steps: number) => void,
  clean?: CleanTexts,
): TextRedactor {
  const shared = createFindings(0);
  const rules: ScanRules = { ...policy, scanSeedPhrases: createSeedScanner() };
  const ownRules = policy.knownValues !== undefined || policy.patterns.length > 0;

  // The text that `shared` speaks of, between `isClean` and the `redactDirty` that follows it at once.
  let scanned: string | undefined;
  let scannedVerdict = 0;

  // Characters looked at before the scanners, for the tests of linearity.
  let prepared = 0;

  /** Fills `shared` for a text without invisible characters and stacks. */
  function scan(text: string, signs: number, verdict: number): void {
    resetFindings(shared, text.length);
    if (isUnsuspicious(signs) || (ownRules && (isIsoTime(text) || (verdict === 0 && isPlainIdentifier(text))))) {
      if (ownRules) scanOwnRules(text, rules, shared);
    } else scanText(text, signs, rules, verdict, shared);
    onSteps?.(shared.steps + text.length + prepared);
    prepared = 0;
  }

  /** Adds to `shared` what stands alone where invisible characters are borders; without them it is a part of a word. */
  function scanBordered(bordered: BorderedText, verdict: number): void {
    const { text, offsets } = bordered;
    const within = createFindings(text.length);
    scanText(text, survey(text), rules, verdict, within);
    onSteps?.(within.steps + text.length);
    for (let i = 0; i < within.starts.length; i++) {
      const start = offsets[within.starts[i] as number] as number;
      const end = offsets[within.ends[i] as number] as number;
      if (end > start) addFinding(shared, start, end, within.kinds[i] as string, within.replacements[i]);
    }
  }

  /** One pass: the text as it reads after it. */
  function pass(text: string, verdict: number, kinds: Record<string, number>): string {
    if (scanned === text && scannedVerdict === verdict) {
      scanned = undefined;
      return applyFindings(text, shared, policy, kinds);
    }
    let current = text;
    let bordered: BorderedText | undefined;
    let signs = survey(current);
    if ((signs & HAS_OTHER) !== 0) {
      prepared += 2 * current.length;
      const stripped = stripInvisible(current);
      if (stripped !== current) {
        count(kinds, 'invisible_character', 1);
        bordered = borderInvisible(current);
        current = stripped;
        signs = survey(current);
      }
    }
    if ((signs & HAS_LINE_END) !== 0 && hasStack(current)) {
      const stacks = replaceStacks(current);
      prepared += stacks.steps;
      if (stacks.count > 0) {
        count(kinds, 'stack_trace', stacks.count);
        current = stacks.text;
        signs = survey(current);
        bordered = undefined;
      }
    }
    scan(current, signs, verdict);
    if (bordered !== undefined) scanBordered(bordered, verdict);
    return shared.starts.length === 0 ? current : applyFindings(current, shared, policy, kinds);
  }

  /** True for what most often remains after a pass: a base name, words around a mark, what remained of another text. */
  function isKnownClean(text: string, verdict: number): boolean {
    if (!ownRules && isPlainlyClean(text, survey(text), verdict, policy.nationalIds)) return true;
    return verdict === 0 && clean?.has(text) === true;
  }

  /** True when the scanners find something in the last argument of a command line. */
  function isFoundInLine(line: string, value: string): boolean {
    const argument = value.slice(0, MAX_ARGUMENT);
    const quoted = /[\s"'`;|&)]/.test(argument) ? `"${argument.replace(/["\\]/g, '_')}"` : argument;
    const text = `${line} ${quoted}`;
    const findings = createFindings(text.length);
    scanText(text, survey(text), rules, 0, findings);
    onSteps?.(findings.steps + text.length);
    return findings.ends.some((end, i) => end > line.length + 1 && !REWRITES.has(findings.kinds[i] as string));
  }

  return {
    isListedSecret,
    isSecretArgument(line, value, flag) {
      return (flag && isFlagged(value)) || isShortFlagged(line, value) || isFoundInLine(line, value);
    },
    isClean(text, signs, verdict) {
      if ((signs & HAS_OTHER) !== 0) {
        prepared += 2 * text.length;
        if (stripInvisible(text) !== text) return false;
      }
      if ((signs & HAS_LINE_END) !== 0 && hasStack(text)) {
        const stacks = replaceStacks(text);
        prepared += stacks.steps;
        if (stacks.count > 0) return false;
      }
      scanned = undefined;
      scan(text, signs, verdict);
      if (shared.starts.length === 0) return true;
      scanned = text;
      scannedVerdict = verdict;
      return false;
    },
    redactDirty(text, maxLength, verdict) {
      const kinds: Record<string, number> = {};
      try {
        if (text.length > MAX_TEXT_LENGTH) {
          return {
            text: markFor(policy, ''),
            kinds: { oversize: 1 },
            truncated: false,
            dropped: policy.mark === 'drop',
          };
        }
        let current = text;
        let truncated = false;
        for (let passes = 0; ; passes++) {
          const before = current;
          const isKnown = passes > 0 && isKnownClean(before, verdict);
          if (!isKnown) current = pass(before, verdict, kinds);
          if (current === before) {
            if (passes > 0 && verdict === 0 && !isKnown) clean?.add(current);
            if (current.length <= maxLength) break;
            // What remains after the cut is looked at again: half of something may read as something else.
            current = truncateText(current, maxLength);
            truncated = true;
          }
          if (passes > MAX_PASSES) {
            current = markFor(policy, text);
            count(kinds, 'unstable', 1);
            break;
          }
        }
        let found = false;
        let rewritten = false;
        for (const kind of Object.keys(kinds)) {
          rewritten = true;
          if (!REWRITES.has(kind)) found = true;
        }
        return {
          text: current,
          kinds: rewritten ? kinds : undefined,
          truncated,
          dropped: found && policy.mark === 'drop',
        };
      } catch {
        scanned = undefined;
        return { text: '[redacted]', kinds: { failed_closed: 1 }, truncated: false, dropped: policy.mark === 'drop' };
      }
    },
  };
}
