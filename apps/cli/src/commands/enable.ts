/** `enable`: shows what would be recorded, has it agreed to, and puts it into force. */

import type { EnableResult } from '@telemetry/consent';
import { LEVELS, RECORDING_LEVELS, TelemetryError } from '@telemetry/schema';
import { agreeTo, type Terms, termsOf } from '../agree-to.ts';
import { defineCommand, flag, oneOf } from '../command.ts';
import type { CommandContext } from '../context.ts';
import { findLog } from '../context.ts';
import { asCount, asFlag, asObject, asText, asWord, orNull } from '../json-shape.ts';
import { requireSomebodyToAsk } from '../may-ask.ts';
import { visibleText } from '../visible-text.ts';

const UPLOADS = ['off', 'summary', 'events'] as const;

export const enable = defineCommand({
  name: 'enable',
  aliases: ['opt-in', 'on'],
  summary: 'Turn telemetry on, after saying what is recorded.',
  options: {
    level: oneOf(
      'level',
      RECORDING_LEVELS,
      'how much; default minimal. debug is asked for once more and ends after 30 days',
    ),
    upload: oneOf('mode', UPLOADS, 'what may leave; alone: summary. Default off', 'summary'),
    uploadLevel: oneOf('level', RECORDING_LEVELS, 'how much of it may leave; default minimal'),
    send: oneOf('mode', ['manual', 'auto'], 'who starts sending; default manual'),
    endpoint: {
      kind: 'value',
      placeholder: 'url',
      summary: 'where to send; https, or http to this machine',
      parse: parseEndpoint,
    },
    yes: flag('yes, without being asked; recorded as given by an option'),
  },
  examples: [
    { line: 'enable', does: 'asks, then records at level minimal; nothing leaves' },
    { line: 'enable --level standard --yes', does: 'in a script that you wrote yourself' },
    { line: 'enable --upload events --endpoint https://telemetry.example.com', does: 'asks for sending, too' },
  ],
  output: asObject({
    app: asText('the application'),
    saved: asFlag('whether the answer was recorded'),
    enabled: asFlag('whether anything is recorded now'),
    explanation: asText('why, in words'),
    level: asWord(LEVELS, 'how much'),
    upload: asWord(UPLOADS, 'what may leave'),
    upload_level: asWord(LEVELS, 'how much of it'),
    send: asWord(['manual', 'auto'], 'who starts sending'),
    endpoint: orNull(asText('where to')),
    outbox_removed: asCount('entries that waited under another consent to upload, and are deleted'),
    debug_consent_until: orNull(asText('when the consent to the level debug ends, RFC 3339')),
    how: asWord(['prompt', 'flag'], 'how the answer was given'),
    config_file: asText('the configuration'),
    config_changed: asFlag('whether it was changed'),
    identity: asWord(['found', 'created', 'replaced'], 'whether there was an install id before'),
  }),
  async run(context, { options }) {
    if (!options.yes) await requireSomebodyToAsk(context, 'CONSENT_MISSING', 'enable');
    const declared = await context.findCatalog();
    const { enableTelemetry, loadConsent } = await import('@telemetry/consent');
    const before = await loadConsent(context.location);
    const declaredEndpoint = declared.policy.endpoint;
    const terms = termsOf(before, options, declaredEndpoint);
    const textDigest = await agreeTo(context, declared.catalog, terms, options.yes);
    const written = options.endpoint ?? before.config.endpoint;
    const endpoint = written ?? declaredEndpoint;
    const result = await enableTelemetry({
      ...context.location,
      policy: endpoint === undefined ? declared.policy : { ...declared.policy, endpoint },
      how: options.yes ? 'flag' : 'prompt',
      ...wordsOf(terms),
      endpoint: options.endpoint ?? (written === undefined ? terms.endpoint : undefined),
      textDigest,
    });
    if (result.consent.upload === 'summary') await markSummaries(context, result.consent.config.localFile);
    if (context.isJson) await context.printJson(describeJson(context, result, options.yes));
    else await printResult(context, result);
    return 0;
  },
});

/** Refuses what no configuration could hold before it is shown to anybody. @throws TelemetryError `USAGE_INVALID` */
function parseEndpoint(given: string): string {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:';
  if (isWeb && url?.username === '' && url.password === '') return given;
  throw new TelemetryError('USAGE_INVALID', '--endpoint takes a URL of https without user name and password.', {
    hint: 'Write https://telemetry.example.com; http is for this machine alone.',
  });
}

/** What was shown is what is recorded; a consent to debug that still runs is not begun anew. */
function wordsOf({ level, upload, uploadLevel, send, asksForDebug }: Terms) {
  const isDebugKept = level === 'debug' && !asksForDebug;
  return { level: isDebugKept ? undefined : level, upload, uploadLevel, send, isDebugConfirmed: asksForDebug };
}

/** What the log holds now is in no summary. */
async function markSummaries(context: CommandContext, localFile: string | undefined): Promise<void> {
  const { beginSummaries } = await import('@telemetry/core/daily-parts');
  const log = await findLog(context, localFile);
  await beginSummaries({ location: context.location, log, now: context.io.now });
}

function describeJson({ app }: CommandContext, result: EnableResult, isYes: boolean) {
  const { consent, isConfigChanged, configFile, identity, debugConsentUntil, outboxRemoved } = result;
  return {
    app,
    saved: true,
    enabled: consent.enabled,
    explanation: consent.explanation,
    level: consent.level,
    upload: consent.upload,
    upload_level: consent.uploadLevel,
    send: consent.send,
    endpoint: consent.endpoint ?? null,
    outbox_removed: outboxRemoved,
    debug_consent_until: debugConsentUntil ?? null,
    how: isYes ? 'flag' : 'prompt',
    config_file: configFile,
    config_changed: isConfigChanged,
    identity,
  };
}

function describeLeaving({ upload, send, endpoint }: EnableResult['consent'], program: string): string {
  if (upload === 'off') return 'Nothing leaves this machine.';
  const what = upload === 'summary' ? 'One summary a day leaves' : 'Events recorded from now on leave';
  return `${what} for ${visibleText(endpoint ?? '')}, ${send === 'auto' ? 'in the background' : `by ${program} send`}.`;
}

async function printResult(context: CommandContext, { consent }: EnableResult): Promise<void> {
  const { app, program } = context;
  if (!consent.enabled) {
    const by = /set by (\w+)/.exec(consent.explanation)?.[1];
    await context.print(by === undefined ? `Saved. ${consent.explanation}.` : `Saved, but disabled by ${by}.`);
    return;
  }
  const until = consent.debugConsentUntil === undefined ? '' : ` until ${consent.debugConsentUntil.slice(0, 10)}`;
  const leaving = describeLeaving(consent, program);
  await context.print(
    `Telemetry of ${app} is on, at level ${consent.level}${until}. ${leaving} Look at it: ${program} status.`,
  );
  for (const { text } of consent.reasons) await context.note(text);
}
