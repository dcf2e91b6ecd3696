/**
 * What stands around the payload of a line and names nobody (the build, and the tags behind) is the same for all lines of a process, so it
 * is read once and then known by its text. What it says is asked of the parser of whole lines, which is given it around a payload of nothing.
 */

import type { Build } from '@telemetry/schema';
import { parseEvent } from '@telemetry/schema/parse';

/** Builds by the texts around a payload. */
export interface LineFrames {
  /**
   * @param before from the comma in front of `build` to the brace that opens the payload
   * @param behind from the brace that closes the payload to the end of the line
   * @returns undefined where the two do not make an envelope, or may say more than they seem to
   */
  buildOf(before: string, behind: string): Build | undefined;
}

/** Frames remembered: one a program and version, and a few tags. Some 300 bytes each. */
const REMEMBERED = 1024;

/** What every frame has in front of the payload's members. */
export const PAYLOAD = '"payload":{';

/** The beginning of some line. */
const START =
  '{"schema_version":"1.0","event_id":"00000000-0000-4000-8000-000000000000","timestamp":"2026-01-01T00:00:00.000Z","event":"x","source":"x","actor":{"kind":"agent","id":"x"}';

/**
 * What must not stand around a payload: a member that comes twice counts the second time, and what looks like the payload could stand
 * within another member. Without escapes neither goes unnoticed.
 */
const AMBIGUOUS = /\\|"(?:schema_version|event_id|timestamp|event|source|actor|run_id|cycle|payload)"/;

/** No frames yet. */
export function createLineFrames(): LineFrames {
  let known = new Map<string, Build | undefined>();
  return {
    buildOf: (before, behind) => {
      const key = before + behind;
      const build = known.get(key);
      if (build !== undefined || known.has(key)) return build;
      if (known.size >= REMEMBERED) known = new Map();
      const read = readBuild(before, behind);
      known.set(key, read);
      return read;
    },
  };
}

function readBuild(before: string, behind: string): Build | undefined {
  if (AMBIGUOUS.test(before.slice(0, -PAYLOAD.length) + behind)) return undefined;
  const parsed = parseEvent(`${START}${before}${behind}`);
  return parsed.ok && parsed.dialect === 'envelope' ? parsed.event.build : undefined;
}
