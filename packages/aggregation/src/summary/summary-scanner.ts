/** Reads of the lines of a log what a summary reads of events. */

import type { Catalog } from '@telemetry/schema';
import type { LineScanner } from '../lines/create-line-scanner.ts';
import { createLineScanner } from '../lines/create-line-scanner.ts';
import { summaryMetrics } from './summary-metrics.ts';
import { recordedSource } from './summary-source.ts';

/**
 * The `scan` of a store's fold for a summary: the same figures as by the parser, in a fraction of the time.
 *
 * @param catalogs those that the parser and the fold know: events by names that one of them calls former are left to the parser
 */
export function createSummaryScanner(catalogs: readonly (Catalog | undefined)[]): LineScanner {
  const renaming = catalogs.filter((catalog) => catalog !== undefined);
  return createLineScanner(summaryFields(), (event) =>
    renaming.some(({ byName }) => (byName.get(event)?.name ?? event) !== event),
  );
}

/** The fields that the summary's metrics read. */
function summaryFields(): ReadonlyMap<string, ReadonlySet<string>> {
  const fields = new Map<string, Set<string>>();
  const note = (event: string, field: string) => {
    const known = fields.get(event);
    if (known === undefined) fields.set(event, new Set([field]));
    else known.add(field);
  };
  summaryMetrics(recordedSource(note));
  // `sequences` reads no declared field, but what stands in this one.
  note('workflow', 'actions');
  return fields;
}
