/** Numbers of persons: payment cards (Luhn and issuer), telephone numbers (E.164, NANP), US social security numbers. */
import { ALNUM, CLASS, classAt, DIGIT, isBorder, skipClass } from '../alphabets.ts';
import { addFinding, type Findings, isClaimed } from '../findings.ts';
import { wordsBefore } from './context.ts';

/** Digits of the longest card number: ISO/IEC 7812-1. */
const MAX_CARD_DIGITS = 19;
const MIN_CARD_DIGITS = 13;
/** ITU-T E.164, 6.2.1: country code included. */
const MAX_PHONE_DIGITS = 15;

const PHONE_WORDS = /(?:phone|mobile|\bcell|whatsapp|\bcall(?:ed)?\b|\bsms|\bfax|\bdial|telefon|\btel\b|\btext me)/;
const SSN_WORDS = /(?:ssn|social)/;

/** Luhn's sum over ASCII digits: ISO/IEC 7812-1, annex B. */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    let digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    if (i % 2 === 1) {
      digit *= 2;
      if (digit > 9) digit -= 9;
    }
    sum += digit;
  }
  return sum % 10 === 0;
}

/** True for the beginnings and lengths that issuers use. */
function hasIssuer(digits: string): boolean {
  const length = digits.length;
  const two = Number(digits.slice(0, 2));
  const four = Number(digits.slice(0, 4));
  if (two >= 40 && two <= 49) return length === 13 || length === 16 || length === 19;
  if ((two >= 51 && two <= 55) || (four >= 2221 && four <= 2720)) return length === 16;
  if (two === 34 || two === 37) return length === 15;
  if (two === 36 || two === 38 || two === 39 || (four >= 3000 && four <= 3059) || four === 3095)
    return length === 14 || length === 16;
  if (four >= 3528 && four <= 3589) return length >= 16;
  if (four === 6011 || two === 65 || two === 62 || (four >= 6440 && four <= 6499)) return length >= 16;
  if (
    four === 5018 ||
    four === 5020 ||
    four === 5038 ||
    four === 5893 ||
    four === 6304 ||
    four === 6759 ||
    (four >= 6761 && four <= 6763)
  )
    return true;
  return (four >= 2200 && four <= 2204) || two === 60 || two === 81 || two === 82 ? length === 16 : false;
}

/** The end of a card number that begins at `start`, or -1. */
function cardEnd(text: string, start: number, findings: Findings): number {
  let digits = '';
  let found = -1;
  let groups = 0;
  let separator = 0;
  let index = start;
  while (digits.length < MAX_CARD_DIGITS) {
    const from = index;
    while (digits.length < MAX_CARD_DIGITS && (classAt(text, index) & DIGIT) !== 0) digits += text[index++];
    groups++;
    if (digits.length >= MIN_CARD_DIGITS && isBorder(text, index) && hasIssuer(digits) && passesLuhn(digits))
      found = index;
    const width = index - from;
    if (width < 3 && groups > 1) break;
    const code = text.charCodeAt(index);
    if (code !== 32 && code !== 45 && code !== 46 && code !== 0xa0) break;
    if (separator !== 0 && code !== separator) break;
    if (width !== 4 && width !== 6 && width !== 5) break;
    separator = code;
    if ((classAt(text, index + 1) & DIGIT) === 0) break;
    index++;
  }
  findings.steps += index - start + 1;
  return found;
}

/** The end of a `+…` number whose sign stands at `start`, or -1. */
function internationalEnd(text: string, start: number, findings: Findings): number {
  let count = 0;
  let separators = 0;
  let end = -1;
  let index = start + 1;
  if (text[index] === '0') return -1;
  for (; index < text.length; index++) {
    if ((classAt(text, index) & DIGIT) !== 0) {
      if (++count > MAX_PHONE_DIGITS) return -1;
      end = index + 1;
      continue;
    }
    const char = text[index] as string;
    if (
      char !== ' ' &&
      char !== '-' &&
      char !== '.' &&
      char !== '(' &&
      char !== ')' &&
      char !== '\u00a0' &&
      char !== '/'
    )
      break;
    // At most `) ` or ` (` in a row.
    if (index - end >= 2) break;
    separators++;
  }
  findings.steps += index - start + 1;
  if (end < 0 || !isBorder(text, end)) return -1;
  const spaced = separators > 0 && end > start + 1 + count;
  return count >= (spaced ? 8 : 9) ? end : -1;
}

/** One way of writing the ten digits: three, three, four, with separators between. */
const NANP =
  /(?:1[ .-]?)?(?:\(([0-9]{3})\)[ .-]?|([0-9]{3})([ .-]))([0-9]{3})([ .-])([0-9]{4})(?: ?(?:x|ext\.?|#) ?[0-9]{1,6})?/y;
/** Anything that a country may write for a number, where a word has said that it is one. */
const NATIONAL = /\(?[0-9]{1,5}\)?(?:[ ./-]{1,2}\(?[0-9]{1,8}\)?){0,6}(?: ?(?:x|ext\.?) ?[0-9]{1,6})?/y;
const SSN = /([0-9]{3})([- ])([0-9]{2})\2([0-9]{4})/y;

function matchAt(pattern: RegExp, text: string, index: number, findings: Findings): RegExpExecArray | null {
  pattern.lastIndex = index;
  const match = pattern.exec(text);
  // One that fails has failed within ten digits and their separators, however often it went back.
  findings.steps += Math.max(20, match?.[0].length ?? 0);
  return match;
}

function phoneEnd(text: string, start: number, named: boolean, findings: Findings): number {
  const nanp = matchAt(NANP, text, start, findings);
  if (nanp !== null) {
    const end = start + nanp[0].length;
    const dashed = nanp[1] !== undefined || (nanp[3] === '-' && nanp[5] === '-');
    const area = nanp[1] ?? nanp[2] ?? '';
    const plausible =
      (area.charCodeAt(0) >= 50 && (nanp[4] as string).charCodeAt(0) >= 50 && nanp[3] === nanp[5]) || dashed;
    const more = text.charCodeAt(end);
    if (plausible && isBorder(text, end) && !((more === 46 || more === 45) && (classAt(text, end + 1) & DIGIT) !== 0))
      return end;
  }
  if (named && PHONE_WORDS.test(wordsBefore(text, start, findings, 24))) {
    const national = matchAt(NATIONAL, text, start, findings);
    if (national !== null) {
      const count = national[0].replace(/[^0-9]/g, '').length;
      const end = start + national[0].trimEnd().length;
      if (count >= 7 && count <= MAX_PHONE_DIGITS && isBorder(text, end)) return end;
    }
    let run = start;
    while (run - start <= MAX_PHONE_DIGITS && (classAt(text, run) & DIGIT) !== 0) run++;
    if (run - start >= 7 && run - start <= MAX_PHONE_DIGITS && isBorder(text, run)) return run;
  }
  return -1;
}

function ssnEnd(text: string, start: number, findings: Findings): number {
  const match = matchAt(SSN, text, start, findings);
  if (match !== null) {
    const end = start + 11;
    const [, area, separator, group, serial] = match;
    const valid = area !== '000' && area !== '666' && group !== '00' && serial !== '0000';
    const after = text.charCodeAt(end);
    const bordered = isBorder(text, end) && !(after === 45 && (classAt(text, end + 1) & DIGIT) !== 0);
    if (valid && bordered && (separator === '-' || SSN_WORDS.test(wordsBefore(text, start, findings)))) return end;
  }
  let run = start;
  while (run - start <= 9 && (classAt(text, run) & DIGIT) !== 0) run++;
  if (run - start === 9 && isBorder(text, run) && SSN_WORDS.test(wordsBefore(text, start, findings))) return run;
  return -1;
}

/** Whether a run of digits of this length, followed by `after`, may begin a telephone number. */
function mayBePhone(run: number, after: number, named: () => boolean): boolean {
  if (after === 32 || after === 45 || after === 46 || after === 40)
    return run === 3 || (run === 1 && after !== 46) || named();
  return run >= 7 && run <= MAX_PHONE_DIGITS && named();
}

const ADDED_DATE = /^\+(?:19|20)[0-9]{2}-[01][0-9]-[0-3][0-9](?![0-9-])/;

/** Reports cards, telephone and social security numbers. */
export function scanNumbers(text: string, findings: Findings): void {
  const length = text.length;
  findings.steps += length;
  // Whether any word of the text speaks of telephones: asked for once, and only where a number might be one.
  let words: boolean | undefined;
  const named = (): boolean => {
    // An identifier has no words before its digits.
    if (words === undefined) {
      findings.steps += text.length;
      words = /[ :=]/.test(text) && (text.length > 2_048 || PHONE_WORDS.test(text.toLowerCase()));
    }
    return words;
  };
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    const digit = code >= 48 && code <= 57;
    if (!digit && ((code !== 43 && code !== 40) || (classAt(text, i + 1) & DIGIT) === 0)) continue;
    const before = text.charCodeAt(i - 1);
    const glued = before < 128 && ((CLASS[before] as number) & ALNUM) !== 0;
    const runEnd = digit ? skipClass(text, i, DIGIT, length) : i + 1;
    findings.steps += runEnd - i;
    const after = text.charCodeAt(runEnd);
    // A digit within a word, a fraction, or a number that has been looked at.
    if (
      (glued && !(digit && after === 40)) ||
      before === 43 ||
      (digit && after < 128 && ((CLASS[after] as number) & ALNUM) !== 0 && after !== 120) ||
      (digit && before === 46 && (classAt(text, i - 2) & DIGIT) !== 0) ||
      isClaimed(findings, i)
    ) {
      i = runEnd - 1;
      continue;
    }
    let end = -1;
    let kind = 'phone';
    // A date on an added line of a diff is no number: +2026-11-21
    if (code === 43 && ADDED_DATE.test(text.slice(i, i + 12))) {
      i += 10;
      continue;
    }
    if (code === 43) end = internationalEnd(text, i, findings);
    else {
      const run = runEnd - i;
      if (
        digit &&
        (run >= MIN_CARD_DIGITS ||
          (run >= 4 && run <= 6 && (after === 32 || after === 45 || after === 46 || after === 0xa0)))
      ) {
        end = cardEnd(text, i, findings);
        kind = 'card';
      }
      if (end < 0 && digit && (run === 9 || (run === 3 && (after === 45 || after === 32)))) {
        end = ssnEnd(text, i, findings);
        kind = 'us_ssn';
      }
      // 1234-…: the tail of a longer number is no telephone number, nor is a group of an identifier.
      const tail = before === 45 && i >= 2 && (classAt(text, i - 2) & ALNUM) !== 0;
      if (end < 0 && !tail && (!digit || mayBePhone(run, after, named))) {
        end = phoneEnd(text, i, named(), findings);
        kind = 'phone';
      }
    }
    if (end < 0) {
      i = runEnd - 1;
      continue;
    }
    addFinding(findings, i, end, kind);
    i = end - 1;
  }
}
