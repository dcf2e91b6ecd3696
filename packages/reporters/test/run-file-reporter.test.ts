import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecordedEvent } from '@telemetry/schema';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeReporter } from '../src/conformance.ts';
import { fileReporter } from '../src/index.ts';
import { releasedEvent } from './support/released-events.ts';

describeReporter('fileReporter with a file per run', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'runs-'));
  return {
    reporter: fileReporter({ runFolder: directory }),
    delivered: async () => readFileSync(join(directory, 'no-run.jsonl'), 'utf8').split('\n').filter(Boolean),
    dispose: async () => rmSync(directory, { recursive: true }),
  };
});

describe('a file per run', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'runs-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const recorded = (runId: string | undefined, index = 0) => {
    const { anonymous_install_id: _, ...rest } = releasedEvent(index).event;
    const event: RecordedEvent = { ...rest, ...(runId === undefined ? {} : { run_id: runId }) };
    return { event, line: JSON.stringify(event) };
  };

  it('is named for its run; a / makes folders', async () => {
    const reporter = fileReporter({ runFolder: join(folder, 'logs/telemetry') });
    for (const runId of ['run-1', 'nightly/run-2', undefined]) reporter.report(recorded(runId));
    await reporter.close();
    expect(existsSync(join(folder, 'logs/telemetry/run-1.jsonl'))).toBe(true);
    expect(existsSync(join(folder, 'logs/telemetry/nightly/run-2.jsonl'))).toBe(true);
    expect(existsSync(join(folder, 'logs/telemetry/no-run.jsonl'))).toBe(true);
  });

  it.each(['../run', 'a/../../run', '/etc/run', '..', '.hidden', 'a\\b', 'C:run', ''])(
    'is refused for the run id %j, and nothing is written outside the folder',
    async (runId) => {
      const inside = join(folder, 'deep/inside');
      const reporter = fileReporter({ runFolder: inside });
      reporter.report(recorded(runId));
      await reporter.close();
      expect(reporter.stats).toMatchObject({ accepted: 1, written: 0, dropped: { run_id_refused: 1 } });
      expect(readdirSync(folder)).toEqual([]);
    },
  );

  it('rotates over 1 MiB', async () => {
    const reporter = fileReporter({ runFolder: folder });
    const { event } = recorded('big');
    const line = JSON.stringify({ ...event, payload: { text: 'x'.repeat(100_000) } });
    for (let index = 0; index < 15; index += 1) {
      reporter.report({ event, line });
      await reporter.flush();
    }
    await reporter.close();
    const files = readdirSync(folder).filter((name) => name.startsWith('big'));
    expect(files).toHaveLength(2);
    for (const name of files) expect(statSync(join(folder, name)).size).toBeLessThan(1_048_576 + 200_000);
  });

  it('holds few files open, however many runs there are, and loses nothing of any', async () => {
    const reporter = fileReporter({ runFolder: folder });
    for (let index = 0; index < 200; index += 1) reporter.report(recorded(`run-${index % 50}`, index));
    await reporter.flush();
    expect(reporter.stats).toMatchObject({ accepted: 200, written: 200, queued: 0 });
    await reporter.close();
    const lines = readdirSync(folder).flatMap((name) =>
      readFileSync(join(folder, name), 'utf8').split('\n').filter(Boolean),
    );
    expect(lines).toHaveLength(200);
  });
});
