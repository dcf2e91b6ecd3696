import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FAMILY_HELP } from '@telemetry/aggregation';
import { appendLosses, purgeLog, sealLog } from '@telemetry/store';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openMetricsServer } from '../src/metrics-server.ts';
import { createHome, eventLine, type TestHome, writeLog } from './support/home.ts';
import { MAIN, runCli, runHere } from './support/run-cli.ts';

const ROOT = new URL('../../../', import.meta.url);

/** One line of each event that the metrics read, so that every family has a sample. */
function fullLog(): string[] {
  const payloads: { readonly [event: string]: object } = {
    agent_execution: {
      agent_type: 'coder',
      success: false,
      duration_ms: 1500,
      cost: 0.1,
      input_tokens: 3,
      output_tokens: 4,
    },
    skill_execution: { skill_name: 'edit', success: true, duration_ms: 5 },
    'executor.command_completed': { command: 'npm', exit_code: 1, duration_ms: 9 },
    error: { error_type: 'TypeError', error_category: 'runtime', component: 'planner' },
    feature_usage: { feature_name: 'search', action: 'used' },
    'plan.generated': { steps: 2 },
    'plan.step_completed': { step_index: 0, duration_ms: 3, status: 'ok' },
    'review.decision': { verdict: 'accept' },
    'quest.completed': { quest_id: 'q', proof_tier: 'gold' },
    'quest.failed': { quest_id: 'q', reason: 'timebox' },
    'risk.flagged': { reason: 'scope' },
    'feedback.submitted': { severity: 'low', component: 'cli' },
  };
  return Object.entries(payloads).map(([event, payload], at) =>
    JSON.stringify({ ...JSON.parse(eventLine('planner', at)), event, payload }),
  );
}

async function printedOnce(home: TestHome): Promise<string> {
  const { code, stdout } = await runHere(home, ['metrics', '--once']);
  expect(code).toBe(0);
  return stdout;
}

/** Starts `metrics` as a process of its own; gives where it serves. */
async function serve(home: TestHome) {
  const child = spawn(process.execPath, [MAIN, 'metrics', '--port', '0'], {
    cwd: home.project,
    env: home.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const [line] = await once(child.stdout, 'data');
  const url = String(line).trim();
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/);
  return { child, url };
}

/** Asks again until the text satisfies; the log is followed, not waited for. */
async function scrapeUntil(url: string, holds: (text: string) => boolean): Promise<string> {
  for (;;) {
    const text = await (await fetch(url)).text();
    if (holds(text)) return text;
  }
}

function answerTo(
  url: string,
  options: { readonly method?: string; readonly path?: string; readonly headers?: object },
) {
  return new Promise<{ status: number | undefined; body: string; headers: object }>((resolve, reject) => {
    const { hostname, port, pathname } = new URL(url);
    const { method = 'GET', path = pathname, headers = {} } = options;
    const sent = request({ hostname, port, path, method, headers: { ...headers } }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text) => {
        body += text;
      });
      response.on('end', () => resolve({ status: response.statusCode, body, headers: response.headers }));
    });
    sent.on('error', reject).end();
  });
}

describe('metrics --once', () => {
  it("passes Prometheus' own linter, for an empty log and a full one, and opens no socket", async () => {
    const empty = createHome();
    const full = createHome();
    writeLog(full, fullLog());
    for (const home of [empty, full]) {
      // promtool stands in Debian's package prometheus, which .ci/run installs.
      const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], {
        input: await printedOnce(home),
        encoding: 'utf8',
      });
      expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
    }
  });

  it('counts the same from kept states, and what is deleted for its age stays counted, unlike what is purged', async () => {
    const home = createHome();
    const old = fullLog().map((line) => JSON.stringify({ ...JSON.parse(line), timestamp: '2026-01-01T00:00:00.000Z' }));
    writeLog(home, old);
    const log = { directory: home.telemetryDir };
    const counters = (text: string) =>
      text.split('\n').filter((line) => /^telemetry_\w+_(?:total|bucket|sum|count)/.test(line));
    const first = counters(await printedOnce(home));
    expect(first.length).toBeGreaterThan(30);
    sealLog(log);
    expect(counters(await printedOnce(home))).toEqual(first);
    expect(purgeLog({ ...log, olderThan: new Date('2026-06-01T00:00:00Z') }).files).toBe(1);
    expect(counters(await printedOnce(home))).toEqual(first);
    await runHere(home, ['purge', '--yes']);
    expect(counters(await printedOnce(home))).toEqual([
      'telemetry_plans_generated_total 0',
      'telemetry_risk_flags_total 0',
    ]);
  });
});

describe('metrics', () => {
  it('serves what --once prints, follows the log, begins anew after a purge, and ends at SIGTERM with 0', async () => {
    const home = createHome();
    writeLog(home, fullLog());
    const { child, url } = await serve(home);
    expect(await (await fetch(url)).text()).toBe(await printedOnce(home));
    const plans = (text: string) => Number(/^telemetry_plans_generated_total (\d+)$/m.exec(text)?.[1]);
    const file = join(home.telemetryDir, 'events.jsonl');
    appendFileSync(
      file,
      fullLog()
        .map((line) => `${line}\n`)
        .join(''),
    );
    await scrapeUntil(url, (text) => plans(text) === 2);
    sealLog({ directory: home.telemetryDir });
    writeLog(home, fullLog());
    await scrapeUntil(url, (text) => plans(text) === 3);
    await runHere(home, ['purge', '--yes']);
    writeLog(home, fullLog());
    const after = await scrapeUntil(url, (text) => plans(text) === 1);
    expect(after).toBe(await printedOnce(home));
    child.kill('SIGTERM');
    expect((await once(child, 'close'))[0]).toBe(0);
  });

  it('counts on when all that there was is deleted for its age, and begins anew when it is purged after that', async () => {
    const home = createHome();
    const old = fullLog().map((line) => JSON.stringify({ ...JSON.parse(line), timestamp: '2026-01-01T00:00:00.000Z' }));
    writeLog(home, old);
    const { url } = await serve(home);
    const plans = (text: string) => Number(/^telemetry_plans_generated_total (\d+)$/m.exec(text)?.[1]);
    const file = join(home.telemetryDir, 'events.jsonl');
    appendFileSync(file, old.map((line) => `${line}\n`).join(''));
    await scrapeUntil(url, (text) => plans(text) === 2);
    const { files, restarted } = purgeLog({
      directory: home.telemetryDir,
      olderThan: new Date('2026-06-01T00:00:00Z'),
    });
    expect({ files, restarted }).toEqual({ files: 1, restarted: false });
    await scrapeUntil(url, (text) => text.includes('telemetry_log_files 0'));
    expect(plans(await (await fetch(url)).text())).toBe(2);
    writeLog(home, old);
    await scrapeUntil(url, (text) => plans(text) === 3);
    expect(purgeLog({ directory: home.telemetryDir, olderThan: new Date('2026-06-01T00:00:00Z') }).files).toBe(1);
    await scrapeUntil(url, (text) => text.includes('telemetry_log_files 0'));
    expect(plans(await (await fetch(url)).text())).toBe(3);
    await runHere(home, ['purge', '--yes']);
    await scrapeUntil(url, (text) => plans(text) === 0);
  });

  it('keeps what was recorded while it ran for the next start, when that was sealed and then deleted for its age', async () => {
    const home = createHome();
    const old = fullLog().map((line) => JSON.stringify({ ...JSON.parse(line), timestamp: '2026-01-01T00:00:00.000Z' }));
    const { url } = await serve(home);
    const plans = (text: string) => Number(/^telemetry_plans_generated_total (\d+)$/m.exec(text)?.[1]);
    writeLog(home, old);
    await scrapeUntil(url, (text) => plans(text) === 1);
    const states = () => {
      const folder = join(home.telemetryDir, 'folds');
      return existsSync(folder) ? readdirSync(folder).filter((name) => /^events-.*\.json$/.test(name)) : [];
    };
    expect(states()).toEqual([]);
    sealLog({ directory: home.telemetryDir });
    await scrapeUntil(url, () => states().length === 1);
    // What it does in the same breath as writing the state is done when it answers once more.
    await fetch(url);
    expect(purgeLog({ directory: home.telemetryDir, olderThan: new Date('2026-06-01T00:00:00Z') }).files).toBe(1);
    expect(plans(await printedOnce(home))).toBe(1);
  });

  it('is scraped by a real Prometheus', async () => {
    const home = createHome();
    writeLog(home, fullLog());
    const { url } = await serve(home);
    const folder = mkdtempSync(join(tmpdir(), 'prometheus-test-'));
    const config = join(folder, 'prometheus.yml');
    writeFileSync(
      config,
      `scrape_configs: [{ job_name: t, scrape_interval: 1s, static_configs: [{ targets: ['${new URL(url).host}'] }] }]\n`,
    );
    const own = await openMetricsServer(0, { contentType: 'text/plain', render: async () => '' });
    const port = new URL(own.url).port;
    await own.close();
    const prometheus = spawn(
      'prometheus',
      [
        `--config.file=${config}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      { stdio: 'ignore' },
    );
    onTestFinished(async () => {
      prometheus.kill('SIGKILL');
      if (prometheus.exitCode === null && prometheus.signalCode === null) await once(prometheus, 'close');
      rmSync(folder, { recursive: true, force: true });
    });
    const query = async (text: string) => {
      try {
        const response = await fetch(`http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent(text)}`);
        const { data } = (await response.json()) as { data: { result: { value: [number, string] }[] } };
        return data.result[0]?.value[1];
      } catch {
        return undefined;
      }
    };
    let found: string | undefined;
    while (found === undefined && prometheus.exitCode === null) {
      found = await query('telemetry_agent_executions_total{agent="coder"}');
    }
    expect(found).toBe('1');
    expect(await query('up')).toBe('1');
    expect(await query('telemetry_agent_duration_seconds_bucket{le="2.5"}')).toBe('1');
  });

  it('refuses other hosts, paths and methods, and what is no HTTP', async () => {
    const home = createHome();
    const { url } = await serve(home);
    const { port } = new URL(url);
    const status = async (options: Parameters<typeof answerTo>[1]) => (await answerTo(url, options)).status;
    expect(await status({})).toBe(200);
    expect(await status({ headers: { host: `localhost:${port}` } })).toBe(200);
    for (const host of [
      'evil.example',
      `evil.example:${port}`,
      '127.0.0.1',
      '127.0.0.1:1',
      `127.0.0.1.evil.example:${port}`,
    ]) {
      expect([host, await status({ headers: { host } })]).toEqual([host, 403]);
    }
    for (const path of ['/', '/metrics/', '//metrics', '/%6detrics', '/metrics/../healthz', '/metrics.json']) {
      expect([path, await status({ path })]).toEqual([path, 404]);
    }
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE']) {
      expect([method, await status({ method })]).toEqual([method, 405]);
    }
    expect(await answerTo(url, { method: 'HEAD' })).toMatchObject({ status: 200, body: '' });
    expect(await answerTo(url, { path: '/healthz?verbose' })).toMatchObject({ status: 200, body: 'ok\n' });
    const { headers } = await answerTo(url, { path: '/metrics?name[]=x' });
    expect(headers).toMatchObject({
      'content-type': 'text/plain; version=0.0.4; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    for (const bytes of [
      'nonsense\r\n\r\n',
      'GET /metrics HTTP/1.1\r\n\r\n',
      `GET / HTTP/1.1\r\nHost: ${'x'.repeat(20_000)}\r\n\r\n`,
      `GET /metrics HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nHost: evil.example\r\n\r\n`,
    ]) {
      const socket = connect(Number(port), '127.0.0.1');
      socket.end(bytes);
      const [answer] = await once(socket, 'data');
      expect(String(answer)).toMatch(/^HTTP\/1\.1 4\d\d /);
      socket.destroy();
    }
    expect(await status({})).toBe(200);
  });

  it('says 503 without a reason when the log cannot be read, and serves again when it can', async () => {
    let isBroken = true;
    const server = await openMetricsServer(0, {
      contentType: 'text/plain',
      render: async () => {
        if (isBroken) throw new Error('/home/somebody/secret');
        return 'fine 1\n';
      },
    });
    onTestFinished(() => server.close());
    const broken = await answerTo(server.url, {});
    expect([broken.status, broken.body.includes('somebody')]).toEqual([503, false]);
    isBroken = false;
    expect(await answerTo(server.url, {})).toMatchObject({ status: 200, body: 'fine 1\n' });
  });

  it('tells a port that is taken, and one that is none', async () => {
    const home = createHome();
    const server = await openMetricsServer(0, { contentType: 'text/plain', render: async () => '' });
    onTestFinished(() => server.close());
    const { port } = new URL(server.url);
    const taken = await runCli(home, ['metrics', '--port', port, '--json']);
    expect([taken.code, JSON.parse(taken.stderr).error.code]).toEqual([1, 'PORT_UNAVAILABLE']);
    for (const given of ['65536', '-1', 'http', '1.5', '']) {
      expect((await runHere(home, ['metrics', `--port=${given}`])).code).toBe(2);
    }
  });
});

describe('the dashboard and the page of names', () => {
  it('name just what is served', async () => {
    const home = createHome();
    writeLog(home, fullLog());
    appendLosses(join(home.telemetryDir, 'losses.jsonl'), { closed: 1 });
    const served = new Set([...(await printedOnce(home)).matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name));
    const dashboard = JSON.parse(readFileSync(new URL('docs/grafana/telemetry.json', ROOT), 'utf8'));
    const texts: string[] = JSON.stringify(dashboard).match(/telemetry_[a-z_]+/g) ?? [];
    const used = new Set(texts.map((name) => name.replace(/_(?:bucket|sum|count)$/, '')));
    expect(used.size).toBeGreaterThan(15);
    expect([...used].filter((name) => !served.has(name))).toEqual([]);
    const page = readFileSync(new URL('docs/metrics.md', ROOT), 'utf8');
    const table = page.split('\n').filter((line) => line.startsWith('| `telemetry_'));
    const rows = table.flatMap((line) => {
      const [, names = '', , metrics = ''] = line.split('|');
      return [...names.matchAll(/`(\w+)`/g)].map(([, name = '']) => [name, metrics.trim() !== ''] as const);
    });
    expect(rows.map(([name]) => name).sort()).toEqual(Object.keys(FAMILY_HELP).sort());
    expect(
      rows
        .filter(([, isServed]) => isServed)
        .map(([name]) => name)
        .sort(),
    ).toEqual([...served].sort());
  });
});
