/** `show-payload`: samples of what an event looks like in the log, and when it leaves. Made up, not recorded. */

import type { Catalog, EventDefinition, RecordingLevel } from '@telemetry/schema';
import { RECORDING_LEVELS, TelemetryError } from '@telemetry/schema';
import { defineCommand, oneOf } from '../command.ts';
import type { CommandContext } from '../context.ts';
import { asDescribed, asObject, asText, asWord, listOf, orNull } from '../json-shape.ts';
import type { SamplePayload } from '../sample-payloads.ts';
import { visibleLines } from '../visible-text.ts';

/** Names that are suggested for one that is not declared. */
const SUGGESTED = 5;

export const showPayload = defineCommand({
  name: 'show-payload',
  aliases: [],
  summary: 'Show a sample of an event, as it would stand in the log and as it would leave.',
  args: [{ name: 'event', summary: 'its name; without one: all', isOptional: true }],
  options: { level: oneOf('level', RECORDING_LEVELS, 'at this level; default the one in force, or minimal') },
  examples: [{ line: 'show-payload agent_execution --level standard', does: 'what the level standard would add' }],
  output: asObject({
    app: asText('the application'),
    level: asWord(RECORDING_LEVELS, 'at which the samples are made'),
    samples: listOf(
      asObject({
        event: asText('its name'),
        recorded: orNull(asDescribed('the payload in the log; null when the event is above the level')),
        released: orNull(asDescribed('the payload as it would leave; null when nothing of it would')),
      }),
      'one of each event',
    ),
  }),
  async run(context, { args, options }) {
    const { catalog } = await context.findCatalog();
    const level = options.level ?? (await levelInForce(context));
    const events = eventsOf(catalog, args[0]);
    const { createSamplePayloads } = await import('../sample-payloads.ts');
    const samples = createSamplePayloads(catalog, events, level, context.io.now());
    if (context.isJson) await context.printJson({ app: context.app, level, samples });
    else await context.print(samples.map((sample) => describeSample(sample, level)).join('\n\n'));
    return 0;
  },
});

async function levelInForce(context: CommandContext): Promise<RecordingLevel> {
  const { loadConsent } = await import('@telemetry/consent');
  const { level } = await loadConsent(context.location);
  return level === 'off' ? 'minimal' : level;
}

function eventsOf({ events, byName }: Catalog, name: string | undefined): readonly EventDefinition[] {
  if (name === undefined) return events;
  const event = byName.get(name);
  if (event !== undefined) return [event];
  const start = name.slice(0, 3).toLowerCase();
  const near = [...byName.keys()].filter((known) => known.startsWith(start)).slice(0, SUGGESTED);
  throw new TelemetryError('EVENT_UNKNOWN', 'No such event is declared.', {
    hint: near.length === 0 ? 'The command privacy lists all.' : `Did you mean ${near.join(', ')}?`,
  });
}

function describeSample({ event, recorded, released }: SamplePayload, level: RecordingLevel): string {
  if (recorded === null) return visibleLines(`${event}\n  not recorded at level ${level}`);
  const shown = (payload: object | null) => (payload === null ? 'nothing' : JSON.stringify(payload));
  return visibleLines(`${event}\n  in the log  ${shown(recorded)}\n  leaving     ${shown(released)}`);
}
