import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Summary } from '../../src/index.ts';
import { createSummary, parseRange, renderSummary } from '../../src/index.ts';
import { arbitraryLog } from '../arbitrary-events.ts';

const GENERATED = new Date('2026-11-25T00:00:00Z');
const VOID = new Set(['meta', 'rect', 'line', 'circle']);

function summaryOf(events: Parameters<ReturnType<typeof createSummary>['add']>[0][]): Summary {
  const builder = createSummary({ window: parseRange('90d', GENERATED) });
  for (const event of events) builder.add(event);
  return builder.finish({ generatedAt: GENERATED });
}

/** The names of all elements with their attributes; refuses what is not closed in its order. */
function elementsOf(page: string): readonly { readonly name: string; readonly attributes: string }[] {
  const found: { name: string; attributes: string }[] = [];
  const open: string[] = [];
  for (const [, end, name = '', attributes = ''] of page.matchAll(/<(\/?)([a-z0-9]+)((?:\s[^<>]*)?)>/g)) {
    if (end === '/') expect(name).toBe(open.pop());
    else {
      found.push({ name, attributes });
      if (!VOID.has(name)) open.push(name);
    }
  }
  expect(open).toEqual([]);
  return found;
}

/** Every key and text of the summary becomes another. */
function rename(value: unknown, name: (key: string) => string, depth = 0): unknown {
  if (typeof value === 'string') return depth > 1 ? name(value) : value;
  if (Array.isArray(value)) return value.map((item) => rename(item, name, depth + 1));
  if (typeof value !== 'object' || value === null) return value;
  const isMap =
    depth > 0 && Object.keys(value).every((key) => !/^(?:count|uses|runs|run|avg|quest_id|sequence)$/.test(key));
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [isMap ? name(key) : key, rename(inner, name, depth + 1)]),
  );
}

describe('the page of a summary', () => {
  it('runs nothing and fetches nothing, and its own policy says so', () => {
    fc.assert(
      fc.property(arbitraryLog, (log) => {
        const page = renderSummary(summaryOf(log), 'html');
        const [, style = ''] = /<style>([\s\S]*)<\/style>/.exec(page) ?? [];
        const hash = createHash('sha256').update(style).digest('base64');
        expect(page).toContain(`content="default-src 'none'; style-src 'sha256-${hash}';`);
        for (const { name, attributes } of elementsOf(page.replace(style, ''))) {
          expect(['script', 'link', 'img', 'iframe', 'object', 'base', 'form']).not.toContain(name);
          expect(attributes).not.toMatch(/\s(?:on[a-z]+|src|style|xlink:href)=|href="(?!#)/);
        }
        expect(style).not.toMatch(/url\(|@import/);
      }),
      { numRuns: 40 },
    );
  });

  it('shows hostile names as text', () => {
    const hostile = [
      '</style><script>alert(1)</script>',
      `" onmouseover="alert(1)`,
      `'><img src=x onerror=alert(1)>`,
      '\u202egnp.exe',
    ];
    fc.assert(
      fc.property(arbitraryLog, fc.constantFrom(...hostile), (log, name) => {
        const summary = rename(summaryOf(log), (key) => `${name}${key}`) as Summary;
        const page = renderSummary({ ...summary, actor_id_filter: name }, 'html');
        for (const element of elementsOf(page.replace(/<style>[\s\S]*?<\/style>/, ''))) {
          expect(['script', 'img']).not.toContain(element.name);
          expect(element.attributes.replace(/"[^"]*"/g, '')).not.toMatch(/onmouseover|onerror/);
        }
        expect(page).not.toContain('\u202e');
      }),
      { numRuns: 40 },
    );
  });

  it('has a table for every chart, a heading for every section and a place for every link', () => {
    fc.assert(
      fc.property(arbitraryLog, (log) => {
        const page = renderSummary(summaryOf(log), 'html');
        const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
        expect([...page.matchAll(/ id="/g)]).toHaveLength(ids.size);
        for (const [, id] of page.matchAll(/ (?:href="#|aria-labelledby=")([^"]+)"/g)) expect(ids).toContain(id);
        for (const [, section = ''] of page.matchAll(/<section([\s\S]*?)<\/section>/g)) {
          expect(section).toContain('<h2');
          if (section.includes('<svg')) expect(section).toContain('<table>');
        }
        const charts = page.split('class="chart"').length - 1;
        expect([...page.matchAll(/<div class="chart" role="img" aria-label="[^"]+"/g)]).toHaveLength(charts);
        for (const [, drawn = ''] of page.matchAll(/<figure>([\s\S]*?)<\/figure>/g)) expect(drawn).toContain('"chart"');
      }),
      { numRuns: 40 },
    );
  });

  it('draws bars that are as long as their figures say', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 1e6 }), { minLength: 1, maxLength: 10 }), (counts) => {
        const names = counts.map((count, at) => [`reason-${at}`, count] as const);
        const page = renderSummary({ ...summaryOf([]), failures_by_reason: Object.fromEntries(names) }, 'html');
        const most = Math.max(...counts);
        for (const [name, count] of names) {
          const [, width] =
            new RegExp(`title="${name}".*?class="plain" x="0%" y="0" width="([\\d.]+)%"`).exec(page) ?? [];
          expect(Math.abs(Number(width) - (100 * count) / most)).toBeLessThanOrEqual(0.006);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('draws no bar beyond its chart', () => {
    fc.assert(
      fc.property(arbitraryLog, (log) => {
        const page = renderSummary(summaryOf(log), 'html');
        for (const [, x, width] of page.matchAll(
          /<rect class="(?:plain|soft|good|bad)" x="([\d.]+)%" y="0" width="([\d.]+)%"/g,
        )) {
          expect(Number(x) + Number(width)).toBeLessThanOrEqual(100.02);
        }
        expect(page).not.toMatch(/NaN|Infinity|undefined/);
      }),
      { numRuns: 60 },
    );
  });
});
