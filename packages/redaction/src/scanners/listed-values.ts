/** Judges strings of lists by the string before them: arguments behind their flags, values behind their names. */
import { ALNUM, DIGIT, LOWER, UPPER } from '../alphabets.ts';
import { isPlaceholder } from './placeholders.ts';
import { classesOf, isCode, isReference, isVersion, looksChosen, looksRandom, readsAsWords } from './values.ts';

/** UTF-16 units by which a value is judged. */
const MAX_JUDGED = 256;
/** Programs and commands that take a password behind a short flag and a blank, if it is one: of text this says too little. */
const PASSWORD_PROGRAM = /\b(?:login|mysql|mysqldump|mysqladmin|mariadb|psql|redis-cli|mssql|sqlplus)\b/;
const PASSWORD_FLAG = / -[pPa]$/;
/** Headers whose value has a grammar: a scheme and what follows it, names and values. */
const HEADER = /^(?:proxy-)?authorization$|^(?:set-)?cookie$/i;

const DATED = /(?:19|20)[0-9]{2}-?[01][0-9]-?[0-3][0-9]/;

/** Both cases with digits, or many of both, in which no words are read; letters and digits with a sign that names have not. */
function isStrong(value: string): boolean {
  const bits = classesOf(value);
  const cased = (bits & UPPER) !== 0 && (bits & LOWER) !== 0 && !readsAsWords(value);
  if ((bits & DIGIT) === 0) return cased && value.length >= 16;
  return cased || ((bits & (UPPER | LOWER)) !== 0 && /[!#$%^&*?@]/.test(value));
}

function isNone(value: string): boolean {
  return isPlaceholder(value) || isReference(value) || isCode(value) || isVersion(value);
}

/** True for the value behind a secret name in a list of strings, where most neighbours have nothing to do with each other. */
export function isListedSecret(name: string, value: string): boolean {
  const judged = value.slice(0, MAX_JUDGED);
  if (judged.includes('[redacted')) return false;
  if (HEADER.test(name)) return judged.length >= 8 && /[ =]/.test(judged);
  if (/\s/.test(judged) || isNone(judged) || (classesOf(judged) & ALNUM) === 0) return false;
  // A model, a build: words and a day.
  if (DATED.test(judged) && !/[A-Z]/.test(judged)) return false;
  if (looksRandom(judged)) return true;
  return judged.length >= 8 && isStrong(judged);
}

/** True for the value of a flag that names a secret. */
export function isFlagged(value: string): boolean {
  const judged = value.slice(0, MAX_JUDGED);
  if (isNone(judged) || /^[./~]/.test(judged) || /^id=/.test(judged)) return false;
  return looksChosen(judged) || !/^[a-z][a-z ._/-]*$/.test(judged);
}

/** True for the value of `-p` behind a program that takes a password so. */
export function isShortFlagged(line: string, value: string): boolean {
  return (
    PASSWORD_FLAG.test(line) && PASSWORD_PROGRAM.test(line) && !isNone(value) && looksChosen(value.slice(0, MAX_JUDGED))
  );
}
