/** `status`: on or off, why, and what is held. Reads; changes nothing but the folded counts of the log. */

import { type Consent, loadConsent, readIdentity } from '@telemetry/consent';
import { isTelemetryError, LEVELS } from '@telemetry/schema';
import { readLosses } from '@telemetry/store';
import { defineCommand } from '../command.ts';
import type { CommandContext } from '../context.ts';
import { findLog, shownPath } from '../context.ts';
import { asCount, asFlag, asObject, asText, asWord, listOf, mapOf, orNull } from '../json-shape.ts';
import type { LogFigures } from '../log-figures.ts';
import { readLogFigures } from '../log-figures.ts';
import { describeError } from '../print-error.ts';
import { counted, formatBytes, renderList } from '../render-list.ts';
import { describeSending, NOTHING_SENT, readSending } from '../sending-figures.ts';

const CAUSES = ['environment', 'organisation', 'ci', 'file', 'ledger', 'host', 'default'];
const UPLOADS = ['off', 'summary', 'events'];
const DAY_MS = 86_400_000;

export const status = defineCommand({
  name: 'status',
  aliases: [],
  summary: 'Say whether telemetry is on, who said so, and what is held.',
  options: {},
  examples: [
    { line: 'status', does: 'for people' },
    { line: 'status --json | jq .enabled', does: 'for programs' },
  ],
  output: asObject({
    app: asText('the application'),
    enabled: asFlag('whether anything may be recorded'),
    cause: asWord(CAUSES, 'who decided that'),
    explanation: asText('the same in words'),
    reasons: listOf(
      asObject({ code: asText('stable'), cause: asWord(CAUSES, 'who'), text: asText('in words') }),
      'all that turned off or lowered something',
    ),
    level: asWord(LEVELS, 'how much is recorded'),
    debug_consent_until: orNull(asText('when the consent to the level debug ends, RFC 3339')),
    upload: asWord(UPLOADS, 'what may leave'),
    upload_level: asWord(LEVELS, 'how much of it'),
    send: asWord(['manual', 'auto'], 'who starts sending'),
    endpoint: orNull(asText('where it may be sent')),
    answered_at: orNull(asText('the last recorded answer, RFC 3339')),
    answered_how: orNull(asWord(['prompt', 'flag', 'file'], 'how it was given')),
    policy_digest: orNull(asText('the SHA-256 of the policy that was agreed to')),
    install_id: orNull(asText('under which this installation would be known')),
    events_total: asCount('events in the log'),
    bytes: asCount('bytes of the log'),
    files: asCount('files of the log'),
    oldest: orNull(asText('the time of the oldest event, RFC 3339')),
    newest: orNull(asText('the time of the newest')),
    lines_skipped: asCount('lines of the log that are no events'),
    dropped: mapOf(asCount('events'), 'events that were lost, by reason'),
    sanitizer: asObject(
      {
        events: asCount('events in which it found something'),
        fields_redacted: asCount('values in which something was replaced'),
        fields_truncated: asCount('values that were cut'),
        fields_dropped: asCount('values that were left out'),
      },
      'what the sanitizer did, as far as the log goes back',
    ),
    outbox: asObject(
      {
        batches: asCount('batches that wait to be sent, or are under way'),
        bytes: asCount('of all that waits'),
        rejected: asCount('batches that the collector would not take'),
        retry_not_before: orNull(asText('when the next attempt may be made, after a failed one, RFC 3339')),
        retry_reason: orNull(asText('why it failed: a code')),
        erasures: asCount('former installations whose data the collector is still to be asked to delete'),
      },
      'what waits to be sent',
    ),
    last_sent: orNull(
      asObject({
        acknowledged_at: asText('when the collector had it, RFC 3339'),
        endpoint: asText('where it went'),
        events: asCount('in it'),
        summaries: asCount('in it'),
        sha256: asText('of its bytes'),
      }),
    ),
    log_dir: asText('the folder of the log'),
    problems: listOf(asObject({ code: asText('stable'), message: asText('in words') }), 'what could not be read'),
  }),
  async run(context) {
    const report = await readStatus(context);
    if (context.isJson) await context.printJson(report);
    else await context.print(describeStatus(report, context));
    return 0;
  },
});

/** What `status --json` prints. */
export type StatusReport = Awaited<ReturnType<typeof readStatus>>;

async function readStatus(context: CommandContext) {
  const { paths, io } = context;
  const consent = await loadConsent(context.location);
  const problems = consent.problems.map((problem) => ({ code: problem.code, message: problem.message }));
  const attempt = async <T>(read: () => T | Promise<T>): Promise<T | undefined> => {
    try {
      return await read();
    } catch (error) {
      const { code, message } = describeError(error);
      if (!isTelemetryError(error) && code === 'INTERNAL') throw error;
      problems.push({ code, message });
      return undefined;
    }
  };
  const identity = await attempt(() => readIdentity(paths));
  const log = await attempt(() => findLog(context, consent.config.localFile));
  const figures = log === undefined ? undefined : await attempt(() => readLogFigures(log, io.now));
  const { latest } = consent.ledger;
  return {
    app: context.app,
    ...consentPart(consent),
    answered_at: latest?.answeredAt ?? null,
    answered_how: latest?.how ?? null,
    policy_digest: latest?.policyDigest ?? null,
    install_id: identity?.installId ?? null,
    ...logPart(figures),
    dropped: readLosses(paths.lossesFile),
    ...((await attempt(() => readSending(context))) ?? NOTHING_SENT),
    log_dir: log?.directory ?? paths.telemetryDir,
    problems,
  };
}

function consentPart(consent: Consent) {
  const { enabled, cause, explanation, reasons, level, debugConsentUntil, upload, uploadLevel, send, endpoint } =
    consent;
  return {
    enabled,
    cause,
    explanation,
    reasons: reasons.map(({ code, cause: by, text }) => ({ code, cause: by, text })),
    level,
    debug_consent_until: debugConsentUntil ?? null,
    upload,
    upload_level: uploadLevel,
    send,
    endpoint: endpoint ?? null,
  };
}

function logPart(figures: LogFigures | undefined) {
  return {
    events_total: figures?.events ?? 0,
    bytes: figures?.bytes ?? 0,
    files: figures?.files ?? 0,
    oldest: figures?.oldest ?? null,
    newest: figures?.newest ?? null,
    lines_skipped: figures?.skipped ?? 0,
    sanitizer: figures?.sanitizer ?? { events: 0, fields_redacted: 0, fields_truncated: 0, fields_dropped: 0 },
  };
}

function describeStatus(report: StatusReport, context: CommandContext): string {
  const { sanitizer, dropped } = report;
  const until = report.debug_consent_until;
  const daysLeft = until === null ? 0 : Math.ceil((Date.parse(until) - context.io.now()) / DAY_MS);
  const lost = Object.entries(dropped).map(([reason, count]) => `${count} ${reason}`);
  const rows: [string, string][] = [
    ['telemetry', report.explanation],
    ...report.reasons
      .filter(({ text }) => !report.explanation.includes(text))
      .map(({ text }): [string, string] => ['', text]),
    ['level', until === null ? report.level : `debug for ${counted(daysLeft, 'more day')}, then standard`],
    ['upload', describeUpload(report)],
    ...describeSending(report),
    ['install id', report.install_id ?? 'none'],
    ['log', shownPath(report.log_dir, context)],
    [
      'events',
      `${counted(report.events_total, 'event')}, ${formatBytes(report.bytes)} in ${counted(report.files, 'file')}`,
    ],
    ...(report.oldest === null ? [] : [['', `from ${report.oldest} to ${report.newest}`] as [string, string]]),
    ...(report.lines_skipped === 0
      ? []
      : [['', `${counted(report.lines_skipped, 'line')} skipped; \`verify\` says why`] as [string, string]]),
    ['lost', lost.length === 0 ? 'none' : lost.join(', ')],
    [
      'sanitizer',
      `${counted(sanitizer.fields_redacted, 'value')} replaced, ${sanitizer.fields_truncated} cut, ${sanitizer.fields_dropped} dropped, in ${counted(sanitizer.events, 'event')}`,
    ],
    ...report.problems.map(({ code, message }): [string, string] => ['problem', `${message} [${code}]`]),
  ];
  return `${report.app}\n${renderList(rows)}`;
}

function describeUpload({ upload, upload_level, send, endpoint }: StatusReport): string {
  if (upload === 'off') return 'off: nothing leaves this machine';
  const what = upload === 'summary' ? 'one summary a day' : `events, at level ${upload_level}`;
  return `${what}, to ${endpoint}, ${send === 'auto' ? 'in the background' : 'when you say so'}`;
}
