/** Reading a summary from a file, which may be anything. */

import { TelemetryError } from '@telemetry/schema';
import { createSummary } from './create-summary.ts';
import type { Summary } from './summary.ts';

/** Members that may be null or a text. */
const NULLABLE_TEXTS = new Set(['range', 'window_start', 'actor_id_filter', 'raw_from']);

/** Members that may be null or a number. */
const NULLABLE_NUMBERS = new Set(['k', 'suppressed_figures']);

/** Missing keys that are named in a message; a foreign file lacks them all. */
const NAMED_KEYS = 5;

/**
 * Takes a parsed JSON value as a summary: all metrics must be there, each of its kind. What a newer version adds is kept.
 *
 * @throws TelemetryError SUMMARY_INVALID, naming the keys that are missing or of another kind
 */
export function parseSummary(json: unknown): Summary {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw invalid('it is no JSON object');
  const object = json as { readonly [key: string]: unknown };
  if (!/^1\./.test(String(object['schema_version'] ?? '1.0'))) throw invalid('it is of another version');
  const empty = createSummary({ window: { range: null, start: null, end: new Date(0) } }).finish({
    generatedAt: new Date(0),
  });
  const missing: string[] = [];
  const wrong: string[] = [];
  for (const [key, example] of Object.entries(empty)) {
    const value = object[key];
    if (!Object.hasOwn(object, key)) missing.push(key);
    else if (kindOf(value) !== kindOf(example) && !mayDiffer(key, value)) wrong.push(key);
  }
  if (missing.length > 0) throw invalid(`it lacks ${listed(missing)}`);
  if (wrong.length > 0) throw invalid(`of another kind: ${listed(wrong)}`);
  return json as Summary;
}

function mayDiffer(key: string, value: unknown): boolean {
  if (NULLABLE_NUMBERS.has(key)) return value === null || typeof value === 'number';
  return NULLABLE_TEXTS.has(key) && (value === null || typeof value === 'string');
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'list' : typeof value;
}

function listed(keys: readonly string[]): string {
  const rest = keys.length - NAMED_KEYS;
  return rest > 0 ? `${keys.slice(0, NAMED_KEYS).join(', ')} and ${rest} more` : keys.join(', ');
}

function invalid(message: string): TelemetryError {
  return new TelemetryError('SUMMARY_INVALID', `this is no summary: ${message}`, {
    hint: 'A summary is what export writes as JSON.',
  });
}
