/** A process that logs ten events with pino. */

import { join } from 'node:path';
import pino from 'pino';
import { CONTEXT, toolCall } from './payload.ts';
import { FOLDER } from './surroundings.ts';

const redact = ['payload.command', 'payload.note', 'payload.token'];
const destination = pino.destination(join(FOLDER, 'pino.log'));
const logger = pino({ redact }, destination).child({ ...CONTEXT, build: { app: 'bench-app' } });
for (let index = 0; index < 10; index += 1) logger.info({ event: 'tool.completed', payload: toolCall(index) });
