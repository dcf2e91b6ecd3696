import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, readLog } from '@telemetry/store';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { describeReporter } from '../src/conformance.ts';
import { fileReporter, memoryReporter, noopReporter, pinoReporter } from '../src/index.ts';

describeReporter('noopReporter', async () => ({ reporter: noopReporter() }));

describeReporter('memoryReporter, local', async () => {
  const reporter = memoryReporter();
  return { reporter, delivered: async () => reporter.lines };
});

describeReporter('memoryReporter, remote', async () => {
  const reporter = memoryReporter({ reach: 'remote' });
  return { reporter, delivered: async () => reporter.lines };
});

describeReporter('fileReporter on a store', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'reporter-'));
  const reporter = fileReporter({ store: openStore({ directory }) });
  return {
    reporter,
    async delivered() {
      const lines: string[] = [];
      for await (const { line } of readLog({ directory })) lines.push(line);
      return lines;
    },
    dispose: async () => rmSync(directory, { recursive: true }),
  };
});

describeReporter('fileReporter on a file of its own', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'reporter-'));
  const file = join(directory, 'run.jsonl');
  return {
    reporter: fileReporter({ file }),
    delivered: async () => readFileSync(file, 'utf8').split('\n').filter(Boolean),
    dispose: async () => rmSync(directory, { recursive: true }),
  };
});

for (const reach of ['local', 'remote'] as const) {
  describeReporter(`pinoReporter, ${reach}`, async () => {
    const directory = mkdtempSync(join(tmpdir(), 'reporter-'));
    const file = join(directory, 'host.log');
    const logger = pino(pino.destination({ dest: file, sync: true }));
    return {
      reporter: reach === 'local' ? pinoReporter(logger, { reach }) : pinoReporter(logger),
      delivered: async () =>
        readFileSync(file, 'utf8')
          .split('\n')
          .filter(Boolean)
          .map((line) => JSON.stringify(JSON.parse(line).telemetry)),
      dispose: async () => rmSync(directory, { recursive: true }),
    };
  });
}

describe('pinoReporter', () => {
  it('counts what a logger that throws has lost, and throws nothing', () => {
    const reporter = pinoReporter(
      pino({
        hooks: {
          logMethod() {
            throw new Error('broken');
          },
        },
      }),
      { reach: 'local' },
    );
    reporter.report({ event: { event: 'runner.started' } as never, line: '{}' });
    expect(reporter.stats.dropped).toEqual({ logger_failed: 1 });
  });
});
