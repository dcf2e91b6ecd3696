/** posthog-node to a server on the loopback, in a process of its own so that its work does not count. Argument: the pattern. */

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { PostHog } from 'posthog-node';
import { measureEvents } from './measure-events.ts';
import { CONTEXT, toolCall } from './payload.ts';

const server: ChildProcess = fork(new URL('./loopback-server.js', import.meta.url), { stdio: 'inherit' });
const [port] = await once(server, 'message');
const client = new PostHog('phc_bench', { host: `http://127.0.0.1:${port}`, maxQueueSize: 1_000_000 });
const { source, actor, runId } = CONTEXT;

await measureEvents(
  {
    record: (index) =>
      client.capture({
        distinctId: actor.id,
        event: 'tool.completed',
        properties: { source, actor, run_id: runId, ...toolCall(index) },
      }),
    flush: () => client.flush(),
    async close() {
      await client.shutdown();
      const counted = once(server, 'message');
      server.send('count');
      const [events] = await counted;
      server.disconnect();
      return Number(events);
    },
  },
  { warmUp: 1_000, measured: 5_000 },
);
