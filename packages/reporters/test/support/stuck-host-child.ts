/** A host whose request never ends, whatever it is told: records, closes with a short bound, says so, and does nothing more. */

import { httpReporter } from '../../src/http/index.ts';
import { openOutbox } from '../../src/outbox/index.ts';
import { HEADER } from './outbox-folder.ts';
import { releasedEvent } from './released-events.ts';

let called = (): void => {};
const call = new Promise<void>((resolve) => {
  called = resolve;
});
const reporter = httpReporter({
  outbox: openOutbox({ paths: JSON.parse(process.argv[2] ?? '{}'), header: HEADER }),
  endpoint: 'http://127.0.0.1:9',
  mayUpload: () => 'allowed',
  send: 'auto',
  transport: () => {
    called();
    return new Promise(() => {});
  },
});
reporter.report(releasedEvent(1));
void reporter.send({ isBackground: true });
await call;
await reporter.close({ timeoutMs: 50 });
process.stdout.write('closed');
