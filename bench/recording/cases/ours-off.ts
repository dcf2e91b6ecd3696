/** `track()` when nobody has agreed. Fails when that loads a module of Node, zod, or the random numbers of `node:crypto`. */

import { isBuiltin, registerHooks } from 'node:module';
import { measureCalls } from './measure-calls.ts';
import { EVENTS, onlyAtDebug } from './our-telemetry.ts';
import { smallPayload } from './payload.ts';

const loaded: string[] = [];
registerHooks({
  resolve(specifier, context, nextResolve) {
    loaded.push(specifier);
    return nextResolve(specifier, context);
  },
});
const { createTelemetry } = await import('@telemetry/core');

const telemetry = createTelemetry({
  app: 'bench-app',
  events: EVENTS,
  reporter: {
    reach: 'local',
    report() {},
    async flush() {},
    async close() {},
    stats: { accepted: 0, written: 0, sent: 0, dropped: {}, retries: 0, queued: 0 },
  },
  config: { level: 'off' },
});
telemetry.track(onlyAtDebug, smallPayload(0));
const heavy = loaded.filter((specifier) => isBuiltin(specifier) || specifier.startsWith('zod'));
// `moduleLoadList` has what Node itself has loaded, by whatever way.
const moduleLoadList: unknown = Reflect.get(process, 'moduleLoadList');
if (Array.isArray(moduleLoadList) && moduleLoadList.includes('NativeModule crypto')) heavy.push('crypto');
if (heavy.length > 0) throw new Error(`off, and yet it has loaded ${heavy.join(', ')}`);

measureCalls((index) => telemetry.track(onlyAtDebug, smallPayload(index)));
