/** All commands, in the order of the help text. */

import type { Command } from './command.ts';
import { conduit } from './commands/conduit.ts';
import { diff } from './commands/diff.ts';
import { disable } from './commands/disable.ts';
import { doctor } from './commands/doctor.ts';
import { enable } from './commands/enable.ts';
import { events } from './commands/events.ts';
import { exportSummary } from './commands/export.ts';
import { importLog } from './commands/import.ts';
import { preview } from './commands/preview.ts';
import { privacy } from './commands/privacy.ts';
import { purge } from './commands/purge.ts';
import { replay } from './commands/replay.ts';
import { rotateId } from './commands/rotate-id.ts';
import { showPayload } from './commands/show-payload.ts';
import { snapshot } from './commands/snapshot.ts';
import { status } from './commands/status.ts';
import { verify } from './commands/verify.ts';

/** The commands. */
export const COMMANDS: readonly Command[] = [
  status,
  enable,
  disable,
  privacy,
  showPayload,
  events,
  replay,
  preview,
  exportSummary,
  snapshot,
  diff,
  conduit,
  importLog,
  verify,
  doctor,
  purge,
  rotateId,
];
