import { readFileSync } from 'node:fs';
import { encodeLock, parseLock, policyOf } from '@telemetry/schema/policy';
import { expect, test } from 'vitest';
import { APP, createDemoCatalog } from '../src/catalog.ts';

const text = readFileSync(new URL('../telemetry.lock.json', import.meta.url), 'utf8');

test('telemetry.lock.json is what the catalog says: `node src/write-lock.ts` writes it', () => {
  expect(text).toBe(encodeLock(APP, policyOf(createDemoCatalog())));
});

test('telemetry.lock.json is valid and names the application', () => {
  expect(parseLock(text).app).toBe(APP);
});
