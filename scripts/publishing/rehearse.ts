/**
 * Rehearses a release against a registry of its own on loopback: `changeset version`, build, `changeset publish`, then an installation
 * of what was published by its version, an import of every package, `telemetry --help` and the README's example.
 * Run as `node scripts/publishing/rehearse.ts`. It works on a copy of what git tracks; nothing in the workspace changes and nothing
 * reaches the public registry, whose packages are read through the one on loopback. Exit code 1 when something fails.
 */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { listPublished, type Manifest, ROOT, readCoreExample } from '../workspace.ts';

const folder = mkdtempSync(join(tmpdir(), 'telemetry-release-'));
const copy = join(folder, 'workspace');
let registry: ChildProcess | undefined;

function run(cwd: string, env: Record<string, string>, command: string, ...args: readonly string[]): string {
  try {
    return execFileSync(command, args, {
      cwd,
      env: { ...process.env, ...env },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { readonly stdout?: string; readonly stderr?: string };
    throw new Error(`${command} ${args.join(' ')} failed\n${stdout.slice(-4000)}${stderr.slice(-4000)}`);
  }
}

try {
  copyWorkspace();
  const pnpm = ['-y', 'pnpm@12'];
  run(copy, {}, 'npx', ...pnpm, 'install', '--frozen-lockfile');
  run(copy, {}, 'npx', ...pnpm, 'exec', 'changeset', 'version');
  const released = listPublished().map(({ folder: path }) => readReleased(path));
  run(copy, {}, 'npx', ...pnpm, 'install', '--no-frozen-lockfile');
  run(copy, {}, 'npx', ...pnpm, 'build');
  run(copy, {}, 'git', 'commit', '--quiet', '--all', '--message', 'Release');

  const url = await startRegistry();
  const npmrc = join(folder, 'npmrc');
  // The registry takes any token; the tools refuse to publish without one.
  writeFileSync(npmrc, `registry=${url}/\n//${new URL(url).host}/:_authToken=rehearsal\n`);
  const env = { NPM_CONFIG_USERCONFIG: npmrc, npm_config_registry: `${url}/`, npm_config_userconfig: npmrc };
  run(copy, env, 'npx', ...pnpm, 'exec', 'changeset', 'publish');

  const app = join(folder, 'app');
  mkdirSync(app);
  writeFileSync(join(app, 'package.json'), JSON.stringify({ name: 'app', private: true, type: 'module' }));
  const wanted = released.map(({ name, version }) => `${name}@${version}`);
  run(app, env, 'npm', 'install', '--no-audit', '--no-fund', ...wanted);
  const names = released.filter(({ exports }) => exports?.['.'] !== undefined).map(({ name }) => name);
  writeFileSync(join(app, 'import.js'), names.map((name) => `await import('${name}');`).join('\n'));
  run(app, {}, process.execPath, 'import.js');
  writeFileSync(join(app, 'example.ts'), readCoreExample());
  if (!run(app, {}, process.execPath, 'example.ts').includes('"event": "repo.indexed"')) {
    throw new Error('the example of packages/core/README.md printed no event');
  }
  const help = run(app, {}, process.execPath, 'node_modules/.bin/telemetry', '--help');
  if (!help.includes('status')) throw new Error('telemetry --help does not name its commands');
  for (const text of wanted) console.log(text);
  console.log(
    `release: ${wanted.length} packages versioned, published on loopback, installed, imported; example and --help ran`,
  );
} finally {
  registry?.kill();
  rmSync(folder, { recursive: true, force: true });
}

/** What git tracks, as it stands in the working tree, as a repository of its own: changesets asks git. */
function copyWorkspace(): void {
  const files = execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' }).split('\0').filter(Boolean);
  for (const file of files.filter((name) => existsSync(join(ROOT, name)))) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(ROOT, file), join(copy, file));
  }
  const author = ['-c', 'user.name=Rehearsal', '-c', 'user.email=rehearsal@localhost'];
  run(copy, {}, 'git', 'init', '--quiet', '--initial-branch', 'main');
  run(copy, {}, 'git', 'config', 'user.name', 'Rehearsal');
  run(copy, {}, 'git', 'config', 'user.email', 'rehearsal@localhost');
  run(copy, {}, 'git', 'add', '.');
  run(copy, {}, 'git', ...author, 'commit', '--quiet', '--message', 'Copy');
}

/** The manifest of a package after `changeset version`, which must have given it a version and a changelog. */
function readReleased(path: string): Manifest {
  const manifest = JSON.parse(readFileSync(join(copy, path, 'package.json'), 'utf8')) as Manifest;
  if (manifest.version === '0.0.0') throw new Error(`${manifest.name} has no changeset`);
  if (!existsSync(join(copy, path, 'CHANGELOG.md'))) throw new Error(`${manifest.name} got no CHANGELOG.md`);
  return manifest;
}

/** Starts the registry on a free port of loopback; its packages and its log stay in the temporary folder. */
async function startRegistry(): Promise<string> {
  const home = join(folder, 'registry');
  mkdirSync(home);
  for (const name of ['package.json', 'pnpm-workspace.yaml', 'pnpm-lock.yaml']) {
    cpSync(join(ROOT, 'scripts/publishing', name), join(home, name));
  }
  run(home, {}, 'npx', '-y', 'pnpm@12', 'install', '--frozen-lockfile');
  const upstream = run(folder, {}, 'npm', 'config', 'get', 'registry').trim();
  const port = await freePort();
  const config = join(home, 'config.yaml');
  writeFileSync(
    config,
    [
      `storage: ${join(home, 'storage')}`,
      `uplinks: { public: { url: '${upstream}' } }`,
      'packages:',
      "  '@telemetry/*': { access: $all, publish: $all }",
      "  '**': { access: $all, proxy: public }",
      'log: { type: stdout, format: json, level: warn }',
    ].join('\n'),
  );
  const child = spawn(
    process.execPath,
    [join(home, 'node_modules/verdaccio/bin/verdaccio'), '--config', config, '--listen', `127.0.0.1:${port}`],
    { stdio: 'ignore' },
  );
  registry = child;
  const url = `http://127.0.0.1:${port}`;
  while (child.exitCode === null) {
    const answered = await fetch(`${url}/-/ping`).then(
      (response) => response.ok,
      () => false,
    );
    if (answered) return url;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`the registry ended with ${child.exitCode}`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { readonly port: number };
      server.close(() => resolve(port));
    });
  });
}
