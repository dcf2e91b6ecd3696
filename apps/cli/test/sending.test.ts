import { hash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../src/command-list.ts';
import { type Collector, startCollector } from './support/collector.ts';
import { createHome, recordEvents, type TestHome } from './support/home.ts';
import { enableByFlag, runCli, runHere } from './support/run-cli.ts';

const digestOf = (text: string) => hash('sha256', text, 'hex');
const jsonOf = async (home: TestHome, ...args: string[]) =>
  JSON.parse((await runHere(home, [...args, '--json'])).stdout);
const enableUpload = (home: TestHome, { endpoint }: Collector, ...args: string[]) =>
  enableByFlag(home, '--upload', 'events', '--endpoint', endpoint, ...args);
const recordedIds = async (home: TestHome): Promise<readonly string[]> =>
  (await runHere(home, ['events', '--json'])).stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).event_id);
const outboxOf = ({ telemetryDir }: TestHome) => {
  const folder = join(telemetryDir, 'outbox');
  return existsSync(folder) ? readdirSync(folder).filter((name) => name !== 'erasure-pending.json') : [];
};

describe('what is previewed, sent and receipted', () => {
  it('are the same bytes, by one SHA-256', async () => {
    const home = createHome();
    const collector = await startCollector();
    await enableUpload(home, collector);
    await recordEvents(home, 3);
    const previewed = (await runCli(home, ['preview', '--raw'])).stdout;
    const sent = await jsonOf(home, 'send');
    const [arrived, ...more] = collector.requests;
    expect([arrived?.method, arrived?.path, more]).toEqual(['POST', '/v1/batch', []]);
    expect(arrived?.text).toBe(previewed);
    const [receipt] = sent.receipts;
    expect(receipt).toMatchObject({ sha256: digestOf(previewed), events: 3, collector_digest: 'matches' });
    const [kept] = (await runHere(home, ['sent', '--json'])).stdout.split('\n').map((line) => line && JSON.parse(line));
    expect(kept).toMatchObject({ batch_id: receipt.batch_id, sha256: digestOf(previewed), payload_kept: true });
    const payload = (await runCli(home, ['sent', '--payload', receipt.batch_id])).stdout;
    expect(payload).toBe(previewed);
    const file = readFileSync(join(home.telemetryDir, 'sent', `${receipt.batch_id}.json`), 'utf8');
    expect(JSON.parse(file).body_sha256).toBe(digestOf(previewed));
  });

  it('stay the same bytes when an attempt fails, and when preview is asked again', async () => {
    const home = createHome();
    const collector = await startCollector();
    await enableUpload(home, collector);
    await recordEvents(home, 2);
    const { stdout: previewed } = await runHere(home, ['preview', '--raw']);
    collector.answerWith(503);
    const failed = await runHere(home, ['send', '--json']);
    expect([failed.code, JSON.parse(failed.stdout)]).toEqual([
      1,
      expect.objectContaining({ ended: 'retry_later', reason: 'status_503', batches: 0 }),
    ]);
    expect((await jsonOf(home, 'status')).outbox).toMatchObject({ batches: 1, retry_reason: 'status_503' });
    expect((await runHere(home, ['preview', '--raw'])).stdout).toBe(previewed);
    collector.answerWith(200);
    expect((await runHere(home, ['send'])).code).toBe(0);
    expect(collector.requests.map(({ text }) => text)).toEqual([previewed, previewed]);
  });
});

describe('what leaves', () => {
  it('was recorded after the consent to upload, every time that it is given', async () => {
    const home = createHome();
    const collector = await startCollector();
    await enableByFlag(home);
    await recordEvents(home, 3);
    await enableUpload(home, collector);
    await recordEvents(home, 2);
    await enableByFlag(home, '--upload', 'off');
    expect(outboxOf(home)).toEqual([]);
    await recordEvents(home, 4);
    await enableUpload(home, collector);
    await recordEvents(home, 2);
    const ids = await recordedIds(home);
    expect(ids).toHaveLength(11);
    expect((await runHere(home, ['send'])).code).toBe(0);
    expect(collector.eventIds()).toEqual(ids.slice(9));
  });

  it('is nothing without consent: 3, and no request', async () => {
    const home = createHome();
    const collector = await startCollector();
    expect((await runHere(home, ['send'])).code).toBe(3);
    await enableByFlag(home);
    await recordEvents(home, 1);
    expect((await runHere(home, ['send'])).code).toBe(3);
    await enableUpload(home, collector);
    await recordEvents(home, 1);
    expect((await runHere(home, ['send'], { env: { DO_NOT_TRACK: '1' } })).code).toBe(3);
    await runHere(home, ['disable']);
    const { code, stderr } = await runHere(home, ['send', '--json']);
    expect([code, JSON.parse(stderr).error.code]).toEqual([3, 'CONSENT_MISSING']);
    expect(collector.requests).toEqual([]);
  });

  it('holds no local field, no run, no actor and no minute', async () => {
    const home = createHome();
    const collector = await startCollector();
    await enableUpload(home, collector, '--level', 'standard');
    await recordEvents(home, 1);
    await runHere(home, ['send']);
    const [event] = JSON.parse(collector.requests[0]?.text ?? '{}').events;
    expect(event.timestamp).toMatch(/T\d\d:00:00\.000Z$/);
    expect(event.payload).not.toHaveProperty('cost');
    expect(collector.requests[0]?.text).not.toContain('run-1');
    expect(JSON.stringify(event.actor)).not.toContain('planner');
  });

  it('stops when consent is withdrawn while it is under way, and nothing waits any more', async () => {
    const home = createHome();
    const collector = await startCollector();
    await enableUpload(home, collector);
    await recordEvents(home, 2);
    collector.answerWith('stall');
    const sending = runCli(home, ['send', '--json']);
    await collector.arrived(1);
    expect((await runHere(home, ['disable'])).code).toBe(0);
    const { code, stdout } = await sending;
    expect([code, JSON.parse(stdout).ended]).toEqual([3, 'withdrawn']);
    expect(outboxOf(home)).toEqual([]);
    expect((await runHere(home, ['sent'])).stdout).toBe('');
  });
});

describe('--json of send and sent', () => {
  it('prints what their shapes say', async () => {
    const home = createHome();
    const collector = await startCollector();
    await enableUpload(home, collector);
    await recordEvents(home, 1);
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    for (const [name, lines] of [
      ['send', [await runHere(home, ['send', '--json'])].map(({ stdout }) => stdout)],
      ['sent', (await runHere(home, ['sent', '--json'])).stdout.trimEnd().split('\n')],
    ] as const) {
      const validate = ajv.compile(COMMANDS.find((command) => command.name === name)?.output ?? false);
      for (const line of lines) validate(JSON.parse(line));
      expect([name, lines.length, validate.errors]).toEqual([name, 1, null]);
    }
  });
});

describe('send', () => {
  it('says that nothing waits, and that the collector would not take something', async () => {
    const home = createHome();
    const collector = await startCollector();
    await enableUpload(home, collector);
    const { code, stderr } = await runHere(home, ['send']);
    expect([code, stderr]).toEqual([0, 'Nothing waits to be sent.\n']);
    await recordEvents(home, 2);
    collector.answerWith(400);
    const refused = await runHere(home, ['send', '--json']);
    expect([refused.code, JSON.parse(refused.stdout)]).toEqual([
      1,
      expect.objectContaining({ rejected: 2, batches: 0 }),
    ]);
    expect((await jsonOf(home, 'status')).outbox).toMatchObject({ batches: 0, rejected: 1 });
  });
});

describe('disable --erase', () => {
  it('has the collector delete what was sent, by the key, and forgets the key only then', async () => {
    const home = createHome();
    const collector = await startCollector();
    await enableUpload(home, collector);
    await recordEvents(home, 1);
    await runHere(home, ['send']);
    const { erase_key: key, install_id: id } = JSON.parse(
      readFileSync(join(home.telemetryDir, 'identity.json'), 'utf8'),
    );
    const hashSent = JSON.parse(collector.requests[0]?.text ?? '{}').erase_key_hash;
    collector.answerWith(503);
    const failed = await runHere(home, ['disable', '--erase', '--json']);
    expect([failed.code, JSON.parse(failed.stdout).erasure]).toEqual([
      1,
      { erased: 0, waiting: [{ endpoint: collector.endpoint, reason: 'status_503' }] },
    ]);
    expect((await jsonOf(home, 'status')).outbox.erasures).toBe(1);
    collector.answerWith(204);
    const done = await runHere(home, ['disable', '--erase', '--json']);
    expect([done.code, JSON.parse(done.stdout).erasure]).toEqual([0, { erased: 1, waiting: [] }]);
    const last = collector.requests.at(-1);
    expect([last?.method, last?.path, last?.headers.authorization]).toEqual([
      'DELETE',
      `/v1/installs/${id}`,
      `Bearer ${key}`,
    ]);
    expect(hash('sha256', Buffer.from(key, 'hex'), 'hex')).toBe(hashSent);
    expect(existsSync(join(home.telemetryDir, 'outbox', 'erasure-pending.json'))).toBe(false);
  });
});

describe('doctor --network', () => {
  it('says whether the collector answers, and sends nothing of anybody', async () => {
    const home = createHome();
    const collector = await startCollector();
    await enableUpload(home, collector);
    const networkOf = async () =>
      (await jsonOf(home, 'doctor', '--network')).findings.find(({ check }: { check: string }) => check === 'network');
    expect((await networkOf()).state).toBe('ok');
    collector.answerWith(500);
    expect(await networkOf()).toMatchObject({ state: 'problem', message: expect.stringContaining('status 500') });
    expect(collector.requests.map(({ method, path, text }) => [method, path, text])).toEqual([
      ['GET', '/healthz', ''],
      ['GET', '/healthz', ''],
    ]);
  });
});
