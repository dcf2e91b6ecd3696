/** A home of its own for each test: a project with a lock file, an environment without anything of this machine. */

import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadTelemetry } from '@telemetry/core';
import { extendStandardCatalog } from '@telemetry/schema';
import { encodeLock, policyOf } from '@telemetry/schema/policy';
import { onTestFinished } from 'vitest';

export const APP = 'test-agent';

export interface TestHome {
  readonly home: string;
  /** A folder whose package.json names the application and its lock file. */
  readonly project: string;
  /** Outside of any project. */
  readonly elsewhere: string;
  readonly telemetryDir: string;
  readonly configFile: string;
  readonly env: { readonly [name: string]: string };
}

/** Makes a home that goes with the test. */
export function createHome(): TestHome {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'cli-test-')));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const project = join(home, 'project');
  const elsewhere = join(home, 'elsewhere');
  mkdirSync(project);
  mkdirSync(elsewhere);
  writeFileSync(
    join(project, 'package.json'),
    JSON.stringify({ telemetry: { app: APP, lock: 'telemetry.lock.json' } }),
  );
  writeFileSync(join(project, 'telemetry.lock.json'), encodeLock(APP, policyOf(extendStandardCatalog())));
  return {
    home,
    project,
    elsewhere,
    telemetryDir: join(home, `.${APP}`, 'telemetry'),
    configFile: join(home, `.${APP}`, 'config.toml'),
    env: { PATH: process.env['PATH'] ?? '', HOME: home, TELEMETRY_HOME: home },
  };
}

/** Records events as a program of the user would. Telemetry must have been enabled. */
export async function recordEvents({ home, env }: TestHome, count: number): Promise<void> {
  const telemetry = await loadTelemetry({ app: APP, version: '1.2.3', home, env: { ...env } });
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
