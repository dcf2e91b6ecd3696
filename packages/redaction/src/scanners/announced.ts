/**
 * Secrets that a whole phrase announces, each with its own grammar: `IDENTIFIED BY '…'`, `echo … | docker login`, `user:…@tcp(`,
 * lines of `.pgpass`. Every pattern is bounded; a text without any of their words is left after one look.
 */
import { addFinding, type Findings, isClaimed } from '../findings.ts';
import { isPlaceholder } from './placeholders.ts';
import { isCode, isReference, looksChosen, readsAsWords } from './values.ts';

/** Any of these stands in whatever the phrases match. */
const WORDS =
  /sqlplus|net use|chpasswd|--stdin|-stdin|with-token|sudo -S|htpasswd|:thin:|@(?:tcp|udp|unix)\(|@localhost|@127\.|add-mask|following password|freerdp|basic_auth|[*0-9]:[^\s:]{1,64}:[^\s:]{1,64}:/;

/** The last group is the secret. */
const PHRASES: readonly RegExp[] = [
  /\bsqlplus(?: -[A-Za-z]{1,8}){0,3} [\w.]{1,64}\/"?([^\s@"'/]{3,128})/g,
  /\bnet use [^\n]{1,80}? ([^\s/"'\\]{3,64}) \/user:/gi,
  /\becho (?:-n )?["']?[\w.-]{1,64}:([^\s"'|]{3,128})["']? {0,2}\| {0,2}(?:sudo )?chpasswd/g,
  /\becho (?:-n )?["']?([^\s"'|:]{3,256})["']? {0,2}\| {0,2}[\w./ :=-]{0,120}(?:-stdin|--with-token|sudo -S)\b/g,
  /\bhtpasswd -[A-Za-z]{0,4}b[A-Za-z]{0,4} \S{1,120} \S{1,64} ([^\s"']{3,128})/g,
  /:thin:[\w.$-]{1,64}\/([^\s@"'/]{3,128})@/g,
  /\b[\w.-]{1,64}:([^\s:"'/]{3,128})@(?:(?:tcp|udp|unix)\(|localhost\b|127\.)/g,
  /::add-mask::([^\s:"']{3,256})/g,
  /\bfollowing password[^\n:]{0,80}:\s{1,8}([^\s"']{8,128})/gi,
  /freerdp[^\n]{1,120} \/p:([^\s"']{3,128})/g,
  /\bbasic_auth ["'][^"'\n]{1,80}["'], {0,2}["']([^"'\n]{3,128})["']/g,
  // hostname:port:database:username:password, a line of its own: https://www.postgresql.org/docs/current/libpq-pgpass.html
  /(?:^|[\s"'])[\w.*-]{1,120}:(?:[0-9]{4,5}|\*):[\w*-]{1,64}:[\w.*-]{1,64}:([^\s:"'\\]{5,128})(?=[\s"'\\]|$)/g,
];

/** Words after which a password follows with nothing between: `IDENTIFIED BY '…'`, `requirepass …`, "use password …". */
const SAID =
  /(?:(?:using )?password|passwd|passphrase|requirepass|masterauth|identified by|SecureString(?: -String)?) {1,4}(["']?)([^\s"'`,;:=<>]{6,64})/gi;

function report(start: number, value: string, findings: Findings): void {
  if (isClaimed(findings, start) || isPlaceholder(value) || isReference(value) || value.startsWith('[redacted')) return;
  if (isCode(value) && !/[0-9]/.test(value)) return;
  if (looksChosen(value)) addFinding(findings, start, start + value.length, 'assigned_secret');
}

/** Reports what such phrases announce. */
export function scanAnnounced(text: string, findings: Findings): void {
  findings.steps += text.length;
  if (!WORDS.test(text)) return;
  findings.steps += 2 * PHRASES.length * text.length;
  for (const phrase of PHRASES) {
    for (const match of text.matchAll(phrase)) {
      const value = match[match.length - 1] as string;
      report(match.index + match[0].lastIndexOf(value), value, findings);
    }
  }
}

/** Reports what follows a word for passwords, in a text that has one. */
export function scanSaid(text: string, findings: Findings): void {
  findings.steps += text.length;
  for (const match of text.matchAll(SAID)) {
    const value = match[2] as string;
    // In prose only what no word of a sentence looks like; what is quoted was meant.
    const meant = match[1] !== '' || /^(?:using|requirepass|masterauth|identified)/i.test(match[0]);
    if (!meant && (!/[0-9]/.test(value) || !/[A-Za-z]/.test(value) || readsAsWords(value))) continue;
    report(match.index + match[0].length - value.length, value, findings);
  }
}
