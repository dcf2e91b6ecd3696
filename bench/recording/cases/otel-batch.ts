/** OpenTelemetry's logs SDK with the batch processor and an exporter that forgets. Argument: the pattern. */

import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { measureEvents } from './measure-events.ts';
import { CONTEXT, toolCall } from './payload.ts';

let exported = 0;
const exporter = {
  export(records: readonly unknown[], done: (result: { code: 0 }) => void) {
    exported += records.length;
    done({ code: 0 });
  },
  async forceFlush() {},
  async shutdown() {},
};
const provider = new LoggerProvider({ processors: [new BatchLogRecordProcessor({ exporter })] });
const logger = provider.getLogger('bench');
const { source, actor, runId } = CONTEXT;
const context = { source, 'actor.kind': actor.kind, 'actor.id': actor.id, run_id: runId };

await measureEvents({
  record: (index) => logger.emit({ eventName: 'tool.completed', attributes: { ...context, ...toolCall(index) } }),
  flush: () => provider.forceFlush(),
  async close() {
    await provider.shutdown();
    return exported;
  },
});
