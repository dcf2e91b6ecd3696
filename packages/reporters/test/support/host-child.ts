/** A host whose one request nobody answers: makes it, sees it under way, and does nothing more. */

import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { createHttpTransport } from '../../src/http/index.ts';

const [port = '', way] = process.argv.slice(2);
const DAY_MS = 86_400_000;
const untilConnected = setInterval(() => {}, DAY_MS);
subscribe('net.client.socket', (message) => {
  const { socket } = message as { readonly socket: Socket };
  socket.once('connect', () => clearInterval(untilConnected));
});
const transport = createHttpTransport({
  env: way === 'proxied' ? { HTTPS_PROXY: `http://127.0.0.1:${port}` } : {},
  headTimeoutMs: DAY_MS,
  totalTimeoutMs: DAY_MS,
});
const url = new URL(way === 'proxied' ? 'https://collector.test/' : `http://127.0.0.1:${port}/`);
void transport({ method: 'POST', url, headers: {}, body: Buffer.from('x'), signal: new AbortController().signal });
