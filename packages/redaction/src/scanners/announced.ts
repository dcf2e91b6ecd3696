/**
 * Secrets that a whole phrase announces, each with its own grammar: `IDENTIFIED BY '…'`, `echo … | docker login`, `user:…@tcp(`,
 * lines of `.pgpass`. Every pattern is bounded; a text without any of their words is left after one look.
 */
import { addFinding, type Findings, isClaimed } from '../findings.ts';
import { isPlaceholder } from './placeholders.ts';
import { isCode, isReference, looksChosen, readsAsWords } from './values.ts';

/** Any of these stands in whatever the phrases match. */
const WORDS =
  /sqlplus|\)\.(?:fill|type|send_?keys|setValue|press)|textbox "|secret set |net use|chpasswd|--stdin|-stdin|with-token|sudo -S|htpasswd|:thin:|@(?:tcp|udp|unix)\(|@localhost|@127\.|add-mask|following password|freerdp|basic_auth|CURLOPT_|<<< |rabbitmqctl|wpa_passphrase|http-basic|cargo login|bundle config|schtasks|(?:AKIA|ASIA)[A-Z0-9]{16}|ode is|is your |ssh-keygen|AUTH (?:PLAIN|LOGIN) |\b_auth |community |password from|(?:password|secret) [0-9] |[*0-9]:[^\s:]{1,64}:[^\s:]{1,64}:/;

/** What a text must hold, and the phrase; its last group is the secret. */
const PHRASES: readonly (readonly [sign: string, phrase: RegExp])[] = [
  ['sqlplus', /\bsqlplus(?: -[A-Za-z]{1,8}){0,3} [\w.]{1,64}\/"?([^\s@"'/]{3,128})/g],
  ['net use', /\bnet use [^\n]{1,80}? ([^\s/"'\\]{3,64}) \/user:/gi],
  ['chpasswd', /\becho (?:-n )?["']?[\w.-]{1,64}:([^\s"'|]{3,128})["']? {0,2}\| {0,2}(?:sudo )?chpasswd/g],
  [
    'echo ',
    /\becho (?:-n )?["']?([^\s"'|:]{3,256})["']? {0,2}\| {0,2}[\w./ :=-]{0,120}(?:-stdin|--with-token|sudo -S)\b/g,
  ],
  ['htpasswd', /\bhtpasswd -[A-Za-z]{0,4}b[A-Za-z]{0,4} \S{1,120} \S{1,64} ([^\s"']{3,128})/g],
  [':thin:', /:thin:[\w.$-]{1,64}\/([^\s@"'/]{3,128})@/g],
  ['@', /\b[\w.-]{1,64}:([^\s:"'/]{3,128})@(?:(?:tcp|udp|unix)\(|localhost\b|127\.)/g],
  ['add-mask', /::add-mask::([^\s:"']{3,256})/g],
  ['following', /\bfollowing password[^\n:]{0,80}:\s{1,8}([^\s"']{8,128})/gi],
  [' ', /\b(?:AUTH (?:PLAIN|LOGIN)|_auth) ([A-Za-z0-9+/]{8,256}={0,2})(?![^\s"'])/g],
  ['<<<', /\b(?:luks\w{2,8}|vncpasswd|-stdinpass|with-token|secret put|login)\b[^\n]{0,60}<<< ?["']?([^\s"']{6,256})/g],
  ['rabbitmqctl', /\brabbitmqctl (?:add_user|change_password) [^\s]{1,64} ["']?([^\s"']{3,128})/g],
  ['wpa_passphrase', /\bwpa_passphrase [^\s]{1,64} ["']?([^\s"']{6,128})/g],
  ['http-basic', /\bhttp-basic\.[^\s]{1,64} [^\s]{1,64} ["']?([^\s"']{6,128})/g],
  ['cargo login', /\bcargo login ([\w-]{20,128})/g],
  ['bundle config', /\bbundle config [^\s]{1,64} [^\s:]{1,64}:([^\s"']{6,128})/g],
  ['schtasks', /\bschtasks [^\n]{1,80}? \/rp ([^\s"']{6,128})/g],
  ['ssh-keygen', /\bssh-keygen [^\n]{0,80}?-N ["']?([^\s"']{6,128})/g],
  ['IA', /\b(?:AKIA|ASIA)[A-Z0-9]{16}["']?[\s:/,|]{1,4}["']?([A-Za-z0-9/+]{40,44}={0,2})(?![\w/+])/g],
  ['ode is', /\byour (?:[\w-]{2,16} ){0,2}code is:? {0,2}([0-9]{6,8})\b/gi],
  ['is your', /\b([0-9]{6,8}) is your (?:[\w-]{2,16} ){0,3}(?:code|pin|password|passcode)\b/gi],
  ['CURLOPT_', /CURLOPT_\w{0,12}(?:PWD|PASSWORD)["']?, {0,2}["']([^"'\n]{3,128})["']/g],
  ['community', /\bcommunity ([^\s"']{6,64}) R[OW]\b/g],
  [' ', /\b(?:password|secret) [0-9] ([^\s"']{6,128})/g],
  ['password from', /\bpassword from ["']?([^\s"']{6,64})["']? to /g],
  ['password from', /\bpassword from [^\s]{6,66} to ["']?([^\s"'.,;]{6,64})/g],
  ['net use', /\bnet use [^\n]{1,80}? \/user:[^\s]{1,64} ([^\s/"'\\]{6,64})/gi],
  // A field of a page, and what is typed into it.
  [
    '(',
    /["'`][^"'`\n]{0,40}(?:pass(?:word|wd|code)|pwd|secret|token|api[ _-]?key|otp)[^"'`\n]{0,20}["'`](?:,[^()\n]{0,40})?\)\.(?:fill|type|sendKeys|send_keys|setValue|pressSequentially)\(["'`]([^"'`\n]{4,128})["'`]/gi,
  ],
  [
    'textbox "',
    /\btextbox "[^"\n]{0,40}(?:password|passcode|secret|token|api key|otp)[^"\n]{0,20}"[^:\n]{0,60}: ["']?([^\s"']{6,128})/gi,
  ],
  ['secret set', /\bsecret set [^\s]{1,64} (?:-b|--body)[ =]?["']?([^\s"']{6,256})/g],
  ['freerdp', /freerdp[^\n]{1,120} \/p:([^\s"']{3,128})/g],
  ['basic_auth', /\bbasic_auth ["'][^"'\n]{1,80}["'], {0,2}["']([^"'\n]{3,128})["']/g],
  // hostname:port:database:username:password, a line of its own: https://www.postgresql.org/docs/current/libpq-pgpass.html
  [':', /(?:^|[\s"'])[\w.*-]{1,120}:(?:[0-9]{4,5}|\*):[\w*-]{1,64}:[\w.*-]{1,64}:([^\s:"'\\]{5,128})(?=[\s"'\\]|$)/g],
];

/** Words after which a password follows with nothing between: `IDENTIFIED BY '…'`, `requirepass …`, "use password …". */
const SAID =
  /(?:(?:using )?password(?:-value)?|passwd|passphrase|requirepass|masterauth|identified by|SecureString(?: -String)?) {1,4}(["']?)([^\s"'`,;:=<>(][^\s"'`,;:=<>]{5,63})/gi;

function report(start: number, value: string, findings: Findings): void {
  if (isClaimed(findings, start) || isPlaceholder(value) || isReference(value) || value.startsWith('[redacted')) return;
  if (isCode(value) && !/[0-9]/.test(value)) return;
  if (looksChosen(value)) addFinding(findings, start, start + value.length, 'assigned_secret');
}

/** Reports what such phrases announce. */
export function scanAnnounced(text: string, findings: Findings): void {
  findings.steps += text.length;
  if (!WORDS.test(text)) return;
  findings.steps += PHRASES.length * text.length;
  for (const [sign, phrase] of PHRASES) {
    if (!text.includes(sign)) continue;
    findings.steps += 2 * text.length;
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
