import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, describe, expect, it } from 'vitest';
import { compareOnce } from './compare.ts';

const folder = mkdtempSync(join(tmpdir(), 'aggregation-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the summary', () => {
  it('says what DuckDB says of twenty random logs, quantiles within 1 % of the exact ones', async () => {
    const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
    try {
      for (let seed = 1; seed <= 20; seed++) {
        const { ours, theirs } = await compareOnce(connection, join(folder, 'log.jsonl'), seed, 20 * seed);
        expect({ seed, ...(theirs as object) }).toEqual({ seed, ...(ours as object) });
      }
    } finally {
      connection.closeSync();
    }
  });
});
