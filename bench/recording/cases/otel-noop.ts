/** OpenTelemetry's logger where no provider is registered. */

import { logs } from '@opentelemetry/api';
import { measureCalls } from './measure-calls.ts';
import { smallPayload } from './payload.ts';

const logger = logs.getLogger('bench');
measureCalls((index) => logger.emit({ eventName: 'tool.completed', attributes: smallPayload(index) }));
