/**
 * Values that a line or its neighbour names without any separator: `bindpw x` of a configuration, parts of a form, lists
 * of YAML below their name, and pairs as people write them: `login: bob / x`. Owns no judgement of names.
 */
import { addFinding, type Findings, isClaimed } from '../findings.ts';
import { strengthOf } from './names.ts';
import { isPlaceholder } from './placeholders.ts';
import { isCode, isReference, isVersion, looksChosen, looksRandom, readsAsWords } from './values.ts';

/** A name and one word, alone on their line. */
const LINE =
  /(?:^|["'])[ \t]{0,16}([A-Za-z][\w.-]{1,40})[ \t]{1,24}(["']?)([^\s"'\\]{6,128})(?=["'\\]|[ \t]{0,4}\r?$)/gm;
/** RFC 7578: a part of a form, its name and its value. */
const PART = /form-data; name=\\?"([\w.-]{2,60})\\?"(?:\r?\n|\\r\\n){2}([^\s\\"]{4,256})/g;
/** A name whose list stands below it. */
const LIST_NAME = /(?:^|["'])[ \t]{0,40}([\w.-]{2,80})["']?:[ \t]{0,8}\r?\n(?=[ \t]{0,40}- )/gm;
const LIST_ITEM = /[ \t]{0,40}- (["']?)([^\s"':\\]{4,256})["']?[ \t]{0,8}(?:\r?\n|(?=["'\\])|$)/y;
const MAX_ITEMS = 100;
/** `login: bob / x`, `creds -> admin:x`, "user bob, pass x". */
const PAIR =
  /\b(?:log[io]ns?|creds?|credentials|accounts?|users?|username|sign in)(?: ?(?:->|=>|[:=])| is| are| with)? {0,2}["'`]?[\w.@-]{2,64}["'`]?(?: ?[/:|] ?|, ?(?:pass|pw|pwd) )["'`]?([^\s"'`,;<>]{6,64})/gi;

/** What no word, path or version is. */
export function isPlainlyChosen(value: string): boolean {
  return (
    /[0-9]/.test(value) &&
    /[A-Za-z]/.test(value) &&
    !/[/\\]|\.[a-z]/.test(value) &&
    looksChosen(value) &&
    !readsAsWords(value) &&
    !isVersion(value) &&
    !/^[0-9.,]{1,12}[a-zA-Z%]{1,3}$|^0x[0-9a-f]{1,16}$/i.test(value)
  );
}

function report(start: number, value: string, findings: Findings): void {
  if (isClaimed(findings, start) || isPlaceholder(value) || isReference(value) || value.startsWith('[redacted')) return;
  if (!isCode(value)) addFinding(findings, start, start + value.length, 'assigned_secret');
}

/** Reports such values. */
export function scanLineValues(text: string, findings: Findings): void {
  findings.steps += 4 * text.length;
  for (const match of text.matchAll(LINE)) {
    const value = match[3] as string;
    const strength = strengthOf(match[1] as string, false, false);
    if (strength === 'none' || strength === 'weak' || strength === 'header' || !isPlainlyChosen(value)) continue;
    // "token abc123", "pass phase2": a word and a name. A password has both cases or a sign.
    if (strength !== 'password' && !looksRandom(value) && !(/[A-Z]/.test(value) && /[a-z]/.test(value))) continue;
    report(match.index + match[0].lastIndexOf(value), value, findings);
  }
  for (const match of text.matchAll(PAIR)) {
    const value = (match[1] as string).replace(/[.!?)\]]{1,3}$/, '');
    if (/[A-Z]/.test(value) && /[a-z]/.test(value) && isPlainlyChosen(value))
      report(match.index + match[0].lastIndexOf(match[1] as string), value, findings);
  }
  if (text.includes('form-data'))
    for (const match of text.matchAll(PART)) {
      const value = match[2] as string;
      const strength = strengthOf(match[1] as string, false, false);
      if (strength !== 'none' && strength !== 'weak' && (strength === 'password' || looksChosen(value)))
        report(match.index + match[0].length - value.length, value, findings);
    }
  if (text.includes('- ')) scanLists(text, findings);
}

function scanLists(text: string, findings: Findings): void {
  findings.steps += 2 * text.length;
  for (const match of text.matchAll(LIST_NAME)) {
    const strength = strengthOf(match[1] as string, false, false);
    if (strength === 'none' || strength === 'weak' || strength === 'soft' || strength === 'header') continue;
    LIST_ITEM.lastIndex = match.index + match[0].length;
    for (let items = 0; items < MAX_ITEMS; items++) {
      const item = LIST_ITEM.exec(text);
      if (item === null) break;
      const value = item[2] as string;
      findings.steps += item[0].length;
      if (strength === 'password' ? looksChosen(value) : isPlainlyChosen(value))
        report(item.index + item[0].lastIndexOf(value), value, findings);
    }
  }
}
