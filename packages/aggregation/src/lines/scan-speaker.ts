/** Who says something: the members of an envelope between the name of the event and the build, in the order in which they are written. */

import { ACTOR_KINDS } from '@telemetry/schema';
import { hasBytes } from './fixed-parts.ts';
import type { LineContext } from './scanned-event.ts';
import type { ValueScanner } from './value-scanner.ts';
import { CLOSE, NO_VALUE } from './value-scanner.ts';

/** Who it is, and where the bytes end that say so. */
export type Speaker = Pick<LineContext, 'source' | 'actor' | 'run_id' | 'cycle'> & { readonly end: number };

const SOURCE = Buffer.from(',"source":');
const KIND = Buffer.from(',"actor":{"kind":');
const ID = Buffer.from(',"id":');
const RUN = Buffer.from(',"run_id":');
const CYCLE = Buffer.from(',"cycle":');

/** Reads who it is at a position; undefined for anything that is not written as this toolkit does. @throws SyntaxError for what is no JSON */
export function scanSpeaker(values: ValueScanner, bytes: Buffer, start: number, limit: number): Speaker | undefined {
  let at = start;
  /** The text of a member that must be there and not be empty. */
  const text = (name: Buffer): string => {
    const end = hasBytes(bytes, at, name) ? values.text(bytes, at + name.length) : NO_VALUE;
    const found = end === NO_VALUE ? '' : (values.found() as string);
    at = found === '' ? limit : end;
    return found;
  };
  const source = text(SOURCE);
  const given = text(KIND);
  const kind = ACTOR_KINDS.find((known) => known === given);
  const id = text(ID);
  if (source === '' || kind === undefined || id === '' || bytes[at] !== CLOSE) return undefined;
  at++;
  const run_id = hasBytes(bytes, at, RUN) ? text(RUN) : undefined;
  if (run_id === '') return undefined;
  let cycle: number | undefined;
  if (hasBytes(bytes, at, CYCLE)) {
    at = values.value(bytes, at + CYCLE.length, limit);
    cycle = values.found() as number;
    if (!Number.isSafeInteger(cycle) || cycle < 1) return undefined;
  }
  return {
    source,
    actor: { kind, id },
    ...(run_id === undefined ? {} : { run_id }),
    ...(cycle === undefined ? {} : { cycle }),
    end: at,
  };
}
