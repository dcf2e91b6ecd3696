/** What releasing events at a second level would add to releasing them at a first: field by field, with the values. */

import type { ReleaseOutcome } from '@telemetry/payload';
import type { Json, RecordingLevel } from '@telemetry/schema';
import type { CommandContext } from './context.ts';
import type { Leaving } from './released-events.ts';
import { counted } from './render-list.ts';
import { visibleText } from './visible-text.ts';

/** The first level and the second. */
export type LevelPair = readonly [from: RecordingLevel, to: RecordingLevel];

/** A value that the second level adds, or says more exactly. */
export interface AddedField {
  readonly event: string;
  readonly field: string;
  readonly value: Json;
}

/** What the second level adds, over all events. */
export function addedFields({ events, releaserAt }: Leaving, [from, to]: LevelPair): readonly AddedField[] {
  const [before, after] = [releaserAt(from), releaserAt(to)];
  return events.flatMap(({ recorded }) => compare(recorded.event, before(recorded), after(recorded)));
}

/** Shows it, one value a line. */
export async function printAdded(
  context: CommandContext,
  added: readonly AddedField[],
  [from, to]: LevelPair,
  recordedAt: string,
): Promise<void> {
  for (const { event, field, value } of added) {
    await context.print(visibleText(`+ ${event}  ${field}: ${JSON.stringify(value)}`));
  }
  await context.note(
    `${counted(added.length, 'value')} more at ${to} than at ${from}. Recorded now: level ${recordedAt}.`,
  );
}

/** What the second release has and the first has not, or has with less precision. */
function compare(event: string, before: ReleaseOutcome, after: ReleaseOutcome): AddedField[] {
  const [less, more] = [flatten(before), flatten(after)];
  return [...more].flatMap(([field, value]) =>
    JSON.stringify(less.get(field)) === JSON.stringify(value) ? [] : [{ event, field, value }],
  );
}

function flatten(outcome: ReleaseOutcome): Map<string, Json> {
  const fields = new Map<string, Json>();
  if (outcome.kind !== 'released') return fields;
  const { payload, build, timestamp } = outcome.event;
  fields.set('timestamp', timestamp);
  for (const [name, value] of Object.entries(build)) fields.set(`build.${name}`, value);
  for (const [name, value] of Object.entries(payload)) fields.set(`payload.${name}`, value);
  return fields;
}
