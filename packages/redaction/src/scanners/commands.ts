/** Secrets on command lines: `--password x`, `-u user:pass` of curl, `-p` of those tools that take a password so, netrc. */
import { skipClass, WORD } from '../alphabets.ts';
import { addFinding, type Findings, isClaimed } from '../findings.ts';
import { HAS_DIGIT, HAS_LONG_RUN } from '../survey.ts';
import { strengthOf } from './names.ts';
import { isPlaceholder } from './placeholders.ts';
import { isCode, isMixed, isReference, looksRandom } from './values.ts';

/** UTF-16 units by which an argument is judged. */
const MAX_JUDGED = 256;
/** How far before `-u` or `-p` the name of its program may stand. */
const COMMAND_REACH = 96;

/** Programs that take a password behind a letter and a blank. */
const SPACED: Readonly<Record<string, RegExp>> = {
  p: /\b(?:sshpass|docker login|podman login|az login|--service-principal|helm registry login|npm login|oc login|mongo(?:sh|dump|restore|export|import)?|twine upload|rdesktop|useradd|usermod|cqlsh|influx|arangosh|psexec|acr login)\b/,
  P: /\b(?:zip|unzip|zipcloak|sqlcmd|bcp|ipmitool|mosquitto_(?:pub|sub))\b/,
  a: /\bredis-cli\b/,
  w: /\bldap(?:search|add|modify|delete|passwd|whoami|compare)\b/,
  k: /\bopenssl enc\b/,
  t: /\b(?:doctl auth|netlify login|travis login)\b/,
};
/** Programs that take it right behind `-p`. */
const GLUED = /\b(?:mysql|mysqldump|mysqladmin|mariadb|sshpass|7za?|7z[ar]|rar|unrar)\b/;

interface Argument {
  readonly start: number;
  readonly end: number;
  readonly quoted: boolean;
}

/** The last unquoted argument that was walked: every flag within it has the same end. */
interface Walked {
  from: number;
  to: number;
}

function argumentAt(text: string, from: number, walked: Walked, findings: Findings): Argument | undefined {
  let start = from;
  while (start < from + 4 && text[start] === ' ') start++;
  let quote = '';
  // Quotes that are escaped themselves, as in JSON.
  const escaped = text[start] === '\\' && (text[start + 1] === '"' || text[start + 1] === "'");
  if (escaped) start++;
  if (/["'`]/.test(text[start] ?? '')) quote = text[start++] as string;
  let end = start;
  if (quote !== '') {
    while (end < text.length && text[end] !== quote && text[end] !== '\n') end++;
    findings.steps += end - start;
    if (escaped && text[end - 1] === '\\') end--;
  } else if (start >= walked.from && start < walked.to) end = walked.to;
  else {
    while (end < text.length && !/[\s"'`;|&)]/.test(text[end] as string)) end++;
    findings.steps += end - start;
    walked.from = start;
    walked.to = end;
  }
  findings.steps += start - from + Math.min(end - start, MAX_JUDGED);
  return end > start ? { start, end, quoted: quote !== '' } : undefined;
}

/** Reports values of flags that say secret. */
export function scanCommands(text: string, signs: number, findings: Findings): void {
  const walked: Walked = { from: 0, to: 0 };
  findings.steps += 4 * text.length;
  let dash = text.indexOf('-');
  while (dash >= 0) {
    let next = dash + 1;
    const before = text.charCodeAt(dash - 1);
    if (
      dash === 0 ||
      before <= 32 ||
      before === 34 ||
      before === 39 ||
      before === 91 ||
      before === 40 ||
      before === 96
    ) {
      const nameStart = text[dash + 1] === '-' ? dash + 2 : dash + 1;
      const nameEnd = skipClass(text, nameStart, WORD, nameStart + 64);
      findings.steps += nameEnd - dash;
      const name = text.slice(nameStart, nameEnd);
      next = Math.max(next, nameEnd);
      const follows = text[nameEnd];
      // `"--password", "x"` of an argument list as well.
      const list = /^["'],? {0,2}["']/.exec(text.slice(nameEnd, nameEnd + 6));
      if ((follows === ' ' || list !== null) && name.length > 1)
        reportFlag(text, name, list === null ? nameEnd : nameEnd + list[0].length - 1, walked, findings);
      const short = text[dash + 1] !== '-';
      if (name === 'u' || name === 'user' || name === 'U' || name === 'proxy-user' || name === 'a')
        reportUser(text, dash, nameEnd, walked, findings);
      else if (short && name[0] === 'u' && text[nameEnd] === ':') reportUser(text, dash, dash + 2, walked, findings);
      if (short && /^[apPwkt]/.test(name)) reportShort(text, dash, nameEnd, name, walked, findings);
    }
    dash = text.indexOf('-', next);
  }
  if ((signs & (HAS_DIGIT | HAS_LONG_RUN)) !== 0 && /define|setx|setenv|-gx|ENV|ARG/.test(text))
    scanDefinitions(text, findings);
  if (text.includes('login ') || text.includes('machine ')) scanNetrc(text, findings);
}

function reportFlag(text: string, name: string, from: number, walked: Walked, findings: Findings): void {
  const strength = strengthOf(name, false, false);
  if (strength === 'none' || strength === 'weak') return;
  const argument = argumentAt(text, from, walked, findings);
  if (argument === undefined || isClaimed(findings, argument.start)) return;
  const value = text.slice(argument.start, Math.min(argument.end, argument.start + MAX_JUDGED));
  if (
    value.startsWith('-') ||
    isPlaceholder(value) ||
    isCode(value) ||
    isReference(value) ||
    value.startsWith('[redacted')
  )
    return;
  const next = text.charCodeAt(argument.end);
  const alone = argument.end >= text.length || next === 10 || text.startsWith(' -', argument.end) || argument.quoted;
  const plain = strength === 'password' && alone && value.length >= 4 && !/\s/.test(value);
  if (isMixed(value) || looksRandom(value) || plain)
    addFinding(findings, argument.start, argument.end, 'command_secret');
}

/** `curl -u user:password`: the user goes with it, as in a URL. */
function reportUser(text: string, dash: number, nameEnd: number, walked: Walked, findings: Findings): void {
  const command = text.slice(Math.max(0, dash - COMMAND_REACH), dash);
  findings.steps += command.length;
  if (!/\b(?:curl|wget|http|https|xh|svn|smbclient|rpcclient|ftp|lftp|etcdctl)\b(?!:)/.test(command)) return;
  const argument = argumentAt(text, text[nameEnd] === '=' ? nameEnd + 1 : nameEnd, walked, findings);
  if (argument === undefined || isClaimed(findings, argument.start)) return;
  const value = text.slice(argument.start, Math.min(argument.end, argument.start + MAX_JUDGED));
  const colon = value.search(/[:%,]/);
  if (colon < 0 || isPlaceholder(value) || isPlaceholder(value.slice(colon + 1)) || value.startsWith('[redacted'))
    return;
  addFinding(findings, argument.start, argument.end, 'command_secret');
}

function reportShort(
  text: string,
  dash: number,
  nameEnd: number,
  name: string,
  walked: Walked,
  findings: Findings,
): void {
  const command = text.slice(Math.max(0, dash - COMMAND_REACH), dash);
  findings.steps += command.length;
  const quoted = name === 'p' && /["']/.test(text[nameEnd] ?? '') && GLUED.test(command);
  const separate = name.length === 1 && !quoted;
  if (separate ? !SPACED[name]?.test(command) : name[0] !== 'p' || !GLUED.test(command)) return;
  const argument = argumentAt(text, separate ? nameEnd : dash + 2, walked, findings);
  if (argument === undefined || isClaimed(findings, argument.start)) return;
  const value = text.slice(argument.start, Math.min(argument.end, argument.start + MAX_JUDGED));
  if (isPlaceholder(value) || value.startsWith('-') || value.startsWith('[redacted')) return;
  addFinding(findings, argument.start, argument.end, 'command_secret');
}

/** `#define NAME "value"`, `setx NAME value`, `setenv NAME value`: a name and a value with a blank between. */
function scanDefinitions(text: string, findings: Findings): void {
  const pattern =
    /(?:define|setx|setenv|-gx|ENV|ARG)[ \t]{1,8}([A-Za-z_][\w.]{1,80})[ \t]{1,8}(["']?)([^\s"']{4,512})/g;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const strength = strengthOf(match[1] as string, false, false);
    const value = match[3] as string;
    if (strength === 'none' || strength === 'weak' || isPlaceholder(value) || isCode(value) || isReference(value))
      continue;
    if (value.startsWith('[redacted') || !(isMixed(value) || looksRandom(value))) continue;
    const start = match.index + match[0].length - value.length;
    addFinding(findings, start, start + value.length, 'assigned_secret');
  }
}

/** `machine h login u password p` and `login u password p`. */
function scanNetrc(text: string, findings: Findings): void {
  const pattern = /\blogin[ \t\n]{1,8}[^\s]{1,128}[ \t\n]{1,8}password[ \t\n]{1,8}([^\s`"']{3,512})/g;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const value = match[1] as string;
    const start = match.index + match[0].length - value.length;
    if (!isPlaceholder(value) && !value.startsWith('[redacted'))
      addFinding(findings, start, start + value.length, 'command_secret');
  }
}
