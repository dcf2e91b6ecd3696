/**
 * The memory of pino over the same events, for comparison. Needs `--expose-gc`. Written synchronously: by the default destination what
 * waits grows in memory, since the loop makes events faster than the thread pool writes them.
 */

import { join } from 'node:path';
import pino from 'pino';
import { measureMemory } from './measure-memory.ts';
import { CONTEXT, toolCall } from './payload.ts';
import { FOLDER } from './surroundings.ts';

const destination = pino.destination({ dest: join(FOLDER, 'pino.log'), sync: true });
const redact = ['payload.command', 'payload.note', 'payload.token'];
const logger = pino({ redact }, destination).child({ ...CONTEXT, build: { app: 'bench-app' } });
await measureMemory({
  record: (index) => logger.info({ event: 'tool.completed', payload: toolCall(index) }),
  flush: async () => destination.flushSync(),
});
