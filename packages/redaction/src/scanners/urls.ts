/**
 * Credentials within URLs: `scheme://user:password@host` keeps its scheme and host; the path of a webhook is a secret
 * and goes. Query parameters belong to the scanner of assignments.
 */
import { ALNUM, CLASS } from '../alphabets.ts';
import { addFinding, type Findings } from '../findings.ts';
import { isPlaceholder } from './placeholders.ts';
import { looksRandom } from './values.ts';

/** A password with an unescaped `/` is looked for this far. */
const MAX_PASSWORD_LENGTH = 256;
const MAX_SCHEME_LENGTH = 40;

/** Users that say which service is meant, not who. */
const SERVICE_USERS: ReadonlySet<string> = new Set(['git', 'hg', 'svn', 'anonymous']);

/** Host (or its end) and the path behind which everything is the secret. */
const WEBHOOKS: readonly (readonly [host: string, path: string])[] = [
  ['hooks.slack.com', '/services/'],
  ['hooks.slack.com', '/workflows/'],
  ['hooks.slack.com', '/triggers/'],
  ['hooks.slack-gov.com', '/services/'],
  ['discord.com', '/api/webhooks/'],
  ['discordapp.com', '/api/webhooks/'],
  ...['discord.com', 'discordapp.com'].flatMap((host) =>
    ['v6', 'v7', 'v8', 'v9', 'v10', 'v11'].map((version) => [host, `/api/${version}/webhooks/`] as const),
  ),
  ['webhook.office.com', '/webhookb2/'],
  ['outlook.office.com', '/webhook/'],
  ['outlook.office365.com', '/webhook/'],
  ['hooks.zapier.com', '/hooks/catch/'],
  ['maker.ifttt.com', '/trigger/'],
  ['hook.make.com', '/'],
  ['open.feishu.cn', '/open-apis/bot/v2/hook/'],
  ['open.larksuite.com', '/open-apis/bot/v2/hook/'],
  ['qyapi.weixin.qq.com', '/cgi-bin/webhook/'],
  ['api.telegram.org', '/bot'],
  ['chat.googleapis.com', '/v1/spaces/'],
  ['pipedream.net', '/'],
  ['hooks.stripe.com', '/redirect/'],
  ['events.pagerduty.com', '/integration/'],
  ['ptb.discord.com', '/api/webhooks/'],
  // Mattermost, Rocket.Chat and others on hosts of their own: what follows must look drawn at random.
  ['', '/hooks/'],
];

function isAuthorityEnd(code: number): boolean {
  return (
    code <= 32 ||
    code === 34 ||
    code === 35 ||
    code === 39 ||
    code === 44 ||
    code === 47 ||
    code === 60 ||
    code === 62 ||
    code === 63 ||
    code === 92 ||
    code === 96
  );
}

function isRegionEnd(code: number): boolean {
  return code <= 32 || code === 34 || code === 39 || code === 60 || code === 62 || code === 96;
}

/** Reports user information and webhook paths of every URL in `text`. */
export function scanUrls(text: string, findings: Findings): void {
  let nextAt = -1;
  let colon = text.indexOf('://');
  while (colon >= 0) {
    const from = colon + 3;
    let schemeStart = colon;
    while (schemeStart > 0 && colon - schemeStart < MAX_SCHEME_LENGTH && isSchemeCode(text.charCodeAt(schemeStart - 1)))
      schemeStart--;
    let end = from;
    let at = -1;
    let separator = -1;
    for (; end < text.length; end++) {
      const code = text.charCodeAt(end);
      if (code === 64) at = end;
      else if (code === 58 && separator < 0) separator = end;
      else if (isAuthorityEnd(code)) {
        // A password may hold a sign that ends other authorities, where an `@` of the same authority still follows.
        if (
          code <= 32 ||
          code === 47 ||
          code === 34 ||
          code === 39 ||
          code === 60 ||
          code === 62 ||
          code === 92 ||
          code === 96 ||
          at >= 0 ||
          separator < 0
        )
          break;
      }
    }
    findings.steps += end - schemeStart;
    if (
      at < 0 &&
      separator >= 0 &&
      schemeStart < colon &&
      !/^(?:https?|wss?|file)$/i.test(text.slice(schemeStart, colon))
    ) {
      // `scheme://user:pa/ss@host`: look on, but only within the word.
      if (nextAt < end) nextAt = text.indexOf('@', end);
      if (nextAt < 0) nextAt = text.length;
      if (
        nextAt < text.length &&
        nextAt - separator <= MAX_PASSWORD_LENGTH &&
        !hasRegionEnd(text, end, nextAt, findings)
      )
        at = nextAt;
    }
    if (at > from && colon - schemeStart >= 2) reportUser(text, from, at, separator, findings);
    const next = scanWebhook(text, Math.max(from, at + 1), end, findings);
    colon = text.indexOf('://', Math.max(from, next));
  }
}

function isSchemeCode(code: number): boolean {
  return (code < 128 && ((CLASS[code] as number) & ALNUM) !== 0) || code === 43 || code === 45 || code === 46;
}

function hasRegionEnd(text: string, from: number, to: number, findings: Findings): boolean {
  findings.steps += to - from;
  for (let i = from; i < to; i++) if (isRegionEnd(text.charCodeAt(i))) return true;
  return false;
}

function reportUser(text: string, from: number, at: number, separator: number, findings: Findings): void {
  const user = text.slice(from, at);
  if (isPlaceholder(user) || SERVICE_USERS.has(user)) return;
  if (separator >= 0 && separator < at && isPlaceholder(text.slice(separator + 1, at))) return;
  addFinding(findings, from, at, 'url_credentials');
}

/** Reports the path of a webhook; returns where the search for URLs goes on. */
function scanWebhook(text: string, from: number, hostEnd: number, findings: Findings): number {
  if (text[hostEnd] !== '/') return hostEnd;
  const host = text.slice(from, Math.min(hostEnd, from + 255)).toLowerCase();
  for (const [name, path] of WEBHOOKS) {
    if (!host.endsWith(name) || !text.startsWith(path, hostEnd)) continue;
    const start = hostEnd + path.length;
    let end = start;
    while (end < text.length && !isRegionEnd(text.charCodeAt(end)) && text[end] !== ')' && text[end] !== '\\') end++;
    findings.steps += end - start;
    while (end > start && (text[end - 1] === '.' || text[end - 1] === ',')) end--;
    if (name === '' && !looksRandom(text.slice(start, Math.min(end, start + 64)), 20)) return hostEnd;
    if (end - start >= 8 && !text.startsWith('[redacted', start) && !text.startsWith('REDACTED', start))
      addFinding(findings, start, end, 'webhook_url');
    return end;
  }
  return hostEnd;
}
