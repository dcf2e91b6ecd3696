/**
 * The long form of duckdb.test.ts: `node packages/aggregation/test/duckdb/run-differential.ts [logs] [events]`, 1,000 logs of up to 400 events by
 * default, or `1 1000000` for one of a million. Ends with 1 at the first difference, and names its seed.
 */

import { deepStrictEqual } from 'node:assert';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { compareOnce } from './compare.ts';

const logs = Number(process.argv[2] ?? 1000);
const events = Number(process.argv[3] ?? 0);

const folder = mkdtempSync(join(tmpdir(), 'aggregation-'));
try {
  const connection = await (await DuckDBInstance.create(':memory:', { threads: '2' })).connect();
  for (let seed = 1; seed <= logs; seed++) {
    const { ours, theirs } = await compareOnce(
      connection,
      join(folder, 'log.jsonl'),
      seed,
      events || 1 + ((seed * 37) % 400),
    );
    deepStrictEqual(sorted(ours), sorted(theirs), `seed ${seed}`);
    if (seed % 100 === 0) console.log(`${seed} logs agree`);
  }
  console.log(`${logs} ${logs === 1 ? 'log agrees' : 'logs agree'} in every figure`);
  connection.closeSync();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Members in one order, so that only what they hold is compared. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
