/**
 * What stands around the payload of a line is the same for all events of a run, so it is read once and then known by its bytes. What it
 * says is asked of the parser of whole lines, which is given it around a payload of nothing.
 */

import { parseEvent } from '@telemetry/schema/parse';
import type { LineContext } from './scanned-event.ts';

/** Contexts by the texts before and behind the payload. */
export interface LineContexts {
  /**
   * @param head from the comma behind the name of the event to the brace that opens the payload
   * @param tail from the brace that closes the payload to the end of the line
   * @returns undefined where the two do not make an envelope together, or may say more than they seem to
   */
  contextOf(head: string, tail: string): LineContext | undefined;
}

/** Contexts remembered: a program has few at a time, a log of many short runs has many. Some 300 bytes each. */
const REMEMBERED = 4096;

/** The beginning of some line. */
const START =
  '{"schema_version":"1.0","event_id":"00000000-0000-4000-8000-000000000000","timestamp":"2026-01-01T00:00:00.000Z","event":"x"';

/** What must not stand around a payload. */
const AMBIGUOUS = ['\\', '"schema_version"', '"event_id"', '"timestamp"', '"event"', '"payload"'];

/** No contexts yet. */
export function createLineContexts(): LineContexts {
  let known = new Map<string, LineContext | undefined>();
  return {
    contextOf: (head, tail) => {
      const key = head + tail;
      const remembered = known.get(key);
      if (remembered !== undefined || known.has(key)) return remembered;
      if (known.size >= REMEMBERED) known = new Map();
      const context = readContext(head, tail);
      known.set(key, context);
      return context;
    },
  };
}

/**
 * A member that comes twice counts the second time, and what looks like the payload could stand within another member. Neither escapes
 * notice: nothing is spelt with escapes, and none of the other members of a line is named once more.
 */
function readContext(head: string, tail: string): LineContext | undefined {
  const around = head.slice(0, -PAYLOAD.length) + tail;
  if (AMBIGUOUS.some((text) => around.includes(text))) return undefined;
  const parsed = parseEvent(`${START}${head}${tail}`);
  if (!parsed.ok || parsed.dialect !== 'envelope') return undefined;
  const { schema_version, source, actor, run_id, cycle, build } = parsed.event;
  return {
    schema_version,
    source,
    actor,
    ...(run_id === undefined ? {} : { run_id }),
    ...(cycle === undefined ? {} : { cycle }),
    build,
  };
}

/** What every head ends with. */
export const PAYLOAD = '"payload":{';
