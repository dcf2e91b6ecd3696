/** `enable`: shows what would be recorded, has it agreed to, and puts it into force. */

import type { EnableResult } from '@telemetry/consent';
import { LEVELS, RECORDING_LEVELS } from '@telemetry/schema';
import { agreeTo, type Terms, termsOf } from '../agree-to.ts';
import { defineCommand, flag, oneOf } from '../command.ts';
import type { CommandContext } from '../context.ts';
import { asFlag, asObject, asText, asWord, orNull } from '../json-shape.ts';
import { requireSomebodyToAsk } from '../may-ask.ts';

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
    yes: flag('yes, without being asked; recorded as given by an option'),
  },
  examples: [
    { line: 'enable', does: 'asks, then records at level minimal; nothing leaves' },
    { line: 'enable --level standard --yes', does: 'in a script that you wrote yourself' },
  ],
  output: asObject({
    app: asText('the application'),
    saved: asFlag('whether the answer was recorded'),
    enabled: asFlag('whether anything is recorded now'),
    explanation: asText('why, in words'),
    level: asWord(LEVELS, 'how much'),
    upload: asWord(UPLOADS, 'what may leave'),
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
    const endpoint = before.config.endpoint ?? declaredEndpoint;
    const result = await enableTelemetry({
      ...context.location,
      policy: endpoint === undefined ? declared.policy : { ...declared.policy, endpoint },
      how: options.yes ? 'flag' : 'prompt',
      ...wordsOf(terms),
      send: options.send,
      endpoint: before.config.endpoint === undefined ? terms.endpoint : undefined,
      textDigest,
    });
    if (context.isJson) await context.printJson(describeJson(context, result, options.yes));
    else await printResult(context, result);
    return 0;
  },
});

/** What was shown is what is recorded; a consent to debug that still runs is not begun anew. */
function wordsOf({ level, upload, uploadLevel, asksForDebug }: Terms) {
  const isDebugKept = level === 'debug' && !asksForDebug;
  return { level: isDebugKept ? undefined : level, upload, uploadLevel, isDebugConfirmed: asksForDebug };
}

function describeJson({ app }: CommandContext, result: EnableResult, isYes: boolean) {
  const { consent, isConfigChanged, configFile, identity, debugConsentUntil } = result;
  return {
    app,
    saved: true,
    enabled: consent.enabled,
    explanation: consent.explanation,
    level: consent.level,
    upload: consent.upload,
    debug_consent_until: debugConsentUntil ?? null,
    how: isYes ? 'flag' : 'prompt',
    config_file: configFile,
    config_changed: isConfigChanged,
    identity,
  };
}

async function printResult(context: CommandContext, { consent }: EnableResult): Promise<void> {
  const { app, program } = context;
  if (!consent.enabled) {
    const by = /set by (\w+)/.exec(consent.explanation)?.[1];
    await context.print(by === undefined ? `Saved. ${consent.explanation}.` : `Saved, but disabled by ${by}.`);
    return;
  }
  const until = consent.debugConsentUntil === undefined ? '' : ` until ${consent.debugConsentUntil.slice(0, 10)}`;
  const leaving = consent.upload === 'off' ? 'Nothing leaves this machine.' : `Upload: ${consent.upload}.`;
  await context.print(
    `Telemetry of ${app} is on, at level ${consent.level}${until}. ${leaving} Look at it: ${program} status.`,
  );
  for (const { text } of consent.reasons) await context.note(text);
}
