import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { startCollector } from './support/collector.ts';
import { createHome, recordEvents } from './support/home.ts';
import { runHere } from './support/run-cli.ts';

/** Ids, times and sizes are those of whoever pasted it. */
function normalised(text: string): string {
  return text
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<id>')
    .replaceAll(/\d{4}-\d{2}-\d{2}(?:T[\d:.]+Z)?/g, '<time>')
    .replaceAll(/"(id|run_id)":"[0-9a-f]{12}"/g, '"$1":"<hash>"')
    .replaceAll(/"(runtime_version|platform|arch)":"[^"]+"/g, '"$1":"<machine>"')
    .replaceAll(/[\d,.]+ (?:bytes|KiB|GiB)/g, '<size>')
    .replaceAll(/[\d,]+ lines,/g, '<count> lines,')
    .replaceAll(/\b[0-9a-f]{64}\b/g, '<sha256>')
    .replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, '<endpoint>')
    .replaceAll('$TELEMETRY_HOME/', '~/');
}

describe('the README', () => {
  it('shows what the commands print, in the order in which it shows them', async () => {
    const text = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    expect(text.split('\n').length).toBeLessThanOrEqual(120);
    const session = /```console\n([\s\S]*?)```/.exec(text)?.[1] ?? '';
    const steps = session.split(/^\$ telemetry /m).slice(1);
    expect(steps.length).toBeGreaterThan(5);
    const home = createHome();
    const { endpoint } = await startCollector();
    for (const step of steps) {
      const [line = '', ...shown] = step.trimEnd().split('\n');
      const { stdout, stderr } = await runHere(home, line.replace(/http:\/\/127\.0\.0\.1:\d+\//, endpoint).split(' '));
      // A terminal mixes both streams.
      const printed = (stderr + stdout).trimEnd().split('\n');
      expect([line, printed.map(normalised).sort()]).toEqual([line, shown.map(normalised).sort()]);
      if (line.startsWith('enable')) await recordEvents(home, 3);
    }
  });
});
