/**
 * The question of consent as a person sees it: the text, the choices, and the pages behind "Learn more". What may be asked, and what an
 * answer means, is decided in `@telemetry/consent`.
 */

import type { ConsentDialogue, ConsentText } from '@telemetry/consent';
import { visibleText } from './visible-text.ts';
import { wrapLines } from './wrap-lines.ts';

/** Events are kept whole on a page; this many lines stand between two. */
const LINES_BETWEEN = 1;

/**
 * Makes the dialogue for `askForConsent`. Shows on stderr and reads stdin; both must be a terminal. Ctrl-C, also among the pages, is no
 * answer. The library that draws is loaded when something is shown.
 */
export function terminalDialogue(): ConsentDialogue {
  let isBrokenOff = false;
  let isTextShown = false;
  return {
    async choose(text) {
      if (isBrokenOff) return undefined;
      const { askChoice, showLines } = await import('./ask.ts');
      const [question = '', ...rest] = text.lines;
      if (!isTextShown) await showLines(rest.slice(1).map(visibleText));
      isTextShown = true;
      const { enable, refuse, more } = text.choices;
      return askChoice(visibleText(question), [
        { value: 'enable', label: enable },
        { value: 'refuse', label: refuse },
        { value: 'more', label: more },
      ]);
    },
    async learnMore(text) {
      isBrokenOff = !(await turnPages(text));
      isTextShown = false;
    },
  };
}

/** Shows page after page until somebody goes back; false when it was broken off. */
async function turnPages(text: ConsentText): Promise<boolean> {
  const { askChoice, roomForText, showLines } = await import('./ask.ts');
  const { paging } = text;
  let index = 0;
  for (;;) {
    // Anew for each page: the window may have been resized.
    const pages = fillPages(text, roomForText(3));
    index = Math.min(index, pages.length - 1);
    await showLines(pages[index] ?? []);
    const choice = await askChoice(paging.page(index + 1, pages.length), [
      ...(index + 1 < pages.length ? [{ value: 'next', label: paging.next } as const] : []),
      { value: 'back', label: paging.back },
      ...(index > 0 ? [{ value: 'previous', label: paging.previous } as const] : []),
    ]);
    if (choice === undefined) return false;
    if (choice === 'back') return true;
    index += choice === 'next' ? 1 : -1;
  }
}

/** Puts as many whole events on a page as there is room for. One that is longer than a page scrolls. */
function fillPages(
  { pages }: ConsentText,
  room: { readonly columns: number; readonly rows: number },
): readonly (readonly string[])[] {
  const filled: (readonly string[])[] = [];
  let page: readonly string[] = [];
  for (const { title, lines } of pages) {
    const [summary = '', ...fields] = lines;
    const block = wrapLines(
      [title, `  ${summary}`, ...fields.map((field) => `  - ${field}`)].map(visibleText),
      room.columns,
    );
    if (page.length > 0 && page.length + LINES_BETWEEN + block.length > room.rows) {
      filled.push(page);
      page = [];
    }
    page = page.length === 0 ? block : [...page, '', ...block];
  }
  return [...filled, page];
}
