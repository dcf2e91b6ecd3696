/** A home for each test, and what stands in it. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadTelemetry } from '@telemetry/core';
import { onTestFinished } from 'vitest';
import { APP, makeHome, type TestHome } from './make-home.ts';

export { APP, type TestHome } from './make-home.ts';

/** Makes a home that goes with the test. */
export function createHome(): TestHome {
  const home = makeHome();
  onTestFinished(home.remove);
  return home;
}

/** Records events as a program of the user would. Telemetry must have been enabled. `now` is the time that they bear, in milliseconds. */
export async function recordEvents(
  { home, env }: TestHome,
  count: number,
  { now = Date.now }: { readonly now?: () => number } = {},
): Promise<void> {
  const telemetry = await loadTelemetry({ app: APP, version: '1.2.3', home, env: { ...env }, now });
  const scope = telemetry.scope({ runId: 'run-1', source: 'planner', actor: { kind: 'agent', id: 'planner' } });
  for (let index = 0; index < count; index += 1) {
    scope.track('agent_execution', {
      agent_type: 'planner',
      success: index % 4 !== 0,
      duration_ms: 100 + index,
      cost: 0.01,
    });
  }
  await telemetry.close();
}

/** Writes lines into the log as they are, whoever may have written such. */
export function writeLog({ telemetryDir }: TestHome, lines: readonly string[]): void {
  mkdirSync(telemetryDir, { recursive: true, mode: 0o700 });
  writeFileSync(join(telemetryDir, 'events.jsonl'), lines.map((line) => `${line}\n`).join(''), { mode: 0o600 });
}

/** The line of an event with a text in place of an identifier. */
export function eventLine(text: string, index = 0): string {
  return JSON.stringify({
    schema_version: '1.0',
    event_id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    timestamp: new Date(Date.UTC(2026, 10, 20, 12, 0, 0, index % 1000)).toISOString(),
    event: 'agent_execution',
    source: 'planner',
    actor: { kind: 'agent', id: text },
    build: {},
    payload: { agent_type: text, success: true, duration_ms: 5 },
  });
}
