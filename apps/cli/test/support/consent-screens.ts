/** The screens of the question, as a terminal shows them, and the page that is made from them. */

import { fileURLToPath } from 'node:url';
import { makeHome, type TestHome } from './make-home.ts';
import { openTmux, type TerminalSize, type TmuxTerminal } from './tmux.ts';

/** Where the page stands. */
export const CONSENT_PAGE = fileURLToPath(new URL('../../../../docs/consent-prompt.md', import.meta.url));

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

const WIDE: TerminalSize = { columns: 100, rows: 36 };
const NARROW: TerminalSize = { columns: 60, rows: 36 };

/** One screen of the page. */
export interface ConsentScreen {
  readonly title: string;
  readonly text: string;
}

/** Plays the question through, with the keys that a person presses. */
export async function playConsent(): Promise<readonly ConsentScreen[]> {
  const screens: ConsentScreen[] = [];
  const see = async (terminal: TmuxTerminal, title: string, pattern: RegExp) =>
    void screens.push({ title, text: await terminal.waitFor(pattern) });

  await inTerminal(['enable'], WIDE, async (terminal) => {
    await see(terminal, 'The question', /● Enable\n.*\n.*Learn more\n.*\n└/);
    terminal.press('Down', 'Down', 'Enter');
    await see(
      terminal,
      'Learn more: every field of every event, page by page',
      /◆ {2}Page 1 of \d+\n.*● Next page\n[\s\S]*\n└/,
    );
    terminal.press('Down', 'Enter');
    await terminal.waitFor(/◇ {2}Page 1[\s\S]*● Enable\n[\s\S]*\n└/);
    terminal.press('Enter');
    await see(terminal, 'Back to the question, and Enable', /Look at it: .*/);
  });
  await inTerminal(['enable'], NARROW, async (terminal) => {
    await see(terminal, 'The question in 60 columns', /● Enable\n.*\n.*Learn more\n.*\n└/);
    terminal.press('C-c');
    await see(terminal, 'Ctrl-C is no answer', /nothing was changed/);
  });
  await inTerminal(['enable', '--level', 'debug'], WIDE, async (terminal) => {
    await terminal.waitFor(/● Enable\n.*\n.*Learn more\n.*\n└/);
    terminal.press('Enter');
    await see(
      terminal,
      'The level debug is asked for once more; Enter is no',
      /Record at level debug\?\n.*● No\n[\s\S]*└/,
    );
    terminal.press('Enter');
    await terminal.waitFor(/nothing was changed/);
  });
  return screens;
}

/** Runs the command in a home of its own. */
export async function inTerminal<T>(
  args: readonly string[],
  size: TerminalSize,
  play: (terminal: TmuxTerminal, home: TestHome) => Promise<T>,
  env: { readonly [name: string]: string } = { NO_COLOR: '1' },
): Promise<T> {
  const home = makeHome();
  const terminal = openTmux(home, [process.execPath, MAIN, ...args], size, env);
  try {
    return await play(terminal, home);
  } finally {
    terminal.close();
    home.remove();
  }
}

/** Makes the page. */
export function renderConsentPage(screens: readonly ConsentScreen[]): string {
  const parts = screens.map(({ title, text }) => `## ${title}\n\n\`\`\`text\n${text}\n\`\`\`\n`);
  return `# The question

Made by \`node apps/cli/test/write-consent-page.ts\`, which runs \`telemetry enable\` in a terminal and presses the keys; a test fails when it would
come out otherwise. The words come from the catalog of the application; a host can replace them by another language's.

${parts.join('\n')}`;
}
