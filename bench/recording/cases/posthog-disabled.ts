/** PostHog, told to be disabled. */

import { PostHog } from 'posthog-node';
import { measureCalls } from './measure-calls.ts';
import { smallPayload } from './payload.ts';

const client = new PostHog('phc_bench', { host: 'http://127.0.0.1:9', disabled: true });
measureCalls((index) =>
  client.capture({ distinctId: 'worker-1', event: 'tool.completed', properties: smallPayload(index) }),
);
