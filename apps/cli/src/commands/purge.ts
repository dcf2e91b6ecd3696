/** `purge`: deletes what was recorded, after a question, and proves that nothing is left. */

import { TelemetryError } from '@telemetry/schema';
import type { LogLocation } from '@telemetry/store';
import { purgeLog } from '@telemetry/store';
import { defineCommand, flag } from '../command.ts';
import type { CommandContext } from '../context.ts';
import { findLog, shownPath } from '../context.ts';
import { asCount, asFlag, asObject, asText, listOf } from '../json-shape.ts';
import { type PurgeProof, purgeEverything } from '../purge-everything.ts';
import { counted, formatBytes, grouped } from '../render-list.ts';

const DAY_MS = 86_400_000;

export const purge = defineCommand({
  name: 'purge',
  aliases: ['clear'],
  summary: 'Delete what was recorded, and prove that nothing of it is left.',
  options: {
    olderThan: {
      kind: 'value',
      placeholder: 'days',
      summary: 'only whole files whose newest event is older, like 30d',
      parse: parseDays,
    },
    yes: flag('yes, without being asked'),
  },
  examples: [
    { line: 'purge', does: 'asks, then deletes everything but your answers and the install id' },
    { line: 'purge --older-than 30d --yes', does: 'keeps the last 30 days' },
  ],
  output: asObject({
    app: asText('the application'),
    files: asCount('files deleted'),
    bytes: asCount('bytes deleted'),
    kept: listOf(asText('a name in the telemetry folder'), 'what stays by design'),
    foreign: listOf(asText('a name in the telemetry folder'), 'what is not ours and was left alone'),
    restarted: asFlag('whether a program has recorded since'),
  }),
  async run(context, { options }) {
    if (!options.yes) await confirm(context);
    const { loadConsent } = await import('@telemetry/consent');
    const { localFile } = (await loadConsent(context.location)).config;
    const proof =
      options.olderThan === undefined
        ? await purgeEverything(context, localFile)
        : purgeOld(await findLog(context, localFile), options.olderThan, context.io.now());
    if (context.isJson) await context.printJson({ app: context.app, ...proof });
    else await context.print(describeProof(context, proof, options.olderThan));
    return 0;
  },
});

/** Reads `30d`. @throws TelemetryError `USAGE_INVALID` */
function parseDays(given: string): number {
  const days = /^([1-9][0-9]{0,4})d$/.exec(given)?.[1];
  if (days === undefined) {
    throw new TelemetryError('USAGE_INVALID', '--older-than takes a number of days.', { hint: 'Write 30d.' });
  }
  return Number(days);
}

async function confirm(context: CommandContext): Promise<void> {
  const { requireSomebodyToAsk } = await import('../may-ask.ts');
  await requireSomebodyToAsk(context, 'CONFIRMATION_NEEDED', 'purge');
  const { askYesOrNo } = await import('../ask.ts');
  if (!(await askYesOrNo(`Delete what ${context.app} has recorded here? This cannot be undone.`))) {
    throw new TelemetryError('NOT_CONFIRMED', 'Nothing was deleted.');
  }
}

function purgeOld(log: LogLocation, days: number, nowMs: number): PurgeProof {
  const report = purgeLog({ ...log, olderThan: new Date(nowMs - days * DAY_MS), now: () => nowMs });
  return { ...report, kept: [] };
}

function describeProof(context: CommandContext, proof: PurgeProof, days: number | undefined): string {
  const folder = shownPath(context.paths.telemetryDir, context);
  const lines = [`Deleted: ${counted(proof.files, 'file')}, ${formatBytes(proof.bytes)}.`];
  if (days === undefined) {
    const kept = proof.kept.length === 0 ? 'nothing' : proof.kept.join(', ');
    lines.push(`Looked again: nothing recorded is left in ${folder}. Kept there: ${kept}.`);
  } else
    lines.push(`Kept: the files with events of ${days === 1 ? 'the last day' : `the last ${grouped(days)} days`}.`);
  if (proof.foreign.length > 0) lines.push(`Not ours, left alone: ${proof.foreign.map(nameOf).join(', ')}.`);
  if (proof.restarted && days === undefined) lines.push('A program has recorded since: telemetry is still on.');
  return lines.join('\n');
}

function nameOf(name: string): string {
  return JSON.stringify(name);
}
