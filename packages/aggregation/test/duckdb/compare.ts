/** One random log, summed up by both: by ours from the bytes of its lines. Writes the log as a file, since DuckDB reads files. */

import { closeSync, openSync, writeSync } from 'node:fs';
import type { DuckDBConnection } from '@duckdb/node-api';
import { createSummary, createSummaryScanner } from '../../src/index.ts';
import { duckDbSummary } from './duckdb-summary.ts';
import { createRandomLog } from './random-log.ts';

/** Both sides; `theirs` has our quantiles where these lie within 1 %. */
export interface Comparison {
  readonly ours: unknown;
  readonly theirs: unknown;
}

const END_MS = Date.parse('2026-11-20T12:34:56.789Z');
const DAY_MS = 86_400_000;

/** Lines written at once. */
const BATCH = 10_000;

/** Sums a log of so many events up twice. @param file is overwritten */
export async function compareOnce(
  connection: DuckDBConnection,
  file: string,
  seed: number,
  events: number,
): Promise<Comparison> {
  const window = { range: null, start: new Date(END_MS - (1 + (seed % 35)) * DAY_MS), end: new Date(END_MS) };
  const builder = createSummary({ window });
  const next = createRandomLog(seed, END_MS);
  const scan = createSummaryScanner([]);
  const fd = openSync(file, 'w');
  try {
    for (let written = 0; written < events; written += BATCH) {
      let text = '';
      for (let at = 0; at < Math.min(BATCH, events - written); at++) {
        const line = JSON.stringify(next());
        const bytes = Buffer.from(line);
        const event = scan(bytes, 0, bytes.length);
        if (event === undefined) throw new Error('a line as it is written is left to the parser');
        builder.add(event);
        text += `${line}\n`;
      }
      writeSync(fd, text);
    }
  } finally {
    closeSync(fd);
  }
  const { schema_version, generated_at, range, window_start, window_end, actor_id_filter, ...rest } = builder.finish({
    generatedAt: window.end,
  });
  const { k, suppressed_figures, raw_from, capped, ...ours } = rest;
  return { ours, theirs: withOurQuantiles(await duckDbSummary(connection, file, window), ours) };
}

function withOurQuantiles(theirs: unknown, ours: unknown): unknown {
  if (typeof theirs !== 'object' || theirs === null || Array.isArray(theirs)) return theirs;
  const found = ours as { readonly [key: string]: unknown };
  return Object.fromEntries(
    Object.entries(theirs).map(([key, value]) => {
      const other = found?.[key];
      const isNear =
        /^p\d\d$/.test(key) &&
        typeof value === 'number' &&
        typeof other === 'number' &&
        Math.abs(value - other) <= Math.abs(value) * 0.01;
      return [key, isNear ? other : withOurQuantiles(value, other)];
    }),
  );
}
