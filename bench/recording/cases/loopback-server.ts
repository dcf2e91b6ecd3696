/** Takes what PostHog's client posts, and says how many events there were. Runs as the child of a case. */

import { createServer } from 'node:http';
import { gunzipSync } from 'node:zlib';

let events = 0;
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const sent = Buffer.concat(chunks);
    const body = JSON.parse(String(sent[0] === 0x1f ? gunzipSync(sent) : sent)) as { batch?: unknown[] };
    events += body.batch?.length ?? 0;
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":1}');
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.(typeof address === 'object' ? address?.port : undefined);
});
process.on('message', () => process.send?.(events));
process.on('disconnect', () => process.exit());
