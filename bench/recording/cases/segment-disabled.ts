/** Segment, told to be disabled. */

import { Analytics } from '@segment/analytics-node';
import { measureCalls } from './measure-calls.ts';
import { smallPayload } from './payload.ts';

const analytics = new Analytics({ writeKey: 'bench', host: 'http://127.0.0.1:9', disable: true });
measureCalls((index) =>
  analytics.track({ anonymousId: 'worker-1', event: 'tool.completed', properties: smallPayload(index) }),
);
