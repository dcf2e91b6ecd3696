/** E-mail addresses (RFC 5321 shapes in use, local parts beyond ASCII as well); package versions and decorators are none. */
import { ALNUM, CLASS, DIGIT, LETTER } from '../alphabets.ts';
import { addFinding, type Findings, isClaimed } from '../findings.ts';
import { isOwnMark } from '../marks.ts';

/** RFC 5321, 4.5.3.1.1. */
const MAX_LOCAL_LENGTH = 64;
/** RFC 1035, 2.3.4. */
const MAX_DOMAIN_LENGTH = 253;

/** Last labels that are no top-level domain: units of systemd and image scales (`icon@2x.png`). */
const NOT_TOP_LEVEL: ReadonlySet<string> = new Set(
  'rb png jpg jpeg gif webp svg avif ico service socket timer target mount slice scope tgz js mjs cjs ts tsx jsx json lock'.split(
    ' ',
  ),
);
/** Words of programs that stand before `@`. */
const NOT_LOCAL: ReadonlySet<string> = new Set([
  'git',
  'this',
  'super',
  'return',
  'break',
  'continue',
  'npm',
  'pnpm',
  'yarn',
]);

function isLocalCode(code: number): boolean {
  if (code >= 128) return code >= 0xc0 && code < 0x2000;
  return (
    ((CLASS[code] as number) & ALNUM) !== 0 ||
    code === 46 ||
    code === 95 ||
    code === 43 ||
    code === 45 ||
    code === 37 ||
    code === 39 ||
    code === 38 ||
    code === 33 ||
    code === 35
  );
}

function isLabelCode(code: number): boolean {
  if (code >= 128) return code >= 0xc0 && code < 0x2000;
  return ((CLASS[code] as number) & ALNUM) !== 0 || code === 45;
}

/** The end of the domain that begins at `from`, or -1. */
function domainEnd(text: string, from: number, findings: Findings): number {
  const limit = Math.min(text.length, from + MAX_DOMAIN_LENGTH);
  let index = from;
  let lastDot = -1;
  let end = -1;
  for (; index <= limit; index++) {
    const code = index < text.length ? text.charCodeAt(index) : 0;
    if (isLabelCode(code)) continue;
    if (lastDot >= 0 && index > lastDot + 1) end = index;
    if (code !== 46 || index === from || index === lastDot + 1) break;
    lastDot = index;
  }
  findings.steps += index - from + 1;
  if (end < 0) return -1;
  while (end > from && text[end - 1] === '-') end--;
  const domain = text.slice(from, end);
  const dot = domain.lastIndexOf('.');
  const top = domain.slice(dot + 1).toLowerCase();
  if (dot <= 0 || top.length < 2 || NOT_TOP_LEVEL.has(top)) return -1;
  for (let i = 0; i < top.length; i++) {
    const code = top.charCodeAt(i);
    if (code < 128 && ((CLASS[code] as number) & LETTER) === 0 && !top.startsWith('xn--')) return -1;
  }
  // 1.2.3-beta.rc: a version, not a host
  if (((CLASS[domain.charCodeAt(0)] ?? 0) & DIGIT) !== 0 && /^[0-9]+\.[0-9]+[.-]/.test(domain)) return -1;
  return end;
}

/** Reports every address in `text`. */
export function scanEmails(text: string, findings: Findings): void {
  let at = text.indexOf('@');
  while (at >= 0) {
    let start = at;
    const limit = Math.max(0, at - MAX_LOCAL_LENGTH);
    while (start > limit && isLocalCode(text.charCodeAt(start - 1))) start--;
    findings.steps += at - start + 1;
    // A quote or an entity before the address is not part of it.
    while (start < at && /['&#!.%-]/.test(text[start] as string)) start++;
    let next = at + 1;
    if (start < at && text[at - 1] !== '.' && !isClaimed(findings, at - 1)) {
      const local = text.slice(start, at);
      // The sign of an added line before a decorator (`+@app.route`) is no local part.
      if (local !== '+' && !NOT_LOCAL.has(local.toLowerCase()) && !isOwnMark(local)) {
        const end = domainEnd(text, at + 1, findings);
        if (end >= 0) {
          addFinding(findings, start, end, 'email');
          next = end;
        }
      }
    } else if (text[at - 1] === '"') {
      const end = domainEnd(text, at + 1, findings);
      const open = text.lastIndexOf('"', at - 2);
      const local = open >= 0 && at - open <= MAX_LOCAL_LENGTH + 2 ? text.slice(open + 1, at - 1) : '';
      if (end >= 0 && /^[\w.+-]+(?: [\w.+-]+)?$/.test(local)) {
        findings.steps += at - open;
        addFinding(findings, open, end, 'email');
        next = end;
      }
    }
    at = text.indexOf('@', next);
  }
}
