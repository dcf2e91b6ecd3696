import { describe, expect, it } from 'vitest';
import type { Unknown } from '../src/dialects.ts';
import {
  readCycle,
  readEnvelope,
  readFlatBuild,
  readFlatOrchestrator,
  readFlatUsage,
  readRunner,
  readRunnerActor,
  readRunnerBuild,
} from '../src/dialects.ts';

const DERIVED = '11111111-1111-5111-8111-111111111111';
const derive = () => DERIVED;
const noDerivation = (): string => {
  throw new Error('this line has an id of its own');
};
const names = (event: string) =>
  event === 'agent_execution' ? new Set(['agent_type', 'agent_version', 'success', 'duration_ms']) : undefined;

const ENVELOPE: Unknown = {
  schema_version: '1.0',
  event_id: '9b2f0f5e-4f0e-4c57-9d0e-0b3f3c7b5a11',
  timestamp: '2026-11-20T12:34:56.789Z',
  event: 'plan.generated',
  source: 'planner',
  actor: { kind: 'agent', id: 'unknown' },
  run_id: '2025-10-06T12-30-00Z/refactor-config-loader',
  cycle: 2,
  build: {
    app: 'smart-agents',
    app_version: '2.0.0',
    git_sha: '3acc6b4',
    runtime: 'node',
    runtime_version: '20.10.0',
    platform: 'linux',
    arch: 'x64',
  },
  payload: { steps: 5, confidence: 0.61, redacted_fields: ['inputs.2'] },
  tags: { environment: 'workstation' },
};

describe('the envelope 1.x', () => {
  it('is read as it is', () => {
    expect(readEnvelope(ENVELOPE)).toEqual(ENVELOPE);
  });

  it('ignores members that it does not know, of the envelope, the actor and the build', () => {
    const newer = {
      ...ENVELOPE,
      schema_version: '1.7',
      anonymous_install_id: '9b2f0f5e-4f0e-4c57-9d0e-0b3f3c7b5a11',
      future: { x: 1 },
      actor: { kind: 'agent', id: 'unknown', mood: 'fine' },
      build: { ...(ENVELOPE['build'] as object), libc: 'glibc' },
    };
    expect(readEnvelope(newer)).toEqual({ ...ENVELOPE, schema_version: '1.7' });
  });

  it.each([
    '9b2f0f5e-4f0e-1c57-9d0e-0b3f3c7b5a11',
    '019b2f0f-5e4f-7c57-9d0e-0b3f3c7b5a11',
    '00000000-0000-0000-0000-000000000000',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
  ])('takes any UUID as id: %s', (id) => {
    expect(readEnvelope({ ...ENVELOPE, event_id: id })?.event_id).toBe(id);
  });

  it('writes ids in lower case, so that one event has one id', () => {
    expect(readEnvelope({ ...ENVELOPE, event_id: '9B2F0F5E-4F0E-4C57-9D0E-0B3F3C7B5A11' })?.event_id).toBe(
      ENVELOPE['event_id'],
    );
  });

  it('needs no run, cycle, tags, member of build or id of the actor', () => {
    const { run_id: _run, cycle: _cycle, tags: _tags, build: _build, ...bare } = ENVELOPE;
    const expected = { ...bare, build: {}, actor: { kind: 'human', id: 'unknown' } };
    expect(readEnvelope({ ...bare, actor: { kind: 'human' } })).toEqual(expected);
    expect(
      readEnvelope({ ...bare, build: null, run_id: null, cycle: null, tags: null, actor: { kind: 'human', id: '' } }),
    ).toEqual(expected);
  });

  it('leaves out optional members of another type', () => {
    const { run_id: _run, cycle: _cycle, tags: _tags, ...bare } = ENVELOPE;
    expect(readEnvelope({ ...ENVELOPE, run_id: 5, cycle: 0, tags: { a: 1 }, build: { app: 7 } })).toEqual({
      ...bare,
      build: {},
    });
    expect(readEnvelope({ ...ENVELOPE, tags: { a: 1, b: 'x' } })?.tags).toEqual({ b: 'x' });
    expect(readEnvelope({ ...ENVELOPE, cycle: 1.5 })?.cycle).toBeUndefined();
  });

  it('brings the time to UTC with milliseconds', () => {
    expect(readEnvelope({ ...ENVELOPE, timestamp: '2026-11-20T13:34:56.789123+01:00' })?.timestamp).toBe(
      ENVELOPE['timestamp'],
    );
  });

  it.each([
    ['another version', { schema_version: '2.0' }],
    ['a version that is no text', { schema_version: 1 }],
    ['a version that only begins alike', { schema_version: '1.0-beta' }],
    ['no id', { event_id: undefined }],
    ['an id that is no UUID', { event_id: 'abc' }],
    ['a time without a zone', { timestamp: '2026-11-20T12:34:56.789' }],
    ['an empty event', { event: '' }],
    ['no source', { source: undefined }],
    ['an unknown kind of actor', { actor: { kind: 'robot', id: 'x' } }],
    ['an actor that is text', { actor: 'agent' }],
    ['no payload', { payload: undefined }],
    ['a list as payload', { payload: [] }],
  ])('is not %s', (_, change) => {
    expect(readEnvelope({ ...ENVELOPE, ...change })).toBeUndefined();
  });
});

const RUNNER: Unknown = {
  ts: '2025-10-06T12:30:00Z',
  event_type: 'review.decision',
  event_id: '5d6e7f80-1122-4333-8444-555566667777',
  source: 'reviewer',
  actor: 'agent',
  run_id: 'run-1',
  cycle: 3,
  build: { git_sha: '3acc6b4', runner_version: '0.1.4', python_version: '3.11.4' },
  data: { verdict: 'accept' },
  tags: { environment: 'ci' },
};

describe('runner v0.1', () => {
  it('becomes an envelope', () => {
    expect(readRunner(RUNNER, noDerivation)).toEqual({
      schema_version: '1.0',
      event_id: '5d6e7f80-1122-4333-8444-555566667777',
      timestamp: '2025-10-06T12:30:00.000Z',
      event: 'review.decision',
      source: 'reviewer',
      actor: { kind: 'agent', id: 'unknown' },
      run_id: 'run-1',
      cycle: 3,
      build: { git_sha: '3acc6b4', app_version: '0.1.4', runtime: 'python', runtime_version: '3.11.4' },
      payload: { verdict: 'accept' },
      tags: { environment: 'ci' },
    });
  });

  it.each([
    ['agent', { kind: 'agent', id: 'unknown' }],
    ['human', { kind: 'human', id: 'unknown' }],
    ['system', { kind: 'system', id: 'unknown' }],
    ['agent:x', { kind: 'agent', id: 'x' }],
    ['human:a:b', { kind: 'human', id: 'a:b' }],
    ['agent:', { kind: 'agent', id: 'unknown' }],
    ['planner', { kind: 'system', id: 'planner' }],
    ['robot:x', { kind: 'system', id: 'robot:x' }],
    ['Agent', { kind: 'system', id: 'Agent' }],
    [':x', { kind: 'system', id: ':x' }],
    ['constructor', { kind: 'system', id: 'constructor' }],
    ['', { kind: 'system', id: 'unknown' }],
    [undefined, { kind: 'system', id: 'unknown' }],
    [null, { kind: 'system', id: 'unknown' }],
    [5, { kind: 'system', id: 'unknown' }],
    [['agent'], { kind: 'system', id: 'unknown' }],
    [
      { kind: 'agent', id: 'x' },
      { kind: 'agent', id: 'x' },
    ],
    [{ kind: 'human' }, { kind: 'human', id: 'unknown' }],
    [
      { kind: 'human', id: '' },
      { kind: 'human', id: 'unknown' },
    ],
    [
      { kind: 'robot', id: 'x' },
      { kind: 'system', id: 'x' },
    ],
    [{}, { kind: 'system', id: 'unknown' }],
  ])('reads the actor %j as %j', (actor, expected) => {
    expect(readRunnerActor(actor)).toEqual(expected);
  });

  it.each([
    ['cli', 'cli'],
    ['planner', 'planner'],
    ['orchestrator', 'orchestrator'],
    ['homegrown', 'cli'],
    [undefined, 'cli'],
    [5, 'cli'],
  ])('reads the source %j as %j', (source, expected) => {
    expect(readRunner({ ...RUNNER, source }, noDerivation)?.source).toBe(expected);
  });

  it.each([
    [{ runner_version: '1.2' }, { app_version: '1.2' }],
    [{ python_version: '3.11' }, { runtime: 'python', runtime_version: '3.11' }],
    [
      { app: 'x', platform: 'linux', arch: 'x64' },
      { app: 'x', platform: 'linux', arch: 'x64' },
    ],
    [{ runner_version: 5, python_version: null, other: 'x' }, {}],
    [undefined, {}],
    ['1.2', {}],
  ])('reads the build %j as %j', (build, expected) => {
    expect(readRunnerBuild(build)).toEqual(expected);
  });

  it('needs no data, and derives the id that it does not have', () => {
    expect(readRunner({ ts: '2025-10-06T12:30:00', event_type: 'x' }, derive)).toMatchObject({
      event_id: DERIVED,
      payload: {},
    });
    expect(readRunner({ ...RUNNER, event_id: '17', data: null }, derive)).toMatchObject({
      event_id: DERIVED,
      payload: {},
    });
  });

  it.each([
    ['no ts', { ts: undefined }],
    ['a ts that is no time', { ts: 'yesterday' }],
    ['no event_type', { event_type: undefined }],
    ['data that is a list', { data: [1] }],
  ])('is not %s', (_, change) => {
    expect(readRunner({ ...RUNNER, ...change }, noDerivation)).toBeUndefined();
  });
});

const CYCLE: Unknown = {
  schema_version: '0.1',
  timestamp: '2025-03-01T08:00:00.5Z',
  event: 'optimizer.benchmark_completed',
  source: 'optimizer',
  run_id: 'run-9',
  cycle: 1,
  payload: { tokens_per_second: 41.5, latency_ms: 320 },
};

describe('cycle v0.1', () => {
  it('becomes an envelope: an unknown agent, a derived id, an empty build', () => {
    expect(readCycle({ ...CYCLE, build: { app: 'x' } }, derive)).toEqual({
      schema_version: '1.0',
      event_id: DERIVED,
      timestamp: '2025-03-01T08:00:00.500Z',
      event: 'optimizer.benchmark_completed',
      source: 'optimizer',
      actor: { kind: 'agent', id: 'unknown' },
      run_id: 'run-9',
      cycle: 1,
      build: {},
      payload: { tokens_per_second: 41.5, latency_ms: 320 },
    });
  });

  it.each([
    ['another version', { schema_version: '0.2' }],
    ['a line with an actor', { actor: { kind: 'agent' } }],
    ['a line without a source', { source: undefined }],
    ['a line without a payload', { payload: undefined }],
    ['a line without an event', { event: undefined }],
    ['a line without a time', { timestamp: undefined }],
  ])('is not %s', (_, change) => {
    expect(readCycle({ ...CYCLE, ...change }, derive)).toBeUndefined();
  });
});

const FLAT_USAGE: Unknown = {
  event: 'agent_execution',
  timestamp: '2025-05-05T05:05:05.055Z',
  anonymous_id: '7a7a7a7a-1111-4222-8333-944444444444',
  agent_type: 'planner',
  agent_version: '1.4.0',
  success: true,
  duration_ms: 1200,
  cli_version: '2.3.4',
  node_version: '20.10.0',
  os_platform: 'darwin',
  favourite_colour: 'green',
};

describe('flat usage v1', () => {
  it('becomes an envelope: declared fields, the build, nothing else, no anonymous id', () => {
    expect(readFlatUsage(FLAT_USAGE, derive, names)).toEqual({
      schema_version: '1.0',
      event_id: DERIVED,
      timestamp: '2025-05-05T05:05:05.055Z',
      event: 'agent_execution',
      source: 'cli',
      actor: { kind: 'system', id: 'unknown' },
      build: { app_version: '2.3.4', runtime: 'node', runtime_version: '20.10.0', platform: 'darwin' },
      payload: { agent_type: 'planner', agent_version: '1.4.0', success: true, duration_ms: 1200 },
    });
  });

  it('gives an event that nobody declared an empty payload', () => {
    const read = readFlatUsage({ ...FLAT_USAGE, event: 'unheard_of' }, derive, names);
    expect(read).toMatchObject({ event: 'unheard_of', payload: {}, build: { app_version: '1.4.0' } });
  });

  it.each([
    ['a line without an anonymous id', { anonymous_id: undefined }],
    ['a line with a payload', { payload: {} }],
    ['a line without an event', { event: undefined }],
    ['a line without a time', { timestamp: 5 }],
  ])('is not %s', (_, change) => {
    expect(readFlatUsage({ ...FLAT_USAGE, ...change }, derive, names)).toBeUndefined();
  });
});

describe('the flat orchestrator', () => {
  const line: Unknown = {
    event: 'agent_execution',
    timestamp: '2025-07-01T00:00:00+00:00',
    anonymous_install_id: '7a7a7a7a-1111-4222-8333-944444444444',
    agent_version: '0.9.0',
    orchestrator_version: '1.1.0',
    python_version: '3.12.1',
    os: 'linux',
    arch: 'arm64',
    success: false,
  };

  it('becomes an envelope: fields of the catalog first, then the build, no install id', () => {
    expect(readFlatOrchestrator(line, derive, names)).toEqual({
      schema_version: '1.0',
      event_id: DERIVED,
      timestamp: '2025-07-01T00:00:00.000Z',
      event: 'agent_execution',
      source: 'orchestrator',
      actor: { kind: 'system', id: 'unknown' },
      build: { app_version: '1.1.0', runtime: 'python', runtime_version: '3.12.1', platform: 'linux', arch: 'arm64' },
      payload: { agent_version: '0.9.0', success: false },
    });
  });

  it.each([
    ['a line without an install id', { anonymous_install_id: undefined }],
    ['a line with a payload', { payload: null }],
  ])('is not %s', (_, change) => {
    expect(readFlatOrchestrator({ ...line, ...change }, derive, names)).toBeUndefined();
  });
});

describe('the build of flat lines', () => {
  it.each([
    [{ cli_version: '1', app_version: '2' }, { app_version: '2' }],
    [{ cli_version: '1', core_version: '3' }, { app_version: '1' }],
    [{ cli_version: 1, core_version: '3' }, { app_version: '3' }],
    [{ schema_version: '1', os_version: '14.2' }, {}],
    [
      { node_version: '20', python_version: '3' },
      { runtime: 'node', runtime_version: '20' },
    ],
    [{ os_platform: 'darwin', os: 'linux' }, { platform: 'darwin' }],
    [{ os: 5, arch: '' }, {}],
  ])('reads %j as %j', (line, expected) => {
    expect(readFlatBuild(line)).toEqual(expected);
  });
});
