/** pino, below its level. */

import { join } from 'node:path';
import pino from 'pino';
import { measureCalls } from './measure-calls.ts';
import { smallPayload } from './payload.ts';
import { FOLDER } from './surroundings.ts';

const logger = pino({ level: 'info' }, pino.destination(join(FOLDER, 'pino.log')));
measureCalls((index) => logger.debug(smallPayload(index)));
