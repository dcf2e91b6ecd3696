import {
  appendFileSync,
  linkSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { canonicalJson, policyDigest } from '@telemetry/schema/policy';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { agreedPolicy, isAgreedAlone } from '../src/agreed-policy.ts';
import { type AnswerToAppend, appendAnswer } from '../src/append-answer.ts';
import { parseLedger, readLedger } from '../src/read-ledger.ts';
import { type Home, makeHome, policyWith } from './home.ts';

let home: Home;
let path = '';
beforeEach(() => {
  home = makeHome();
  mkdirSync(home.paths.telemetryDir, { recursive: true, mode: 0o700 });
  path = home.paths.consentFile;
});
afterEach(() => home.remove());

const yes: AnswerToAppend = {
  answeredAt: '2026-11-20T08:00:00.000Z',
  granted: true,
  how: 'prompt',
  level: 'standard',
  upload: 'summary',
  uploadLevel: 'minimal',
  send: 'manual',
  endpoint: 'https://collector.example.com/',
  debugConsentExpires: undefined,
  textDigest: `sha256:${'ab'.repeat(32)}`,
  policy: policyWith(),
};
const no: AnswerToAppend = {
  ...yes,
  granted: false,
  level: 'off',
  upload: 'off',
  endpoint: undefined,
  policy: undefined,
};

describe('the ledger of consent', () => {
  it('is empty when it is not there', () => {
    expect(readLedger(path)).toEqual({ latest: undefined, policies: [], endpoints: [], answers: 0, skipped: 0 });
  });

  it('gives back what was answered, with the digest of the policy agreed to', async () => {
    await appendAnswer(path, yes);
    const { policy, ...rest } = yes;
    const digest = policyDigest(policyWith());
    expect(policy).toBeDefined();
    expect(readLedger(path)).toEqual({
      latest: { ...rest, policyDigest: digest },
      policies: [{ digest, policy: JSON.parse(canonicalJson(policyWith())) }],
      endpoints: ['https://collector.example.com/'],
      answers: 1,
      skipped: 0,
    });
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('holds the policy as the canonical JSON that its digest is of', async () => {
    await appendAnswer(path, yes);
    expect(readFileSync(path, 'utf8').endsWith(`,"policy":${canonicalJson(policyWith())}}\n`)).toBe(true);
  });

  it('never changes what is there: each answer only adds', async () => {
    await appendAnswer(path, yes);
    const before = readFileSync(path);
    await appendAnswer(path, no);
    expect(readFileSync(path).subarray(0, before.length)).toEqual(before);
  });

  it('ends all agreement at a withdrawal, and unites what was agreed to after it', async () => {
    await appendAnswer(path, { ...yes, endpoint: 'https://old.example/' });
    await appendAnswer(path, no);
    expect(readLedger(path)).toMatchObject({ latest: { granted: false }, policies: [], endpoints: [], answers: 2 });
    expect(await agreedPolicy(readLedger(path))).toBeUndefined();
    await appendAnswer(path, yes);
    const first = readLedger(path);
    expect(isAgreedAlone(first, policyDigest(policyWith()))).toBe(true);
    expect(isAgreedAlone(first, policyDigest(policyWith(true)))).toBe(false);
    await appendAnswer(path, { ...yes, policy: policyWith(true), endpoint: undefined });
    await appendAnswer(path, yes);
    const state = readLedger(path);
    expect(state).toMatchObject({ endpoints: ['https://collector.example.com/'], answers: 5 });
    expect(state.policies).toHaveLength(2);
    expect(isAgreedAlone(state, policyDigest(policyWith()))).toBe(false);
    expect(Object.keys((await agreedPolicy(state))?.events['tool.used']?.fields ?? {}).sort()).toEqual([
      'duration_ms',
      'success',
      'tool',
    ]);
  });

  it('agrees to nothing by a policy that is not what its digest says', async () => {
    await appendAnswer(path, yes);
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll('"success"', '"surname"'));
    expect(readLedger(path).answers).toBe(1);
    expect(await agreedPolicy(readLedger(path))).toBeUndefined();
  });

  it('reads all whole answers when the last is cut at any byte, and never the next one with it', async () => {
    await appendAnswer(path, no);
    const whole = statSync(path).size;
    await appendAnswer(path, yes);
    const full = readFileSync(path);
    for (let size = whole; size < full.length - 1; size += 97) {
      writeFileSync(path, full);
      truncateSync(path, size);
      expect(readLedger(path)).toMatchObject({ latest: { granted: false }, answers: 1 });
      await appendAnswer(path, yes);
      expect(readLedger(path)).toMatchObject({ latest: { granted: true }, answers: 2 });
    }
  });

  it('skips and counts what is no answer', () => {
    const text = 'null\n{}\n[1]\n{"consent_version":1}\nnot json\n\u0000\u0000\n\n';
    expect(parseLedger(text, 'x')).toMatchObject({ latest: undefined, answers: 0, skipped: 6 });
  });

  it('fails when an answer of a later version is not understood: it may be a withdrawal', async () => {
    await appendAnswer(path, yes);
    appendFileSync(path, '{"consent_version":2,"answer":"withdrawn"}\n');
    expect(() => readLedger(path)).toThrow(expect.objectContaining({ code: 'LEDGER_UNREADABLE' }));
  });

  it('reads an answer of a later version that it does understand', async () => {
    await appendAnswer(path, yes);
    writeFileSync(path, readFileSync(path, 'utf8').replace('"consent_version":1', '"consent_version":2,"more":[]'));
    expect(readLedger(path)).toMatchObject({ latest: { granted: true }, answers: 1 });
  });

  it('is neither read nor written through a link, nor written when it has a second name', async () => {
    const other = join(home.home, 'other');
    writeFileSync(other, '');
    symlinkSync(other, path);
    expect(() => readLedger(path)).toThrow(expect.objectContaining({ code: 'LEDGER_UNREADABLE' }));
    await expect(appendAnswer(path, yes)).rejects.toMatchObject({ code: 'LEDGER_UNWRITABLE' });
    expect(statSync(other).size).toBe(0);
    linkSync(other, `${path}2`);
    await expect(appendAnswer(`${path}2`, yes)).rejects.toMatchObject({ code: 'LEDGER_UNWRITABLE' });
    expect(statSync(other).size).toBe(0);
  });
});
