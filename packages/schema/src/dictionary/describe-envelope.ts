/** The envelope in plain words: what each member is in the log, and what of it leaves. */

import type { ReleasedEvent } from '../envelope.ts';

/** One member of the envelope. */
export interface EnvelopeMember {
  readonly member: string;
  readonly recorded: string;
  readonly released: string;
}

/** Typed by the envelope, so that a member cannot be forgotten here. */
const MEMBERS: { readonly [M in Exclude<keyof ReleasedEvent, 'build' | 'actor'>]: readonly [string, string] } & {
  readonly [M in 'actor.kind' | 'actor.id' | 'build.*' | 'build.git_sha']: readonly [string, string];
} = {
  schema_version: ['"1.0"', 'As it is.'],
  event_id: ['A random UUID.', 'As it is.'],
  anonymous_install_id: ['Not there: the log names no installation.', 'A random id of the installation.'],
  timestamp: ['RFC 3339, UTC, milliseconds.', 'Cut to the hour below level debug.'],
  event: ['The name of the event.', 'As it is.'],
  source: ['Which component emitted it.', 'As it is if this toolkit knows it, else "other".'],
  'actor.kind': ['human, agent or system.', 'As it is.'],
  'actor.id': ['Who acted, or "unknown".', 'Keyed with a secret that stays on this machine.'],
  run_id: ['One whole run. May be missing.', 'Keyed with a secret that stays on this machine.'],
  cycle: ['Cycle within the run, from 1. May be missing.', 'As it is.'],
  'build.*': [
    'Application, runtime, platform and their versions.',
    'As they are, if they look like a name or a version.',
  ],
  'build.git_sha': ['The commit of the application, if known.', 'Only at level debug.'],
  payload: ['The fields below, and `redacted_fields` where something was replaced.', 'The fields below, as they say.'],
  tags: ['Text by name. May be missing.', 'Only those that the catalog declares.'],
};

/** All members in the order in which they are written. */
export function describeEnvelope(): readonly EnvelopeMember[] {
  return Object.entries(MEMBERS).map(([member, [recorded, released]]) => ({ member, recorded, released }));
}
