/**
 * Paths that name a person: under `/home`, `/Users`, `/root`, any Windows drive, a UNC share or `file://`. Such a path
 * becomes its base name; a home folder alone goes. Paths of a system (`/usr/lib`, `/var/log`) stay.
 */
import { CLASS, classAt, LETTER } from '../alphabets.ts';
import { addFinding, type Findings } from '../findings.ts';

/** PATH_MAX of Linux. */
const MAX_PATH_LENGTH = 4_096;
/** Words with blanks between that a folder's name may have: `/Users/x/My Own Documents/`. */
const MAX_BLANK_REACH = 48;

const HOME_ROOTS: ReadonlySet<string> = new Set(['home', 'users', 'root', 'documents and settings', 'profiles']);

/** A server of two and more characters, no escape of a pattern or of a string, and a share. */
const UNC =
  /(?!\\{2}[^\\]{1,64}\\{2}(?!\\))\\{2,4}(?!(?:u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2})\b)[A-Za-z0-9][\w.-]{1,63}(?:@SSL)?\\{1,2}[\w$]/y;

function isPathStop(code: number): boolean {
  return (
    code < 32 ||
    code === 34 ||
    code === 39 ||
    code === 60 ||
    code === 62 ||
    code === 96 ||
    code === 124 ||
    code === 42 ||
    code === 63 ||
    code === 44 ||
    code === 59 ||
    code === 41 ||
    code === 93 ||
    code === 125
  );
}

/** Whether a name with blanks goes on from the blank at `index`: a separator follows within the same words. */
function blankContinues(text: string, index: number, separator: number, findings: Findings): boolean {
  const limit = Math.min(text.length, index + MAX_BLANK_REACH);
  let words = 0;
  for (let i = index; i < limit; i++) {
    const code = text.charCodeAt(i);
    findings.steps++;
    if (code === 32) {
      if (++words > 3 || text.charCodeAt(i + 1) === 32) return false;
      continue;
    }
    // A separator right behind a blank begins another path; a drive as well.
    if (code === separator) return text.charCodeAt(i - 1) !== 32;
    if (isPathStop(code) || code === 58 || code === 61 || code === 40 || code === 91 || code === 123) return false;
  }
  return false;
}

function pathEnd(text: string, start: number, quote: number, separator: number, findings: Findings): number {
  const limit = Math.min(text.length, start + MAX_PATH_LENGTH);
  let index = start;
  for (; index < limit; index++) {
    const code = text.charCodeAt(index);
    if (quote !== 0) {
      if (code === quote || code === 10) break;
      continue;
    }
    if (isPathStop(code)) break;
    if (code === 32 && !blankContinues(text, index, separator, findings)) break;
  }
  findings.steps += index - start;
  return index;
}

/** Where `quote` closes on the same line, so that a quoted path may hold blanks; 0 when it does not. */
function quoteBefore(text: string, start: number, findings: Findings): number {
  const code = text.charCodeAt(start - 1);
  if (code !== 34 && code !== 39 && code !== 96) return 0;
  const limit = Math.min(text.length, start + MAX_PATH_LENGTH);
  for (let i = start; i < limit; i++) {
    const at = text.charCodeAt(i);
    findings.steps++;
    if (at === code) return code;
    if (at === 10) return 0;
  }
  return 0;
}

/** The names of a path, its separators left out. */
function segments(path: string): string[] {
  const parts: string[] = [];
  let from = 0;
  for (let i = 0; i <= path.length; i++) {
    const code = path.charCodeAt(i);
    if (i < path.length && code !== 47 && code !== 92) continue;
    if (i > from) parts.push(path.slice(from, i));
    from = i + 1;
  }
  return parts;
}

function isSeparator(code: number): boolean {
  return code === 47 || code === 92;
}

function baseName(path: string): string {
  let end = path.length;
  while (end > 0 && isSeparator(path.charCodeAt(end - 1))) end--;
  let start = end;
  while (start > 0 && !isSeparator(path.charCodeAt(start - 1))) start--;
  return path.slice(start, end);
}

/** What stands for a POSIX path: undefined to leave it, '' for the mark. */
function posixReplacement(path: string): string | undefined {
  // The two most common beginnings: a name, and more behind it.
  const user = path.startsWith('/home/') ? 6 : path.startsWith('/Users/') ? 7 : 0;
  if (user > 0 && !isSeparator(path.charCodeAt(user))) {
    const behind = path.indexOf('/', user);
    if (behind > 0 && behind < path.length - 1) return baseName(path);
  } else if (!/home|users|root/i.test(path)) return undefined;
  const parts = segments(path);
  let root = -1;
  for (let i = 0; i < parts.length && i < 6; i++) {
    if (HOME_ROOTS.has((parts[i] as string).toLowerCase())) {
      root = i;
      break;
    }
  }
  if (root < 0) return undefined;
  const name = (parts[root] as string).toLowerCase();
  // `/root` is a home itself; a first folder that only happens to hold `users` (`/api/users/7`) is none.
  if (name === 'root') return root > 0 ? undefined : parts.length === 1 ? undefined : baseName(path);
  const known =
    parts[root] === 'home' ||
    parts[root] === 'Users' ||
    (parts[root] === 'users' && /^(?:[a-z]|mnt)$/i.test(parts[0] ?? ''));
  if (!known || parts.length === root + 1) return undefined;
  return parts.length === root + 2 ? '' : baseName(path);
}

function windowsReplacement(path: string, unc: boolean): string | undefined {
  const parts = segments(path);
  if (unc) return parts.length < 2 ? undefined : parts.length === 2 ? '' : baseName(path);
  // The first part is the drive.
  if (parts.length < 3) return undefined;
  const root = /^(?:users|home|documents and settings)$/i.test(parts[1] as string);
  if (root && parts.length === 3) return '';
  return baseName(path);
}

function report(start: number, end: number, replacement: string | undefined, findings: Findings): void {
  if (replacement === undefined) return;
  addFinding(findings, start, end, 'user_path', replacement === '' ? undefined : replacement);
}

/** A full stop or colon at the end belongs to the sentence. */
function trimEnd(text: string, start: number, end: number, findings: Findings): number {
  let stop = end;
  while (stop > start && /[.:!\s]/.test(text[stop - 1] as string)) stop--;
  findings.steps += end - stop;
  return stop;
}

/** What may stand right before a home folder that begins a path: an escaped line end, a flag, a sign of a list. */
const LEAD = /(?:\\[nrt]|(?:^|[\s"'=])-[A-Za-z]|[@:])$/;

/** True for `/home/` or `/Users/` at `index` behind something that is no part of a path. */
function beginsHome(text: string, index: number): boolean {
  if (!text.startsWith('/home/', index) && !text.startsWith('/Users/', index)) return false;
  return LEAD.test(text.slice(Math.max(0, index - 4), index));
}

/** Reports every such path. */
export function scanPaths(text: string, findings: Findings): void {
  const length = text.length;
  findings.steps += length;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code !== 47 && code !== 92 && code !== 58) continue;
    let start = i;
    let windows = false;
    let unc = false;
    if (code === 58) {
      // C:\ or C:/ at a border, not the `s:/` of a scheme.
      const after = text.charCodeAt(i + 1);
      if ((after !== 92 && after !== 47) || (classAt(text, i - 1) & LETTER) === 0) continue;
      if (i > 1 && (text.charCodeAt(i - 2) >= 128 || ((CLASS[text.charCodeAt(i - 2)] as number) & LETTER) !== 0))
        continue;
      if (after === 47 && text.charCodeAt(i + 2) === 47) continue;
      let name = i + 1;
      while (name < i + 6 && text.charCodeAt(name) === after) name++;
      if (!/[\w.~%$-]/.test(text[name] ?? '') && !((text.charCodeAt(name) || 0) >= 128)) continue;
      start = i - 1;
      windows = true;
    } else if (code === 92) {
      // \\server\share, escaped or not; in a pattern, `\\s\\d` are none.
      if (text.charCodeAt(i + 1) !== 92) continue;
      UNC.lastIndex = i;
      const share = i === 0 || /[\s"'`=,(>|]/.test(text[i - 1] as string) ? UNC.exec(text) : null;
      findings.steps += share?.[0].length ?? 8;
      if (share === null) {
        while (text.charCodeAt(i + 1) === 92) i++;
        continue;
      }
      windows = true;
      unc = true;
    } else {
      const before = text.charCodeAt(i - 1);
      // Within a word, a URL, or a path that has been looked at.
      if (
        i > 0 &&
        !beginsHome(text, i) &&
        ((before >= 128 && before < 0x2000) ||
          before === 46 ||
          before === 126 ||
          before === 47 ||
          before === 64 ||
          before === 95 ||
          before === 45 ||
          before === 125 ||
          before === 36 ||
          before === 41 ||
          ((CLASS[before] as number) & (LETTER | 1)) !== 0)
      ) {
        continue;
      }
      if (before === 58 && text.charCodeAt(i + 1) === 47) {
        // scheme://… : only file: is a path
        const file = /file$/i.test(text.slice(Math.max(0, i - 5), i - 1));
        if (!file) {
          const end = pathEnd(text, i, 0, 0, findings);
          i = Math.max(i, end - 1);
          continue;
        }
        start = i - 5;
        const quote = quoteBefore(text, start, findings);
        const end = trimEnd(text, start, pathEnd(text, start, quote, 47, findings), findings);
        const path = text.slice(i, end);
        const parts = segments(path);
        const alone = parts.length <= 2 && HOME_ROOTS.has((parts[0] ?? '').toLowerCase());
        report(start, end, parts.length === 0 ? undefined : alone ? '' : baseName(path), findings);
        i = Math.max(i, end - 1);
        continue;
      }
    }
    const quote = quoteBefore(text, start, findings);
    const separator = windows && text.charCodeAt(i + 1) !== 47 ? 92 : 47;
    const from = windows && !unc ? i + 1 : start;
    const end = trimEnd(text, start, pathEnd(text, from, quote, separator, findings), findings);
    const path = text.slice(start, end);
    findings.steps += path.length;
    report(start, end, windows ? windowsReplacement(path, unc) : posixReplacement(path), findings);
    i = Math.max(i, end - 1);
  }
}
