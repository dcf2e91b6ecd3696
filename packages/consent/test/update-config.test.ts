import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TelemetryChanges } from '../src/edit-config.ts';
import { parseConfig } from '../src/parse-config.ts';
import { updateConfig } from '../src/update-config.ts';
import { type Home, makeHome } from './home.ts';
import { runTogether } from './run-process.ts';

const HELD = { assertHeld: () => undefined };

let home: Home;
let config = '';
beforeEach(() => {
  home = makeHome();
  config = home.paths.configFile;
});
afterEach(() => home.remove());

const update = (changes: TelemetryChanges, path = config) => updateConfig(path, changes, 'config.toml', HELD);

describe('updateConfig', () => {
  it('makes a file that is not there, for its user alone', async () => {
    expect(await update({ enabled: true })).toBe(true);
    expect(readFileSync(config, 'utf8')).toBe('[telemetry]\nenabled = true\n');
    expect(statSync(config).mode & 0o777).toBe(0o600);
    expect(statSync(home.paths.root).mode & 0o777).toBe(0o700);
  });

  it('keeps the mode, and leaves no other file behind', async () => {
    home.writeConfig('a = 1\n');
    chmodSync(config, 0o640);
    await update({ enabled: true });
    expect(statSync(config).mode & 0o777).toBe(0o640);
    expect(readdirSync(home.paths.root)).toEqual(['config.toml']);
  });

  it('writes nothing when the file says so already', async () => {
    home.writeConfig("telemetry.level = 'minimal'");
    const { ino, mtimeMs } = statSync(config);
    expect(await update({ level: 'minimal' })).toBe(false);
    expect(statSync(config)).toMatchObject({ ino, mtimeMs });
  });

  it('follows a link: the file it leads to changes, the link stays', async () => {
    const real = join(home.home, 'dotfiles', 'my-agent.toml');
    mkdirSync(join(home.home, 'dotfiles'));
    writeFileSync(real, '# mine\n', { mode: 0o644 });
    mkdirSync(home.paths.root);
    symlinkSync(real, config);
    await update({ enabled: true });
    expect(lstatSync(config).isSymbolicLink()).toBe(true);
    expect(readFileSync(real, 'utf8')).toBe('# mine\n\n[telemetry]\nenabled = true\n');
    expect(readdirSync(home.paths.root)).toEqual(['config.toml']);
  });

  it('refuses a link that leads nowhere, a folder, and bytes that are not UTF-8', async () => {
    mkdirSync(home.paths.root);
    symlinkSync(join(home.home, 'nowhere'), config);
    await expect(update({ enabled: true })).rejects.toMatchObject({ code: 'CONFIG_UNREADABLE' });
    const folder = join(home.home, 'folder');
    mkdirSync(folder);
    await expect(update({ enabled: true }, folder)).rejects.toMatchObject({ code: 'CONFIG_UNREADABLE' });
    const latin1 = join(home.home, 'latin1');
    writeFileSync(latin1, Buffer.from([0x23, 0xe9, 0x0a]));
    await expect(update({ enabled: true }, latin1)).rejects.toMatchObject({ code: 'CONFIG_UNREADABLE' });
    expect(readFileSync(latin1)).toEqual(Buffer.from([0x23, 0xe9, 0x0a]));
  });

  it('leaves another name of the same file as it was', async () => {
    home.writeConfig('a = 1\n');
    linkSync(config, join(home.home, 'second'));
    await update({ enabled: true });
    expect(readFileSync(join(home.home, 'second'), 'utf8')).toBe('a = 1\n');
  });

  it('starts again from what an editor saved meanwhile', async () => {
    home.writeConfig('a = 1\n');
    let looks = 0;
    const lock = {
      assertHeld: () => {
        looks++;
        if (looks === 1) writeFileSync(config, 'a = 2 # saved\n');
      },
    };
    await updateConfig(config, { enabled: true }, 'config.toml', lock);
    expect(readFileSync(config, 'utf8')).toBe('a = 2 # saved\n\n[telemetry]\nenabled = true\n');
    expect(looks).toBe(2);
  });

  it('changes nothing once it no longer holds the lock', async () => {
    home.writeConfig('a = 1\n');
    const lost = new Error('lost');
    const lock = {
      assertHeld: () => {
        throw lost;
      },
    };
    await expect(updateConfig(config, { enabled: true }, 'config.toml', lock)).rejects.toMatchObject({ cause: lost });
    expect(readFileSync(config, 'utf8')).toBe('a = 1\n');
    expect(readdirSync(home.paths.root)).toEqual(['config.toml']);
  });

  it('loses none of 64 edits of 8 processes at once', async () => {
    home.writeConfig('# kept\r\n[other]\r\nx = 1 # kept too\r\n');
    const keys = [
      (n: number) => `enabled=${n % 2 === 0}`,
      (n: number) => `level="${n % 2 === 0 ? 'standard' : 'minimal'}"`,
      (n: number) => `retention_days=${n + 1}`,
      (n: number) => `summary_retention_days=${n + 1}`,
      (n: number) => `max_file_bytes=${70_000 + n}`,
      (n: number) => `max_total_bytes=${600_000_000 + n}`,
      (n: number) => `endpoint="https://h${n}.example/"`,
      (n: number) => `local_file="~/${n}"`,
    ];
    const lists = keys.map((pair) => [
      config,
      join(home.home, 'lock'),
      ...Array.from({ length: 8 }, (_, n) => pair(n)),
    ]);
    await runTogether('edit-config.ts', lists);
    const text = readFileSync(config, 'utf8');
    expect(text.startsWith('# kept\r\n[other]\r\nx = 1 # kept too\r\n\r\n[telemetry]\r\n')).toBe(true);
    expect(await parseConfig(text, 'x')).toMatchObject({
      enabled: false,
      level: 'minimal',
      retentionDays: 8,
      summaryRetentionDays: 8,
      maxFileBytes: 70_007,
      maxTotalBytes: 600_000_007,
      endpoint: 'https://h7.example/',
      localFile: '~/7',
    });
    expect(readdirSync(home.paths.root)).toEqual(['config.toml']);
  });
});
