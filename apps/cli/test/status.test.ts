import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createHome, recordEvents, type TestHome } from './support/home.ts';
import { enableByFlag, runHere } from './support/run-cli.ts';

const ENDPOINT = 'https://collector.example.com/';
const UPLOAD = ['--upload', 'events', '--endpoint', ENDPOINT];
const TODAY = new Date().toISOString().slice(0, 10);
const ANSWERED = `Enabled (your answer of ${TODAY})`;

type Options = Parameters<typeof runHere>[2];

interface State {
  readonly name: string;
  /** Brings it about; gives what the command is run with besides. */
  arrange(home: TestHome): Promise<Options> | Options;
  readonly enabled: boolean;
  readonly cause: string;
  readonly explanation: string;
  /** The codes of all reasons. */
  readonly reasons: readonly string[];
  readonly rest?: object;
}

const write = (home: TestHome, text: string) => {
  mkdirSync(dirname(home.configFile), { recursive: true });
  writeFileSync(home.configFile, text);
};
const edit = (home: TestHome, from: string, to: string) =>
  writeFileSync(home.configFile, readFileSync(home.configFile, 'utf8').replace(from, to));
const organisation = (home: TestHome, text: string) => {
  const organisationFile = join(home.elsewhere, 'telemetry.toml');
  writeFileSync(organisationFile, text);
  return { organisationFile };
};
const enabled = async (home: TestHome, ...args: string[]) => {
  await enableByFlag(home, ...args);
  return {};
};

const OFF = { enabled: false, rest: { level: 'off', upload: 'off' } } as const;
const ON = { enabled: true, cause: 'ledger', explanation: ANSWERED } as const;

const STATES: readonly State[] = [
  {
    ...OFF,
    name: 'nobody was asked',
    arrange: () => ({}),
    cause: 'default',
    explanation: 'Disabled (nobody has agreed yet)',
    reasons: ['never_asked'],
  },
  {
    ...ON,
    name: 'agreed',
    arrange: (home) => enabled(home),
    reasons: [],
    rest: { level: 'minimal', upload: 'off', answered_how: 'flag' },
  },
  {
    ...OFF,
    name: 'DO_NOT_TRACK',
    arrange: async (home) => ({ ...(await enabled(home)), env: { DO_NOT_TRACK: '1' } }),
    cause: 'environment',
    explanation: 'Disabled (set by DO_NOT_TRACK)',
    reasons: ['environment_off'],
  },
  {
    ...OFF,
    name: 'the switch of the application',
    arrange: async (home) => ({ ...(await enabled(home)), env: { TEST_AGENT_TELEMETRY_DISABLED: '1' } }),
    cause: 'environment',
    explanation: 'Disabled (set by TEST_AGENT_TELEMETRY_DISABLED)',
    reasons: ['environment_off'],
  },
  {
    ...OFF,
    name: 'a level that is none',
    arrange: async (home) => ({ ...(await enabled(home)), env: { TELEMETRY_LEVEL: 'lots' } }),
    cause: 'environment',
    explanation: 'Disabled (TELEMETRY_LEVEL is not a level)',
    reasons: ['environment_not_understood'],
  },
  {
    ...ON,
    name: 'a level lowered by the environment',
    arrange: async (home) => ({ ...(await enabled(home, '--level', 'standard')), env: { TELEMETRY_LEVEL: 'minimal' } }),
    reasons: ['environment_level'],
    rest: { level: 'minimal' },
  },
  {
    ...OFF,
    name: 'the organisation says no',
    arrange: async (home) => ({ ...(await enabled(home)), ...organisation(home, '[telemetry]\nenabled = false\n') }),
    cause: 'organisation',
    explanation: 'Disabled (set by your organisation)',
    reasons: ['organisation_off'],
  },
  {
    ...OFF,
    name: 'the settings of the organisation are damaged',
    arrange: async (home) => ({ ...(await enabled(home)), ...organisation(home, '[telemetry\n') }),
    cause: 'organisation',
    explanation: 'Disabled (the settings of your organisation cannot be read)',
    reasons: ['organisation_unreadable'],
  },
  {
    ...ON,
    name: 'the organisation lowers level and upload',
    arrange: async (home) => ({
      ...(await enabled(home, '--level', 'standard', ...UPLOAD)),
      ...organisation(home, '[telemetry]\nlevel = "minimal"\nupload = "off"\n'),
    }),
    reasons: ['organisation_level', 'organisation_upload'],
    rest: { level: 'minimal', upload: 'off' },
  },
  {
    ...OFF,
    name: 'continuous integration',
    arrange: () => ({ env: { CI: '1' } }),
    cause: 'ci',
    explanation: 'Disabled (continuous integration)',
    reasons: ['ci', 'never_asked'],
  },
  {
    ...ON,
    name: 'continuous integration where the file says yes',
    arrange: async (home) => ({ ...(await enabled(home)), env: { CI: '1' } }),
    reasons: [],
    rest: { level: 'minimal' },
  },
  {
    ...OFF,
    name: 'switched off in the file after a yes',
    arrange: async (home) => {
      await enabled(home);
      edit(home, 'enabled = true', 'enabled = false');
      return {};
    },
    cause: 'file',
    explanation: 'Disabled (set in the configuration)',
    reasons: ['file_off'],
  },
  {
    ...OFF,
    name: 'a file that cannot be read',
    arrange: (home) => {
      write(home, '[telemetry\n');
      return {};
    },
    cause: 'file',
    explanation: 'Disabled (the configuration cannot be read)',
    reasons: ['file_unreadable'],
  },
  {
    name: 'switched on in the file by hand',
    arrange: (home) => {
      write(home, '[telemetry]\nenabled = true\n');
      return {};
    },
    enabled: true,
    cause: 'file',
    explanation: 'Enabled (set in the configuration)',
    reasons: ['file_unrecorded'],
    rest: { level: 'minimal', upload: 'off', answered_at: null },
  },
  {
    ...OFF,
    name: 'withdrawn',
    arrange: async (home) => {
      await enabled(home);
      await runHere(home, ['disable']);
      return {};
    },
    cause: 'ledger',
    explanation: `Disabled (your answer of ${TODAY})`,
    reasons: ['ledger_off'],
  },
  {
    ...OFF,
    name: 'a ledger of a later version',
    arrange: async (home) => {
      await enabled(home);
      writeFileSync(join(home.telemetryDir, 'consent.jsonl'), '{"consent_version":99,"granted":true}\n');
      return {};
    },
    cause: 'ledger',
    explanation: 'Disabled (your answer cannot be read or recorded)',
    reasons: ['ledger_unreadable', 'file_unrecorded'],
  },
  {
    ...OFF,
    name: 'the program says no',
    arrange: async (home) => ({ ...(await enabled(home)), host: { app: 'test-agent', config: { enabled: false } } }),
    cause: 'host',
    explanation: 'Disabled (switched off by the program)',
    reasons: ['host_off'],
  },
  {
    ...ON,
    name: 'the program lowers the level',
    arrange: async (home) => ({
      ...(await enabled(home, '--level', 'standard')),
      host: { app: 'test-agent', config: { level: 'minimal' } },
    }),
    reasons: ['host_level'],
    rest: { level: 'minimal' },
  },
  {
    ...ON,
    name: 'the program asks for more',
    arrange: async (home) => ({ ...(await enabled(home)), host: { app: 'test-agent', config: { level: 'debug' } } }),
    reasons: [],
    rest: { level: 'minimal' },
  },
  {
    ...ON,
    name: 'the consent to debug has ended',
    arrange: async (home) => ({
      ...(await enabled(home, '--level', 'debug')),
      now: () => Date.now() + 31 * 86_400_000,
    }),
    reasons: ['debug_consent_expired'],
    rest: { level: 'standard', debug_consent_until: null },
  },
  { ...ON, name: 'debug', arrange: (home) => enabled(home, '--level', 'debug'), reasons: [], rest: { level: 'debug' } },
  {
    ...ON,
    name: 'upload',
    arrange: (home) => enabled(home, ...UPLOAD, '--send', 'auto'),
    reasons: [],
    rest: { upload: 'events', upload_level: 'minimal', send: 'auto', endpoint: ENDPOINT },
  },
  {
    ...ON,
    name: 'an endpoint that was not agreed to',
    arrange: async (home) => {
      await enabled(home, ...UPLOAD);
      edit(home, ENDPOINT, 'https://elsewhere.example.com/');
      return {};
    },
    cause: 'file',
    explanation: 'Enabled (set in the configuration)',
    reasons: ['file_unrecorded', 'ledger_endpoint'],
    rest: { upload: 'off' },
  },
];

describe('status', () => {
  it.each(STATES)('names who decided, and why: $name', async (state) => {
    const home = createHome();
    const options = await state.arrange(home);
    const { code, stdout } = await runHere(home, ['status', '--json'], options);
    const shown = JSON.parse(stdout);
    const { enabled: isEnabled, cause, explanation } = shown;
    expect([code, isEnabled, cause, explanation]).toEqual([0, state.enabled, state.cause, state.explanation]);
    expect(shown.reasons.map((reason: { code: string }) => reason.code)).toEqual(state.reasons);
    expect(shown).toMatchObject(state.rest ?? {});
    const forPeople = await runHere(home, ['status'], options);
    expect(forPeople.stdout).toContain(state.explanation);
    // Each reason is told, in the explanation or below it.
    for (const { text } of shown.reasons) expect(forPeople.stdout).toContain(text);
  });

  it('has met every cause', () => {
    const causes = ['environment', 'organisation', 'ci', 'file', 'ledger', 'host', 'default'];
    expect(new Set(STATES.map(({ cause }) => cause))).toEqual(new Set(causes));
  });

  it('tells what waits and what was sent last, and shows paths by the variable that moves them', async () => {
    const home = createHome();
    await enableByFlag(home, ...UPLOAD);
    await recordEvents(home, 2);
    const { stdout } = await runHere(home, ['status']);
    expect(stdout).toMatch(/outbox +[\d.]+ (?:bytes|KiB) wait to be sent/);
    expect(stdout).toContain('$TELEMETRY_HOME/.test-agent/telemetry');
  });
});
