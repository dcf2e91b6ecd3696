import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../workspace.ts';

const CORE = 'packages/core/src/index.ts';

/**
 * Runs in a process of its own: every module that is imported passes the hook, every module of Node that is fetched
 * without an import passes `process.getBuiltinModule`. The list of what Node has loaded would not do: its own loader
 * has read files before any of ours.
 */
const WATCH = `
  import { registerHooks } from 'node:module';
  const loaded = new Set();
  registerHooks({ resolve(specifier, context, next) {
    const found = next(specifier, context);
    loaded.add(found.url);
    return found;
  } });
  const fetch = process.getBuiltinModule;
  process.getBuiltinModule = (name) => { loaded.add(name); return fetch(name); };
  const take = () => { const all = [...loaded]; loaded.clear(); return all; };
  const steps = [];
`;

/** What each step of a program loads that is outside the packages' own sources. */
function loads(program: string): readonly (readonly string[])[] {
  const script = `${WATCH}${program}\nprocess.stdout.write(JSON.stringify(steps));`;
  const out = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  const inside = pathToFileURL(join(ROOT, 'packages/')).href;
  const isOwn = (url: string) => url.startsWith(inside) && !url.includes('/node_modules/');
  return (JSON.parse(out) as string[][]).map((step) => step.filter((url) => !isOwn(url)));
}

const urlOf = (path: string) => JSON.stringify(pathToFileURL(join(ROOT, path)).href);

describe('importing @telemetry/core', () => {
  it('loads nothing outside its own layers: no file system, no crypto, no schema library, no parser', () => {
    expect(loads(`await import(${urlOf(CORE)}); steps.push(take());`)).toEqual([[]]);
  });

  it('loads crypto with the first event that is recorded, not before, and the file system not at all', () => {
    const [created, recorded] = loads(`
      const { createTelemetry } = await import(${urlOf(CORE)});
      const lines = [];
      const reporter = { reach: 'local', report: ({ line }) => void lines.push(line), flush: async () => {},
        close: async () => {}, stats: { accepted: 0, written: 0, sent: 0, dropped: {}, retries: 0, queued: 0 } };
      const telemetry = createTelemetry({ app: 'cold', reporter, config: { level: 'minimal' } });
      steps.push(take());
      telemetry.track('review.decision', { verdict: 'accept' });
      await telemetry.close();
      if (lines.length !== 1) throw new Error('nothing was recorded');
      steps.push(take());
    `);
    expect(created).toEqual([]);
    expect(recorded).toEqual(['node:crypto']);
  });

  it('would be seen to load what it loads', () => {
    const [store, zod] = loads(`
      await import(${urlOf('packages/store/src/index.ts')}); steps.push(take());
      await import(${urlOf('packages/schema/src/zod.ts')}); steps.push(take());
    `);
    expect(store).toEqual(expect.arrayContaining(['node:fs', 'node:path']));
    expect(zod).toContainEqual(expect.stringContaining('/node_modules/zod/'));
  });
});
