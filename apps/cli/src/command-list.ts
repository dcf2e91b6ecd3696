/** All commands, in the order of the help text. */

import type { Command } from './command.ts';
import { createCompletion } from './commands/completion.ts';
import { conduit } from './commands/conduit.ts';
import { diff } from './commands/diff.ts';
import { disable } from './commands/disable.ts';
import { doctor } from './commands/doctor.ts';
import { enable } from './commands/enable.ts';
import { events } from './commands/events.ts';
import { exportSummary } from './commands/export.ts';
import { importLog } from './commands/import.ts';
import { metrics } from './commands/metrics.ts';
import { preview } from './commands/preview.ts';
import { privacy } from './commands/privacy.ts';
import { purge } from './commands/purge.ts';
import { replay } from './commands/replay.ts';
import { rotateId } from './commands/rotate-id.ts';
import { send } from './commands/send.ts';
import { sent } from './commands/sent.ts';
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
  send,
  sent,
  exportSummary,
  snapshot,
  diff,
  metrics,
  conduit,
  importLog,
  verify,
  doctor,
  purge,
  rotateId,
  createCompletion(() => COMMANDS),
];
