import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { CONSENT_PAGE, inTerminal, playConsent, renderConsentPage } from './support/consent-screens.ts';
import { makeHome, type TestHome } from './support/make-home.ts';
import { runCli, runHere } from './support/run-cli.ts';
import { openTmux, type TmuxTerminal } from './support/tmux.ts';

const statusOf = async (home: TestHome) => JSON.parse((await runHere(home, ['status', '--json'])).stdout);
const QUESTION = /● Enable\n.*○ No thanks\n.*○ Learn more\n[\s\S]*└/;
const HOST = fileURLToPath(new URL('./support/first-run-host.ts', import.meta.url));
const SIZE = { columns: 100, rows: 36 };

describe('the question', () => {
  it('is shown as docs/consent-prompt.md says, also in 60 columns', async () => {
    const screens = await playConsent();
    expect(renderConsentPage(screens)).toBe(readFileSync(CONSENT_PAGE, 'utf8'));
    const narrow = screens.find(({ title }) => title.includes('60 columns'))?.text ?? '';
    expect(Math.max(...narrow.split('\n').map((line) => line.length))).toBeLessThanOrEqual(60);
  });

  it('records that it was asked, and minimal with nothing that leaves, after Enter on Enable', async () => {
    await inTerminal(['enable'], SIZE, async (terminal, home) => {
      await terminal.waitFor(QUESTION);
      terminal.press('Enter');
      expect(await terminal.ended()).toBe(0);
      const { answered_how: how, level, upload, enabled } = await statusOf(home);
      expect({ how, level, upload, enabled }).toEqual({
        how: 'prompt',
        level: 'minimal',
        upload: 'off',
        enabled: true,
      });
    });
  });

  it.each<[string, readonly string[]]>([
    ['No thanks', ['Down', 'Enter']],
    ['Ctrl-C', ['C-c']],
    ['Escape', ['Escape']],
  ])('changes nothing and ends with 3 after %s', async (_choice, keys) => {
    await inTerminal(['enable'], SIZE, async (terminal, home) => {
      await terminal.waitFor(QUESTION);
      terminal.press(...keys);
      await terminal.waitFor(/nothing was changed/);
      expect(await terminal.ended()).toBe(3);
      expect(existsSync(join(home.home, '.test-agent'))).toBe(false);
    });
  });

  it('has a page for every event, from the first to the last and back', async () => {
    await inTerminal(['enable'], { columns: 100, rows: 60 }, async (terminal, home) => {
      await terminal.waitFor(QUESTION);
      terminal.press('Down', 'Down', 'Enter');
      let screen = await terminal.waitFor(/◆ {2}Page 1 of \d+\n[\s\S]*└/);
      const pages = Number(/Page 1 of (\d+)/.exec(screen)?.[1]);
      expect(pages).toBeGreaterThan(2);
      let seen = screen;
      for (let page = 2; page <= pages; page += 1) {
        terminal.press('Enter');
        screen = await terminal.waitFor(new RegExp(`◆ {2}Page ${page} of ${pages}\\n[\\s\\S]*└`));
        seen += screen;
      }
      expect(screen).not.toContain('● Next page');
      const { stdout } = await runCli(home, ['privacy', '--format', 'json']);
      const { events } = JSON.parse(stdout) as { events: { event: string; level: string }[] };
      const minimal = events.filter(({ level }) => level === 'minimal').map(({ event }) => event);
      expect(minimal.length).toBeGreaterThan(20);
      expect(minimal.filter((event) => !seen.includes(`│  ${event}\n`))).toEqual([]);
      terminal.press('Down', 'Enter');
      await terminal.waitFor(new RegExp(`◆ {2}Page ${pages - 1} of`));
    });
  });

  it('is broken off by Ctrl-C among the pages, too', async () => {
    await inTerminal(['enable'], SIZE, async (terminal, home) => {
      await terminal.waitFor(QUESTION);
      terminal.press('Down', 'Down', 'Enter');
      await terminal.waitFor(/◆ {2}Page 1 of \d+\n[\s\S]*└/);
      terminal.press('C-c');
      expect(await terminal.ended()).toBe(3);
      expect(existsSync(join(home.home, '.test-agent'))).toBe(false);
    });
  });

  it('has colours, and none with NO_COLOR', async () => {
    for (const [env, hasColour] of [
      [{}, true],
      [{ NO_COLOR: '1' }, false],
    ] as const) {
      const show = async (terminal: TmuxTerminal) => {
        await terminal.waitFor(QUESTION);
        expect([env, terminal.colouredScreen().includes('\u001b[3')]).toEqual([env, hasColour]);
      };
      await inTerminal(['enable'], SIZE, show, env);
    }
  });

  it('takes Enter for no when it asks for the level debug', async () => {
    await inTerminal(['enable', '--level', 'debug'], SIZE, async (terminal, home) => {
      await terminal.waitFor(QUESTION);
      terminal.press('Enter');
      await terminal.waitFor(/● No\n/);
      terminal.press('Enter');
      expect(await terminal.ended()).toBe(3);
      expect(existsSync(home.configFile)).toBe(false);
    });
    await inTerminal(['enable', '--level', 'debug'], SIZE, async (terminal, home) => {
      await terminal.waitFor(QUESTION);
      terminal.press('Enter');
      await terminal.waitFor(/● No\n/);
      terminal.press('y');
      expect(await terminal.ended()).toBe(0);
      expect(await statusOf(home)).toMatchObject({ level: 'debug', answered_how: 'prompt' });
    });
  });
});

describe('a tool at its first run', () => {
  it('asks again when there was no answer, and never once there was one', async () => {
    const home = makeHome();
    const run = async (
      play: (terminal: TmuxTerminal) => Promise<unknown>,
      env: { readonly [name: string]: string } = {},
    ) => {
      const terminal = openTmux(home, [process.execPath, HOST], SIZE, env);
      try {
        await play(terminal);
        return /outcome: (.*)/.exec(await terminal.waitFor(/outcome: .*/))?.[1];
      } finally {
        terminal.close();
      }
    };
    const answer = async (key: string) =>
      run(async (terminal) => {
        await terminal.waitFor(QUESTION);
        terminal.press(key);
      });
    try {
      expect(await run(async () => {}, { CI: '1' })).toBe('not_asked (ci)');
      expect(await run(async () => {}, { CLAUDECODE: '1' })).toBe('not_asked (coding_agent)');
      expect(await run(async () => {}, { DO_NOT_TRACK: '1' })).toBe('not_asked (environment)');
      expect(await answer('C-c')).toBe('no_answer');
      expect(existsSync(join(home.home, '.test-agent'))).toBe(false);
      expect(await answer('Enter')).toBe('enabled');
      expect(await run(async () => {})).toBe('not_asked (answered)');
    } finally {
      home.remove();
    }
  });

  it('asks nobody in a pipe', async () => {
    const home = makeHome();
    try {
      expect(await runCli(home, [], { main: HOST })).toMatchObject({
        code: 0,
        stdout: 'outcome: not_asked (no_terminal)\n',
      });
    } finally {
      home.remove();
    }
  });
});
