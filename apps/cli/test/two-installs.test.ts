import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDailySummaries, type Summary } from '@telemetry/aggregation';
import { loadTelemetry } from '@telemetry/core';
import { extendStandardCatalog } from '@telemetry/schema';
import { encodeLock, policyOf } from '@telemetry/schema/policy';
import { sealLog } from '@telemetry/store';
import { describe, expect, it } from 'vitest';
import { startCollector } from './support/collector.ts';
import { APP, createHome, type TestHome, writeLog } from './support/home.ts';
import { runHere } from './support/run-cli.ts';

const DAY_MS = 86_400_000;
/** Three days before the year ends, so that an ISO week and a year end in between. */
const START = Date.parse('2026-12-29T12:00:00.000Z');
const LEVEL = ['--level', 'standard', '--upload-level', 'standard', '--upload'];
/** Everything that is recorded here is a word of the catalog: what is not, leaves as `other` alone. */
const AGENTS = ['coder', 'planner', 'tester'] as const;
const catalog = extendStandardCatalog({
  vocabulary: { agents: [...AGENTS], skills: ['edit'], features: ['search'], quests: ['q1', 'q2'], packs: ['base'] },
});

/** Some events of all kinds that a summary tells of; `seed` varies their figures. */
async function record({ home, env }: TestHome, seed: number, nowMs: number): Promise<void> {
  const telemetry = await loadTelemetry({
    app: APP,
    version: '1.2.3',
    home,
    env: { ...env },
    catalog,
    now: () => nowMs,
  });
  const scope = telemetry.scope({ runId: `run-${seed}`, cycle: 1, source: 'planner', actor: { kind: 'agent' } });
  for (let index = seed; index < seed + 7; index += 1) {
    const agent = AGENTS[index % 3] ?? 'coder';
    const [success, duration] = [index % 4 !== 0, 1.5 ** (index % 40)];
    const cost = index / 1e7;
    scope.track('agent_execution', { agent_type: agent, success, duration_ms: duration, cost, input_tokens: index });
    scope.track('skill_execution', {
      skill_name: 'edit',
      success,
      duration_ms: duration,
      user_satisfaction: 1 + (index % 5),
    });
    scope.track('executor.command_completed', { command: 'npm', exit_code: index % 3, duration_ms: duration });
    scope.track('feature_usage', { feature_name: 'search', action: success ? 'used' : 'enabled' });
    scope.track('plan.generated', { steps: 2, quest_count: index % 6 });
    scope.track('quest.failed', { quest_id: 'q1', reason: success ? 'budget' : 'timeout' });
    scope.track('quest.completed', {
      quest_id: index % 2 === 0 ? 'q1' : 'q2',
      proof_tier: 'gold',
      xp_awarded: index,
      timebox_estimate_minutes: index / 8,
      observed_duration_seconds: index / 7,
    });
    const actions = ['planner', 'executor', index % 2 === 0 ? 'reviewer' : 'memory'].map((component) => ({
      action_type: 'plan',
      component,
      timestamp_offset: index,
    }));
    scope.track('workflow', { total_duration_ms: duration, total_steps: 3, success, actions });
    const failed = { error_type: 'TypeError', error_category: 'internal', component: 'planner' } as const;
    scope.track('error', { ...failed, agent_type: agent });
  }
  await telemetry.close();
}

/** Without what a daily summary never holds, and without the frame. */
function shared({
  generated_at,
  raw_from,
  range,
  events_by_actor_id,
  completions_by_actor_id,
  runs,
  ...figures
}: Summary) {
  return figures;
}

describe('two installs that send summaries', () => {
  it('add up to what one export over both logs says, through late lines, imports, wrong clocks and reopened days', async () => {
    const collector = await startCollector();
    const homes = [createHome(), createHome()];
    let nowMs = START;
    const at = { now: () => nowMs };
    const ok = async (home: TestHome, ...args: string[]) => {
      const { code, stdout, stderr } = await runHere(home, args, at);
      expect({ args, code, stderr: code === 0 ? '' : stderr }).toEqual({ args, code: 0, stderr: '' });
      return stdout;
    };
    for (const home of homes) {
      writeFileSync(join(home.project, 'telemetry.lock.json'), encodeLock(APP, policyOf(catalog)));
      await ok(home, 'enable', '--yes', ...LEVEL, 'summary', '--endpoint', collector.endpoint);
    }
    /** Sends what preview shows, to the byte. */
    const send = async (home: TestHome) => {
      for (const batch of JSON.parse(await ok(home, 'preview', '--json')).batches) {
        const shown = await ok(home, 'preview', '--raw', '--batch', batch.batch_id);
        previewed.add(shown);
      }
      await ok(home, 'send');
    };
    const previewed = new Set<string>();
    for (let day = 0; day < 6; day += 1) {
      for (const [index, home] of homes.entries()) {
        const seed = 1 + day * 20 + index * 7;
        if (day !== 2) await record(home, seed, nowMs);
        // A clock that is two days late, and one that is early, so that what it dates tomorrow lies before what comes next.
        if (day === 3) await record(home, seed + 3, nowMs - 2 * DAY_MS);
        if (day === 4 && index === 0) await record(home, seed + 5, nowMs + (5 / 6) * DAY_MS);
        if (day === 5 && index === 1) {
          // What another machine has recorded on a day that is long summed up is imported here.
          const other = createHome();
          writeFileSync(join(other.project, 'telemetry.lock.json'), encodeLock(APP, policyOf(catalog)));
          await ok(other, 'enable', '--yes', '--level', 'standard');
          await record(other, 900, START + DAY_MS);
          const { imported } = JSON.parse(await ok(home, 'import', join(other.telemetryDir, 'events.jsonl'), '--json'));
          expect(imported).toBe(63);
        }
        sealLog({ directory: home.telemetryDir, now: () => nowMs });
        await send(home);
      }
      nowMs += DAY_MS;
    }
    nowMs += 3 * DAY_MS;
    for (const home of homes) await send(home);

    const bodies = collector.requests.filter(({ path }) => path === '/v1/batch').map(({ text }) => text);
    expect([...previewed].sort()).toEqual(bodies.toSorted());
    const summaries = createDailySummaries(catalog);
    const parts = bodies.flatMap((text) => JSON.parse(text).summaries).map((json) => summaries.decode(json));
    const keys = parts.map(({ key: { install, day, part } }) => `${install} ${day} ${part}`);
    expect(new Set(keys).size).toBe(keys.length);
    expect(parts.some(({ key }) => key.part > 2)).toBe(true);
    expect(new Set(parts.map(({ key }) => key.install)).size).toBe(2);

    const both = createHome();
    const lines = homes.flatMap(({ telemetryDir }) => logLines(telemetryDir));
    writeLog(both, lines);
    const ends = { from: '2026-12-29', to: '2027-01-05' };
    for (const order of [parts, parts.toReversed()]) {
      const of = summaries.createSummaryOf(ends);
      for (const part of order) of.add(part);
      const merged = of.finish({ generatedAt: new Date(nowMs) });
      const window = ['--since', `${ends.from}T00:00:00Z`, '--until', `${ends.to}T23:59:59.999Z`];
      const exported = JSON.parse(await ok(both, 'export', '--json', ...window));
      expect(merged.events_considered).toBe(lines.length);
      expect(shared(merged)).toEqual(shared(exported));
    }
  });
});

/** All lines of a log, sealed or not. */
function logLines(directory: string): readonly string[] {
  sealLog({ directory });
  return readdirSync(directory)
    .filter((name) => /^events.*\.jsonl$/.test(name))
    .flatMap((name) => readFileSync(join(directory, name), 'utf8').split('\n').filter(Boolean));
}
