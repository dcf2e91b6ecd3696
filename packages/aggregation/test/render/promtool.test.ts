import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSummary, parseRange, renderSummary } from '../../src/index.ts';
import { arbitraryLog } from '../arbitrary-events.ts';

const GENERATED = new Date('2026-11-25T00:00:00Z');

describe('the Prometheus form of a summary', () => {
  it("passes Prometheus' own linter without a remark", () => {
    const logs = fc.sample(arbitraryLog, { numRuns: 20, seed: 7 });
    const builder = createSummary({ window: parseRange('90d', GENERATED) });
    for (const event of logs.flat()) builder.add(event);
    const input = renderSummary(builder.finish({ generatedAt: GENERATED }), 'prometheus');
    expect(input).toContain('telemetry_agent_duration_seconds');
    // promtool stands in Debian's package prometheus, which .ci/run installs.
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input, encoding: 'utf8' });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  });
});
