/**
 * pino to a file: a child logger with the context, and three paths to redact. Arguments: the pattern, the level, and the destination:
 * its default, which writes asynchronously; `synchronous`, a write a call; or `gathering`, asynchronously and 4 KiB at a time.
 */

import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import { measureEvents } from './measure-events.ts';
import { CONTEXT, toolCall, toolCallInFull } from './payload.ts';
import { FOLDER } from './surroundings.ts';

const file = join(FOLDER, 'pino.log');
const how = { synchronous: { sync: true }, gathering: { sync: false, minLength: 4_096 } }[process.argv[4] ?? ''];
const destination = pino.destination({ dest: file, ...how });
await once(destination, 'ready');
const redact = ['payload.command', 'payload.note', 'payload.token'];
const build = { app: 'bench-app', app_version: '1.0.0' };
const logger = pino({ redact }, destination).child({ ...CONTEXT, build });
const payloadOf = process.argv[3] === 'debug' ? toolCallInFull : toolCall;

async function countLines(): Promise<number> {
  let lines = 0;
  for await (const chunk of createReadStream(file)) {
    for (const byte of chunk as Buffer) if (byte === 10) lines += 1;
  }
  return lines;
}

await measureEvents({
  record: (index) => logger.info({ event: 'tool.completed', payload: payloadOf(index) }),
  // Not `flush()`, which syncs the disk as well.
  flush: async () => destination.flushSync(),
  async close() {
    const closed = once(destination, 'close');
    destination.end();
    await closed;
    return countLines();
  },
});
