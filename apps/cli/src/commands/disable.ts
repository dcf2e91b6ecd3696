/** `disable`: a no, at once and without a network; says what is deleted and what is kept. */

import type { DisableResult } from '@telemetry/consent';
import { listLogFiles } from '@telemetry/store';
import { defineCommand, flag } from '../command.ts';
import type { CommandContext } from '../context.ts';
import { shownPath } from '../context.ts';
import type { Erasure } from '../erase-sent.ts';
import { asCount, asFlag, asObject, asText, listOf, orNull } from '../json-shape.ts';
import { visibleText } from '../visible-text.ts';

export const disable = defineCommand({
  name: 'disable',
  aliases: ['opt-out', 'off'],
  summary: 'Turn telemetry off and withdraw: the install id and whatever waits to be sent are deleted.',
  options: {
    purge: flag('delete what was recorded, too'),
    erase: flag('have the collector delete what was sent; the one part of this that needs the network'),
  },
  examples: [
    { line: 'disable', does: 'nothing is recorded any more; what was recorded stays yours' },
    { line: 'disable --purge', does: 'the same, and nothing is left' },
    { line: 'disable --erase', does: 'the same, and nothing is left at the collector either' },
  ],
  output: asObject({
    app: asText('the application'),
    enabled: asFlag('whether anything is recorded now'),
    explanation: asText('why, in words'),
    identity_removed: asFlag('whether there was an install id, which is gone'),
    erase_key_kept: asFlag('whether the key by which sent data can be erased waits in outbox/erasure-pending.json'),
    outbox_removed: asCount('entries that were deleted unsent'),
    receipts_cleaned: asCount('receipts out of which ids were taken'),
    events_kept_bytes: asCount('bytes of the log that are kept'),
    purged: orNull(asObject({ files: asCount('files deleted'), bytes: asCount('bytes deleted') })),
    erasure: orNull(
      asObject({
        erased: asCount('installations of which the collector has deleted everything'),
        waiting: listOf(
          asObject({ endpoint: asText('the collector'), reason: asText('a code') }),
          'those that have not said so yet; ask again later',
        ),
      }),
    ),
    problems: listOf(asObject({ code: asText('stable'), message: asText('in words') }), 'what could not be done'),
  }),
  async run(context, { options }) {
    const { disableTelemetry, removeStreams } = await import('@telemetry/consent');
    const result = await disableTelemetry({ ...context.location, how: 'flag' });
    const { purgeEverything } = options.purge ? await import('../purge-everything.ts') : { purgeEverything: undefined };
    const purged = await purgeEverything?.(context, result.consent.config.localFile);
    // With its events gone, nothing can be counted twice.
    if (purged !== undefined) removeStreams(context.paths);
    const keptBytes = listLogFiles({ directory: context.paths.telemetryDir }).reduce(
      (sum, { facts }) => sum + Number(facts.size),
      0,
    );
    const erasure = options.erase ? await (await import('../erase-sent.ts')).eraseSent(context) : undefined;
    const problems = result.problems.map(({ code, message }) => ({ code, message }));
    if (context.isJson) {
      await context.printJson({
        app: context.app,
        enabled: result.consent.enabled,
        explanation: result.consent.explanation,
        identity_removed: result.isIdentityRemoved,
        erase_key_kept: result.isEraseKeyKept,
        outbox_removed: result.outboxRemoved,
        receipts_cleaned: result.receiptsCleaned,
        events_kept_bytes: keptBytes,
        purged: purged === undefined ? null : { files: purged.files, bytes: purged.bytes },
        erasure: erasure ?? null,
        problems,
      });
    } else {
      await context.print(await describeResult(context, result, keptBytes, erasure !== undefined));
      if (erasure !== undefined) await printErasure(context, erasure);
      for (const { code, message } of problems) await context.note(`problem: ${message} [${code}]`);
    }
    return problems.length === 0 && (erasure?.waiting.length ?? 0) === 0 ? 0 : 1;
  },
});

async function printErasure(context: CommandContext, { erased, waiting }: Erasure): Promise<void> {
  for (const { endpoint, reason } of waiting) {
    await context.note(
      `${visibleText(endpoint)} has not deleted what was sent: ${reason}. Ask again: ${context.program} disable --erase.`,
    );
  }
  if (waiting.length > 0) return;
  await context.print(
    erased === 0 ? 'Nothing is known to have been sent.' : 'The collector has deleted what was sent from here.',
  );
}

async function describeResult(
  context: CommandContext,
  result: DisableResult,
  keptBytes: number,
  isErased: boolean,
): Promise<string> {
  const { formatBytes } = await import('../render-list.ts');
  const folder = shownPath(context.paths.telemetryDir, context);
  const kept =
    keptBytes === 0 ? [] : [`${formatBytes(keptBytes)} of events in ${folder} (${context.program} purge deletes them)`];
  if (result.isEraseKeyKept && !isErased) {
    kept.push(`the key by which what was sent can be erased (${context.program} disable --erase)`);
  }
  kept.push('the ledger of your answers');
  const gone = result.isIdentityRemoved ? ' The install id is deleted.' : '';
  return `Telemetry of ${context.app} is off.${gone}\nKept: ${kept.join('; ')}.`;
}
