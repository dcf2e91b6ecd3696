export type { Delivery } from './delivery.ts';
export { createDelivery, DEFAULT_CLOSE_TIMEOUT_MS } from './delivery.ts';
export type { FileReporterOptions } from './file-reporter.ts';
export { fileReporter } from './file-reporter.ts';
export type { MemoryReporter } from './memory-reporter.ts';
export { memoryReporter } from './memory-reporter.ts';
export { noopReporter } from './noop-reporter.ts';
export type { PinoLogger } from './pino-reporter.ts';
export { pinoReporter } from './pino-reporter.ts';
export type {
  LocalReporter,
  Reach,
  RemoteReporter,
  ReporterStats,
  TeeReporter,
  TelemetryReporter,
} from './reporter.ts';
export { teeReporter } from './tee-reporter.ts';
