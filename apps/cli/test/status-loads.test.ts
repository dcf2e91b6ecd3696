import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { createHome, eventLine, recordEvents, type TestHome } from './support/home.ts';
import { enableByFlag, runCli } from './support/run-cli.ts';

/** Runs `status --json` in a process of its own that notes which files it loads. */
async function statusOf(
  home: TestHome,
): Promise<{ readonly report: { events_total: number }; readonly loaded: string }> {
  const hook = join(home.elsewhere, 'hook.mjs');
  const list = join(home.elsewhere, 'loaded');
  if (!existsSync(hook)) {
    writeFileSync(
      hook,
      `import { registerHooks } from 'node:module';
import { writeFileSync } from 'node:fs';
const loaded = [];
registerHooks({ load(url, context, next) { loaded.push(url); return next(url, context); } });
process.on('exit', () => writeFileSync(${JSON.stringify(list)}, loaded.join('\\n')));
`,
    );
  }
  const { code, stdout, stderr } = await runCli(home, ['status', '--json'], {
    node: ['--import', pathToFileURL(hook).href],
  });
  expect([code, stderr]).toEqual([0, '']);
  return { report: JSON.parse(stdout), loaded: readFileSync(list, 'utf8') };
}

it('loads the parser of events and the catalog for new lines only, and counts the same', async () => {
  const home = createHome();
  await enableByFlag(home);
  await recordEvents(home, 3);
  const first = await statusOf(home);
  expect([first.report.events_total, first.loaded.includes('schema/src/parse.ts')]).toEqual([3, true]);
  const again = await statusOf(home);
  expect([again.report, again.loaded.includes('schema/src/parse.ts')]).toEqual([first.report, false]);
  appendFileSync(join(home.telemetryDir, 'events.jsonl'), `${eventLine('late')}\nno event\n`);
  const { report, loaded } = await statusOf(home);
  expect([report, loaded.includes('schema/src/parse.ts')]).toMatchObject([{ events_total: 4, lines_skipped: 1 }, true]);
});
