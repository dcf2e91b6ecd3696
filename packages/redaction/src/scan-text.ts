/** Runs the scanners that a survey calls for over one text, the specific ones before the general, then over its decoded views. */
import { type DecodedView, decodeView, isEncoded, MAX_DECODED_LEVELS, plainView } from './decoded-view.ts';
import { addFinding, createFindings, type Findings } from './findings.ts';
import { KEY_SECRET, KEY_VERSION, KEY_WEAK } from './keys.ts';
import { CALL } from './plainly-clean.ts';
import type { CompiledPolicy } from './policy.ts';
import { scanPattern } from './scan-patterns.ts';
import { scanAddresses } from './scanners/addresses.ts';
import { scanAnnounced } from './scanners/announced.ts';
import { scanAssignments } from './scanners/assignments.ts';
import { scanCommands } from './scanners/commands.ts';
import { scanComposedTokens, scanEntra } from './scanners/composed-tokens.ts';
import { scanCalls } from './scanners/credential-calls.ts';
import { scanEmails } from './scanners/emails.ts';
import { scanSchemes } from './scanners/headers.ts';
import { scanIbans } from './scanners/ibans.ts';
import { scanKeyMaterial } from './scanners/key-material.ts';
import { scanKnownValues } from './scanners/known-value-scan.ts';
import { scanKubernetesSecrets, scanSentences, scanTags } from './scanners/markup.ts';
import { scanNationalIds } from './scanners/national-ids.ts';
import { scanNumbers } from './scanners/numbers.ts';
import { scanPaths } from './scanners/paths.ts';
import { scanPrivateKeys } from './scanners/private-keys.ts';
import { scanTables } from './scanners/tables.ts';
import { scanUrls } from './scanners/urls.ts';
import {
  foldWide,
  HAS_AMPERSAND,
  HAS_ANGLE,
  HAS_AT,
  HAS_BACKSLASH,
  HAS_COLON,
  HAS_DASH,
  HAS_DIGIT,
  HAS_DIGITS,
  HAS_EQUALS,
  HAS_FEW_DIGITS,
  HAS_GROUPS,
  HAS_LINE_END,
  HAS_LONG_RUN,
  HAS_MANY_WORDS,
  HAS_PERCENT,
  HAS_QUOTE,
  HAS_SLASH,
  HAS_SPACE,
  HAS_SYMBOL,
  HAS_TILDE,
  HAS_WIDE,
  survey,
} from './survey.ts';
import { buildTokenTable, scanTokens, TOKEN_ROWS, type TokenTable } from './tokens/scan-tokens.ts';

/** The table of all rows: a constant, computed when a text first has a long run, since importing must cost nothing. */
const tokenTable: () => TokenTable = (() => {
  let table: TokenTable | undefined;
  return () => {
    table ??= buildTokenTable(TOKEN_ROWS);
    return table;
  };
})();

/** A policy, and the scanner that has a memory of its own. */
export interface ScanRules extends CompiledPolicy {
  readonly scanSeedPhrases: (text: string, findings: Findings) => void;
}

/** Reports everything in `text` that has to go. `signs` is the survey of it, `verdict` the judgement of its key. */
export function scanText(text: string, signs: number, rules: ScanRules, verdict: number, findings: Findings): void {
  if ((signs & HAS_WIDE) === 0) scanPlain(text, signs, rules, verdict, findings);
  else {
    // Of the same length: what is found there stands at the same place here.
    const folded = foldWide(text);
    findings.steps += 5 * text.length;
    scanPlain(folded, survey(folded), rules, verdict, findings);
    scanOwnRules(text, rules, findings);
  }
  if ((signs & (HAS_PERCENT | HAS_BACKSLASH | HAS_AMPERSAND)) === 0) return;
  if (!isEncoded(text)) return;
  let view: DecodedView | undefined = plainView(text);
  for (let level = 0; level < MAX_DECODED_LEVELS; level++) {
    findings.steps += view.text.length;
    view = decodeView(view);
    if (view === undefined) return;
    const within = createFindings(view.text.length);
    scanPlain(view.text, survey(view.text), rules, verdict, within);
    findings.steps += within.steps;
    for (let i = 0; i < within.starts.length; i++) {
      const start = view.offsets[within.starts[i] as number] as number;
      const end = view.offsets[within.ends[i] as number] as number;
      // A path in a text with escapes was seen as it stands; decoded, its `\n` would be a line end.
      if (within.kinds[i] === 'user_path' && (signs & HAS_BACKSLASH) !== 0) continue;
      addFinding(findings, start, end, within.kinds[i] as string, within.replacements[i]);
    }
  }
}

function scanPlain(text: string, signs: number, rules: ScanRules, verdict: number, findings: Findings): void {
  findings.steps += text.length;
  if ((signs & HAS_SPACE) !== 0 && (signs & HAS_DASH) !== 0) scanPrivateKeys(text, findings);
  if ((signs & HAS_TILDE) !== 0) scanEntra(text, findings);
  if ((signs & HAS_LONG_RUN) !== 0) {
    scanTokens(text, tokenTable(), findings);
    scanComposedTokens(text, signs, findings, (verdict & (KEY_SECRET | KEY_WEAK)) !== 0);
    if ((signs & (HAS_QUOTE | HAS_SYMBOL)) !== 0) scanKeyMaterial(text, findings);
  }
  if ((signs & HAS_COLON) !== 0 && (signs & HAS_SLASH) !== 0) scanUrls(text, findings);
  if ((signs & HAS_SPACE) !== 0) {
    if ((signs & (HAS_DIGIT | HAS_LONG_RUN)) !== 0) scanSchemes(text, findings);
    if ((signs & (HAS_DASH | HAS_DIGIT)) !== 0) scanCommands(text, signs, findings);
  }
  if ((signs & (HAS_COLON | HAS_EQUALS | HAS_QUOTE)) !== 0) scanAssignments(text, findings);
  if ((signs & CALL) === CALL) scanCalls(text, findings);
  if ((signs & (HAS_SPACE | HAS_COLON)) !== 0 && (signs & (HAS_SPACE | HAS_AT | HAS_DIGIT)) !== 0)
    scanAnnounced(text, findings);
  if ((signs & HAS_ANGLE) !== 0 && (signs & HAS_SLASH) !== 0) scanTags(text, findings);
  if ((signs & HAS_COLON) !== 0 && (signs & (HAS_LINE_END | HAS_QUOTE)) !== 0) scanKubernetesSecrets(text, findings);
  if ((signs & HAS_SPACE) !== 0 && (signs & (HAS_DIGIT | HAS_SYMBOL | HAS_LONG_RUN)) !== 0)
    scanSentences(text, findings);
  if ((signs & HAS_LINE_END) !== 0) scanTables(text, findings);
  if ((signs & HAS_MANY_WORDS) !== 0) rules.scanSeedPhrases(text, findings);
  if ((signs & HAS_AT) !== 0) scanEmails(text, findings);
  if ((signs & HAS_DIGITS) !== 0) {
    scanIbans(text, findings);
    scanNumbers(text, findings);
  }
  if (rules.nationalIds && (signs & (HAS_DIGITS | HAS_FEW_DIGITS)) !== 0) scanNationalIds(text, findings);
  if ((signs & HAS_GROUPS) !== 0 && (signs & HAS_DIGIT) !== 0)
    scanAddresses(text, findings, (verdict & KEY_VERSION) !== 0);
  if ((signs & (HAS_SLASH | HAS_BACKSLASH)) !== 0) scanPaths(text, findings);
  scanOwnRules(text, rules, findings);
}

/** A host's known values and patterns. */
export function scanOwnRules(text: string, rules: ScanRules, findings: Findings): void {
  if (rules.knownValues !== undefined) scanKnownValues(text, rules.knownValues, findings);
  for (const { kind, pattern } of rules.patterns) scanPattern(text, kind, pattern, findings);
}
