import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { loadTelemetry } from '@telemetry/core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openBrowser } from './support/browser.ts';
import { startCollector } from './support/collector.ts';
import { APP, createHome, type TestHome } from './support/home.ts';
import { readCharts, readOverflow, readTexts } from './support/page-facts.ts';
import { enableByFlag, runHere } from './support/run-cli.ts';

/** Names as long as names can be, and of the widest and the narrowest letters. */
const AGENTS = ['coder', 'W'.repeat(64), `a-${'rather-'.repeat(8)}long`, 'i', ...'abcdefghij'.split('')];

/** A browser on a busy machine says late what it has done. */
const PATIENCE = { timeout: 500_000, interval: 20 };

/** Records what fills every table and chart of the report, as programs do, and exports it. */
async function exportReport(home: TestHome): Promise<string> {
  await enableByFlag(home, '--level', 'standard');
  const telemetry = await loadTelemetry({ app: APP, version: '1.2.3', home: home.home, env: { ...home.env } });
  for (let index = 0; index < 240; index += 1) {
    const runId = `run-${index % 3}`;
    const scope = telemetry.scope({ runId, cycle: 1 + (index % 4), source: 'planner', actor: { kind: 'agent' } });
    const agent = AGENTS[(index * index) % AGENTS.length] ?? '';
    const [success, duration] = [index % 7 !== 0, 3 ** (index % 12)];
    scope.track('agent_execution', { agent_type: agent, success, duration_ms: duration, cost: 0.017 * index });
    scope.track('skill_execution', { skill_name: agent, success, duration_ms: duration, user_satisfaction: 4 });
    scope.track('executor.command_completed', { command: 'npm', exit_code: index % 5, duration_ms: duration });
    const failed = { error_type: 'TypeError', error_category: 'internal', component: agent } as const;
    if (!success) scope.track('error', { ...failed, agent_type: agent });
    scope.track('feature_usage', { feature_name: agent, action: success ? 'used' : 'enabled' });
    scope.track('quest.completed', { quest_id: agent, proof_tier: 'gold', observed_duration_seconds: duration });
    scope.track('quest.failed', { quest_id: agent, reason: 'budget' });
    scope.track('feedback.submitted', { severity: 'low', component: agent, tag_count: 1 });
    const actions = [agent, 'executor', 'reviewer'].map((component) => ({
      action_type: 'plan',
      component,
      timestamp_offset: index,
    }));
    scope.track('workflow', { total_duration_ms: duration, total_steps: 3, success, actions });
    scope.track('review.decision', { verdict: 'accept' });
  }
  await telemetry.close();
  const file = join(home.home, 'report.html');
  const { code, stderr } = await runHere(home, ['export', '--format', 'html', '--out', file]);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return file;
}

/** The share of red, green and blue, and how opaque. */
function parseColor(color: string): readonly [number, number, number, number] {
  const [red = 0, green = 0, blue = 0, alpha = 1] = [...color.matchAll(/[\d.]+/g)].map(Number);
  return [red, green, blue, alpha];
}

/** Contrast of two opaque colours by WCAG 2.2: from 1 to 21. */
function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [one, other].map(luminance).sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(color: string): number {
  const [red, green, blue] = parseColor(color);
  const linear = (part: number) => (part <= 10.314 ? part / 3294.6 : ((part / 255 + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

describe('the html report of a log, in a browser', { timeout: 600_000 }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  }, 600_000);
  afterAll(() => browser?.close(), 600_000);

  /** Opens a file as a reader does; keeps what the page asked for and said. */
  async function open(file: string, colorScheme: 'light' | 'dark', width: number) {
    const page: Page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    onTestFinished(() => page.close());
    page.setDefaultTimeout(0);
    const asked: string[] = [];
    const said: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (error) => said.push(String(error)));
    await page.goto(pathToFileURL(file).href, { waitUntil: 'networkidle' });
    return { page, asked, said };
  }

  it('makes no request and runs no script, and its policy stops both where somebody has written them into it', async () => {
    const file = await exportReport(createHome());
    const { page, asked, said } = await open(file, 'light', 1280);
    expect(asked).toEqual([pathToFileURL(file).href]);
    expect(said).toEqual([]);
    expect(await page.locator('script').count()).toBe(0);

    const elsewhere = await startCollector();
    const planted = file.replace('report', 'planted');
    const markup = `<script>document.title='ran'</script><img src="${elsewhere.endpoint}a.png" onerror="document.title='ran'">
<link rel="stylesheet" href="${elsewhere.endpoint}a.css"><iframe src="${elsewhere.endpoint}"></iframe></body>`;
    writeFileSync(planted, readFileSync(file, 'utf8').replace('</body>', markup));
    const second = await open(planted, 'light', 1280);
    // The browser says what it has refused, when it comes to it: so it was there.
    const isRefused = (what: string) =>
      second.said.some((line) => line.includes(what) && line.includes('Content Security Policy'));
    for (const what of ['inline script', 'a.png', 'a.css'])
      await expect.poll(() => isRefused(what), PATIENCE).toBe(true);
    expect(elsewhere.requests).toEqual([]);
    expect(await second.page.title()).toBe('Telemetry summary');
    writeFileSync(
      planted,
      readFileSync(planted, 'utf8').replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, ''),
    );
    const third = await open(planted, 'light', 1280);
    await expect.poll(() => third.page.title(), PATIENCE).toBe('ran');
    await expect.poll(() => elsewhere.requests.length, PATIENCE).toBeGreaterThan(0);
  });

  it('fits screens of 320 and of 1280 pixels, and no label runs into its figure', async () => {
    const file = await exportReport(createHome());
    for (const width of [320, 1280]) {
      const { page } = await open(file, 'light', width);
      expect({ width, overflow: await page.evaluate(readOverflow) }).toEqual({ width, overflow: [] });
    }
  });

  it('is light or dark as the reader has it, and every text has the contrast of WCAG AA in both', async () => {
    const file = await exportReport(createHome());
    const pages: (string | undefined)[] = [];
    for (const scheme of ['light', 'dark'] as const) {
      const { page } = await open(file, scheme, 1280);
      const texts = await page.evaluate(readTexts);
      expect(texts.length).toBeGreaterThan(300);
      for (const { text, color, behind } of texts) {
        const background = behind.find((each) => parseColor(each)[3] === 1) ?? '';
        expect({ text, partly: behind.filter((each) => ![0, 1].includes(parseColor(each)[3])) }).toEqual({
          text,
          partly: [],
        });
        expect({ scheme, text, readable: contrast(color, background) >= 4.5 }).toEqual({
          scheme,
          text,
          readable: true,
        });
      }
      pages.push(texts[0]?.behind.at(-2));
    }
    expect(pages[0]).not.toBe(pages[1]);
  });

  it('has beside every chart a table with the same figures', async () => {
    const { page } = await open(await exportReport(createHome()), 'light', 1280);
    const charts = await page.evaluate(readCharts);
    expect(charts.map(({ name }) => name)).toEqual([
      'Events by type',
      'How often, and the share that succeeded',
      'How long: median · 95th · 99th percentile',
      'Cost in US dollars',
      'How often, and the share that succeeded',
      'How long: median · 95th · 99th percentile',
      'How often, and the share that failed',
      'How long: median · 95th · 99th percentile',
      'Errors by type and component',
      'Uses by feature and action',
      'The quests completed most often',
      'Failures by reason',
      'Feedback by component',
      'Workflows by the order of components',
    ]);
    for (const { name, rows, table } of charts) {
      expect(rows.length).toBeGreaterThan(0);
      for (const { label, figure } of rows) {
        const said = [...label.split(' · '), ...figure.split(' · ')];
        const row = table.find((cells) => said.every((part) => cells.includes(part)));
        expect({ name, label, figure, row }).toMatchObject({ row: expect.arrayContaining(said) });
      }
    }
  });
});
