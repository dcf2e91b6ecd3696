/** Tokens that are known by a sign in their midst rather than by a beginning, each with the reach of its parts. */
import {
  ALNUM,
  BASE64,
  BASE64_SIGN,
  classAt,
  DIGIT,
  DOT,
  HEX,
  isBorder,
  JOINER,
  LETTER,
  LOWER,
  LOWER36,
  skipClass,
  TILDE,
  UPPER,
  WORD,
} from '../alphabets.ts';
import { addFinding, type Findings, isClaimed } from '../findings.ts';
import { HAS_COLON, HAS_DOT, HAS_GAP } from '../survey.ts';
import { wordsBefore } from './context.ts';
import { classesOf, entropyOf, isAll, isNamedDigest, readsAsWords, trimEndOf } from './values.ts';

/** The start of the run of `mask` that ends before `end`, at most `most` characters of it. */
function runStart(text: string, end: number, mask: number, most: number, findings: Findings): number {
  let start = end;
  const limit = Math.max(0, end - most);
  while (start > limit && (classAt(text, start - 1) & mask) !== 0) start--;
  findings.steps += end - start + 1;
  return start;
}

function runEnd(text: string, from: number, mask: number, findings: Findings): number {
  const end = skipClass(text, from, mask, text.length);
  findings.steps += end - from + 1;
  return end;
}

/** Reports Azure AD client secrets: three characters, a digit, `Q~`, 31 to 34 more. https://learn.microsoft.com/purview/sit-defn-client-secret-api-key */
export function scanEntra(text: string, findings: Findings): void {
  // A run may hold the sign many times: its end is looked for once.
  let runTo = 0;
  let end = 0;
  for (let at = text.indexOf('Q~'); at >= 0; at = text.indexOf('Q~', at)) {
    const start = runStart(text, at, WORD | DOT | TILDE, 4, findings);
    if (at + 2 > runTo) {
      runTo = runEnd(text, at + 2, WORD | DOT | TILDE, findings);
      end = runTo;
      while (end > at && text[end - 1] === '.') end--;
      findings.steps += runTo - end;
    }
    if (at - start >= 4 && (classAt(text, at - 1) & DIGIT) !== 0 && end - at >= 28) {
      addFinding(findings, start, end, 'azure_client_secret');
      at = runTo;
    } else at += 2;
  }
}

/** Terraform Cloud: 14 characters, `.atlasv1.`, 60 and more. https://developer.hashicorp.com/terraform/cloud-docs */
function scanAtlas(text: string, findings: Findings): void {
  for (let at = text.indexOf('.atlasv1.'); at >= 0; at = text.indexOf('.atlasv1.', at + 9)) {
    const start = runStart(text, at, ALNUM, 32, findings);
    const end = runEnd(text, at + 9, WORD, findings);
    if (at - start >= 8 && end - at >= 40) addFinding(findings, start, end, 'terraform_token');
  }
}

/** Telegram bots: 8 to 10 digits, `:`, 35 characters. https://core.telegram.org/bots/api#authorizing-your-bot */
function scanTelegram(text: string, findings: Findings): void {
  for (let at = text.indexOf(':'); at >= 0; at = text.indexOf(':', at + 1)) {
    if ((classAt(text, at - 1) & DIGIT) === 0 || (classAt(text, at + 1) & WORD) === 0) continue;
    const start = runStart(text, at, DIGIT, 16, findings);
    const end = runEnd(text, at + 1, WORD, findings);
    const digits = at - start;
    const body = text.slice(at + 1, Math.min(end, at + 65));
    const before = text.slice(Math.max(0, start - 3), start);
    if (
      digits < 7 ||
      digits > 12 ||
      body.length < 32 ||
      body.length > 46 ||
      !(isBorder(text, start - 1) || /bot$/i.test(before))
    )
      continue;
    const bits = classesOf(body);
    if ((bits & UPPER) !== 0 && (bits & LOWER) !== 0) addFinding(findings, start, end, 'telegram_token');
  }
}

/** Discord bots: base64 of the id, a time, a signature. https://discord.com/developers/docs/reference#authentication */
function isDiscord(parts: readonly string[]): boolean {
  const [id, time, signature] = parts as readonly [string, string, string];
  if (
    id.length < 23 ||
    id.length > 30 ||
    time.length < 6 ||
    time.length > 7 ||
    signature.length < 27 ||
    signature.length > 42
  )
    return false;
  return (
    /^[MNO]/.test(id) && isAll(id + time + signature, WORD) && (classesOf(id) & (UPPER | LOWER)) === (UPPER | LOWER)
  );
}

/** Long random runs that a service's name in front turns into its key. */
const NAMED_RUNS: readonly { readonly words: RegExp; readonly mask: number; readonly lengths: readonly number[] }[] = [
  { words: /aws|amazon|secret_?access|bedrock/, mask: BASE64, lengths: [40] },
  { words: /cohere|co_api/, mask: ALNUM, lengths: [40] },
  { words: /datadog|\bdd[_-]/, mask: HEX, lengths: [32, 40] },
  {
    words:
      /mailgun|mailchimp|twilio|algolia|segment|bugsnag|rollbar|amplitude|mixpanel|loggly|pagerduty|fastly|cloudflare|heroku|openweather|etherscan|infura|alchemy|moralis|steam|dropbox|facebook|fb_|twitter|linkedin|zendesk|okta|auth0|trello|travis|circle|codecov|snyk|sonar|artifactory|jfrog|sumologic|splunk|mapbox|azure|openai|mistral|deepgram|assemblyai|stability/,
    mask: WORD,
    lengths: [],
  },
];

/** The run at `[start, end)`, whose service a word in front names. */
function isNamedRun(value: string, words: string): boolean {
  if (!/(?:key|token|secret|auth|access|api|credential|pat\b|pass)/.test(words)) return false;
  for (const { words: service, mask, lengths } of NAMED_RUNS) {
    if (!service.test(words)) continue;
    if (
      lengths.length > 0
        ? lengths.includes(value.length) && isAll(value, mask)
        : value.length >= 24 && isAll(value, mask)
    )
      return entropyOf(value) >= 3;
  }
  return false;
}

/** Reports these tokens, and runs that nothing else claimed whose neighbourhood says secret. */
export function scanComposedTokens(text: string, signs: number, findings: Findings, secretKey: boolean): void {
  if ((signs & HAS_DOT) !== 0) scanAtlas(text, findings);
  if ((signs & HAS_COLON) !== 0) scanTelegram(text, findings);
  // A run alone has no neighbourhood: only its own shape may speak.
  if (!secretKey && (signs & HAS_GAP) === 0) reportParts(text, 0, text.length, findings);
  else scanRuns(text, findings, secretKey);
}

const SECRET_CONTEXT =
  /(?:secret|token|password|passwd|credential|api[ _-]?key|apikey|access[ _-]?key|private[ _-]?key|auth[ _-]?key|bearer|authorization|\bauth\b|encryption[ _-]?key|signing[ _-]?key|\bkey\b)/;
/** A word right before a run that makes it an identifier: a digest, a commit, an id. */
const IDENTIFIER_CONTEXT =
  /(?:sha-?[0-9]{0,3}|md5|digest|hash|checksum|integrity|commit|revision|rev|etag|uuid|guid|id|trace|span|version|model|package|file|path|image|public[ _-]?key|fingerprint|cache[ _-]?key)[a-z]{0,2}$/;
function isIdentifierContext(words: string): boolean {
  return IDENTIFIER_CONTEXT.test(trimEndOf(words.slice(-28), ' \t:=#@"\'('));
}

/** UTF-16 units of an unclaimed run that may be a secret. */
const MIN_RUN = 24;

function scanRuns(text: string, findings: Findings, secretKey: boolean): void {
  const length = text.length;
  findings.steps += length;
  let start = -1;
  for (let i = 0; i <= length; i++) {
    const inRun = i < length && (classAt(text, i) & (WORD | BASE64_SIGN)) !== 0;
    if (inRun) {
      if (start < 0) start = i;
      continue;
    }
    if (start >= 0 && i - start >= 20) judgeRun(text, start, i, findings, secretKey);
    start = -1;
  }
}

/** Reports Discord's three parts, of which a run is the first, and Mailchimp's key with its `-us12`. */
function reportParts(text: string, from: number, to: number, findings: Findings): boolean {
  // `_x_` of Markdown, `+x` of a difference: signs around a token are none of it.
  let start = from;
  let end = to;
  while (start < end && (classAt(text, start) & (JOINER | BASE64_SIGN)) !== 0) start++;
  while (end > start && text[end] !== '.' && (classAt(text, end - 1) & (JOINER | BASE64_SIGN)) !== 0) end--;
  findings.steps += start - from + to - end;
  const length = end - start;
  if (text[end] === '.' && length >= 23 && length <= 30) {
    const time = skipClass(text, end + 1, WORD, end + 9);
    const signature = text[time] === '.' ? skipClass(text, time + 1, WORD, time + 64) : time;
    findings.steps += signature - end;
    const parts = [text.slice(start, end), text.slice(end + 1, time), text.slice(time + 1, signature)];
    if (signature > time && isDiscord(parts)) {
      addFinding(findings, start, signature, 'discord_token');
      return true;
    }
  }
  // https://dev.maxmind.com/license-key/
  if (
    length === 40 &&
    text.endsWith('_mmk', end) &&
    /^[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk$/.test(text.slice(start, end))
  ) {
    addFinding(findings, start, end, 'maxmind_key');
    return true;
  }
  if (length >= 36 && length <= 37 && /^[0-9a-f]{32}-us[0-9]{1,2}$/.test(text.slice(start, end))) {
    addFinding(findings, start, end, 'mailchimp_key');
    return true;
  }
  return false;
}

function judgeRun(text: string, runFrom: number, runTo: number, findings: Findings, secretKey: boolean): void {
  let start = runFrom;
  // name=value: the run begins behind the last `=` that more than padding follows.
  const equals = text.slice(runFrom, runTo - 2).lastIndexOf('=');
  if (equals >= 0) start = runFrom + equals + 1;
  findings.steps += runTo - runFrom;
  const end = runTo;
  // Between two `/` as well: a bot's token or a key in the path of a URL.
  let part = start;
  const run = text.slice(start, end);
  for (let slash = run.indexOf('/'); slash >= 0; slash = run.indexOf('/', slash + 1)) {
    if (reportParts(text, part, start + slash, findings)) return;
    part = start + slash + 1;
  }
  if (reportParts(text, part, end, findings)) return;
  if (isClaimed(findings, start) || isClaimed(findings, end - 1)) return;
  const value = text.slice(start, Math.min(end, start + 512));
  findings.steps += value.length;
  if (value.length < MIN_RUN) return;
  const bits = classesOf(value);
  const words = wordsBefore(text, start, findings, 64);
  if (isNamedRun(value, words) && !isIdentifierContext(words)) {
    addFinding(findings, start, end, 'high_entropy');
    return;
  }
  if (!secretKey && (!SECRET_CONTEXT.test(words) || isIdentifierContext(words))) return;
  const mixed = (bits & DIGIT) !== 0 && ((bits & UPPER) !== 0 || (bits & LOWER) !== 0);
  if (!mixed || (bits & LETTER) === 0 || readsAsWords(value)) return;
  if (isNamedDigest(value) && !/(?:secret|token|passw|credential|private|bearer|auth)/.test(words)) return;
  // A path of many parts is none.
  if (value.split('/').length > 3 && value.length < 60) return;
  const hex = isAll(value, HEX | JOINER);
  // Under a key that may say secret, a digest or a UUID is as often an identifier.
  if (hex && secretKey) return;
  if (hex && !/(?:secret|token|password|private|api[ _-]?key|credential|bearer)/.test(words.slice(-40))) return;
  if (entropyOf(value) >= (hex ? 2.8 : 3.5) || isAll(value, LOWER36)) addFinding(findings, start, end, 'high_entropy');
}
