/** What a browser has made of a page: read within the page, so every function here stands alone. Of the browser's own types just what is used. */

interface Style {
  readonly color: string;
  readonly fill: string;
  readonly backgroundColor: string;
}

interface PageNode {
  readonly nodeType: number;
  readonly textContent: string | null;
}

interface PageElement extends PageNode {
  readonly tagName: string;
  readonly scrollWidth: number;
  readonly ownerSVGElement?: PageElement | null;
  readonly parentElement: PageElement | null;
  readonly childNodes: Iterable<PageNode>;
  getAttribute(name: string): string | null;
  getBoundingClientRect(): { readonly left: number; readonly right: number; readonly width: number };
  closest(selector: string): PageElement | null;
  querySelector(selector: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
}

declare const document: Omit<PageElement, 'scrollWidth'> & {
  readonly documentElement: { readonly scrollWidth: number; readonly clientWidth: number };
};
declare function getComputedStyle(element: PageElement): Style;

/** A text of the page with its colours, as the browser computed them: `rgb(…)` or `rgba(…)`. */
export interface ShownText {
  readonly text: string;
  readonly color: string;
  /** What lies behind it, the nearest first; the last is opaque. */
  readonly behind: readonly string[];
}

/** Every text that stands somewhere on the page. */
export function readTexts(): ShownText[] {
  const texts: ShownText[] = [];
  for (const element of document.querySelectorAll('body, body *')) {
    const text = [...element.childNodes].map((node) => (node.nodeType === 3 ? node.textContent : '')).join('');
    if (text.trim() === '') continue;
    const style = getComputedStyle(element);
    const behind: string[] = [];
    for (let at: PageElement | null = element; at !== null; at = at.parentElement) {
      behind.push(getComputedStyle(at).backgroundColor);
    }
    const isDrawn = element.ownerSVGElement !== undefined && element.ownerSVGElement !== null;
    texts.push({ text: text.trim(), color: isDrawn ? style.fill : style.color, behind });
  }
  return texts;
}

/** What stands out of the page to the right, or runs into its neighbour. Tables scroll within themselves. */
export function readOverflow(): string[] {
  const { scrollWidth, clientWidth } = document.documentElement;
  const found = scrollWidth > clientWidth ? [`the page: ${scrollWidth} of ${clientWidth} pixels`] : [];
  for (const element of document.querySelectorAll('body *')) {
    const { right } = element.getBoundingClientRect();
    if (right > clientWidth + 0.5 && element.closest('.wide') === null) {
      found.push(`${element.tagName} ${element.textContent?.slice(0, 40)}: ${right}`);
    }
  }
  for (const row of document.querySelectorAll('.chart p')) {
    const label = row.querySelector('.label');
    const figure = row.querySelector('.figure');
    if (label === null || figure === null) continue;
    const { right, width } = label.getBoundingClientRect();
    if (right > figure.getBoundingClientRect().left || width < Math.min(label.scrollWidth - 1, 24)) {
      found.push(`label and figure: ${row.textContent}`);
    }
  }
  return found;
}

/** A chart, and the table of its section. */
export interface ShownChart {
  readonly name: string;
  readonly rows: readonly { readonly label: string; readonly figure: string }[];
  readonly table: readonly (readonly string[])[];
}

/** All charts of the page. */
export function readCharts(): ShownChart[] {
  return [...document.querySelectorAll('.chart')].map((chart) => ({
    name: chart.getAttribute('aria-label') ?? '',
    rows: [...chart.querySelectorAll('p')].map((row) => ({
      label: row.querySelector('.label')?.getAttribute('title') ?? '',
      figure: row.querySelector('.figure')?.textContent ?? '',
    })),
    table: [...(chart.closest('section')?.querySelectorAll('table tbody tr') ?? [])].map((row) =>
      [...row.querySelectorAll('td')].map((cell) => cell.textContent ?? ''),
    ),
  }));
}
