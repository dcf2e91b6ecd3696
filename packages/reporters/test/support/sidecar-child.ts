/** A sidecar: keeps the lines that it gets. Commands come by stdin, one a line: `lines` prints them, `forget` drops them. */

import { createServer } from 'node:net';
import { createInterface } from 'node:readline';

let lines: string[] = [];
const where = process.argv[2] ?? '0';
const server = createServer((socket) => {
  createInterface({ input: socket }).on('line', (line) => lines.push(line));
  socket.on('error', () => {});
});
server.listen(where === '0' ? { port: 0, host: '127.0.0.1' } : { path: where }, () => {
  const address = server.address();
  say(typeof address === 'object' && address !== null ? String(address.port) : where);
});
createInterface({ input: process.stdin })
  .on('line', (command) => {
    // After what is on its way already.
    setImmediate(() => {
      say(JSON.stringify(lines));
      if (command === 'forget') lines = [];
    });
  })
  .on('close', () => process.exit(0));

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
