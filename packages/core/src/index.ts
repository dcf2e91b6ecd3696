export { hashStack } from '@telemetry/redaction';
export { buildRedactionPolicy } from './consent-in-force.ts';
export { createTelemetry } from './create-telemetry.ts';
export type { InstallIdentity, RecordingConfig } from './engine.ts';
export type { LoadOptions } from './load-telemetry.ts';
export { loadTelemetry } from './load-telemetry.ts';
export type {
  EventReference,
  InputOf,
  ScopeContext,
  Telemetry,
  TelemetryScope,
  TelemetryStats,
} from './telemetry.ts';
export type { BuildOptions, CatalogOptions, CatalogWith, TelemetryOptions } from './telemetry-options.ts';
export { watchedTransport } from './watched-transport.ts';
