/** What recording, starting and idling cost, against whom, and the goals: the list of all that is measured here. */

import type { Group, Row } from '../measure/group.ts';
import type { Contender } from '../measure/run-rounds.ts';
import * as notes from './notes.ts';

/** Rounds of a full run: the least of which each quartile is a round of its own. */
const ROUNDS = 5;
/** Rounds of what takes ten seconds or more each time. */
const LONG_ROUNDS = 5;

const NANOSECONDS = { name: 'ns', divisor: 1 } as const;
const MICROSECONDS = { name: 'µs', divisor: 1_000 } as const;
const MILLISECONDS = { name: 'ms', divisor: 1 } as const;
const MILLISECONDS_OF_NS = { name: 'ms', divisor: 1_000_000 } as const;
const MEGABYTES = { name: 'MB', divisor: 1_000_000 } as const;

const WARM = [
  { name: 'wall', title: 'wall' },
  { name: 'cpu', title: 'CPU' },
] as const;
const COLD = [
  { name: 'cold_wall', title: 'cold wall' },
  { name: 'cold_cpu', title: 'cold CPU' },
] as const;
const PROCESS = [
  { name: 'wall_ms', title: 'wall' },
  { name: 'cpu_ms', title: 'CPU' },
] as const;

function measured(name: string, script: string, ...args: readonly string[]): Contender {
  return { name, args: [`${script}.js`, ...args], measured: 'figures' };
}

function row(what: string, ours: string, peer: string, goal?: number, more: Partial<Row> = {}): Row {
  return {
    what,
    against: peer,
    ours: { contender: ours },
    peer: { contender: peer },
    figures: WARM,
    ...(goal === undefined ? {} : { goal }),
    ...more,
  };
}

const CALLS: readonly Group[] = [
  {
    title: 'Off',
    text: 'One call of a loop of 0.7 s after 0.3 s of warming up, with a payload of three fields made for each call. Cold: a call of the first thousand. Ours has loaded no module of Node, no zod and no crypto by then, or the run fails.',
    contenders: [
      measured('ours, off', 'ours-off'),
      measured("OpenTelemetry's no-op logger", 'otel-noop'),
      measured('PostHog, disabled', 'posthog-disabled'),
      measured('Segment, disabled', 'segment-disabled'),
    ],
    rounds: ROUNDS,
    unit: NANOSECONDS,
    shown: [...WARM, { name: 'cold_wall', title: 'cold wall' }],
    rows: [
      row('`track()` when off', 'ours, off', "OpenTelemetry's no-op logger", 1.5),
      row('`track()` when off', 'ours, off', 'PostHog, disabled'),
      row('`track()` when off', 'ours, off', 'Segment, disabled'),
    ],
  },
  {
    title: 'Above the level',
    text: 'The same, for an event that stands above the level agreed to, and for a call below the level of pino.',
    contenders: [
      measured('ours, above the level', 'ours-above-level'),
      measured('pino, below its level', 'pino-below-level'),
    ],
    rounds: ROUNDS,
    unit: NANOSECONDS,
    shown: [...WARM, { name: 'cold_wall', title: 'cold wall' }],
    rows: [
      row('`track()` of an event above the level', 'ours, above the level', 'pino, below its level', 1.5, {
        ifMissed: notes.ABOVE_LEVEL,
      }),
    ],
  },
];

function toFile(pattern: 'bursts' | 'turns', pinoGoal: number, others: boolean): Group {
  const what =
    pattern === 'bursts' ? '`track()` to the local file, bursts' : '`track()` to the local file, one event a turn';
  return {
    title: pattern === 'bursts' ? 'To the local file, in bursts' : 'To the local file, one event a turn',
    text:
      pattern === 'bursts'
        ? 'An event of 100,000, a hundred a turn of the event loop, after 30,000 of warming up, the flush at the end included. Ours is everything: validation, level filter, full redaction, envelope, encoding, two looks at the path a batch, write, flush; budgets are lifted. pino is a child logger with three paths to redact, by its default destination, which writes asynchronously, by a synchronous one, a write a call, and by one that gathers 4 KiB. The payload has ten fields; that of the rows at debug has a command, which is hashed, and a text that is new in each event, which is scanned. PostHog sends 5,000 events to a server on the loopback in another process. Cold: an event of the first hundred.'
        : 'An event of 20,000, one each turn, after 5,000 of warming up, so that ours is a write and two looks at the path an event. The turns of the loop are in the figures of both sides.',
    contenders: [
      measured('ours', 'ours-file', pattern, 'standard'),
      measured('pino', 'pino-file', pattern, 'standard'),
      measured('pino, synchronous', 'pino-file', pattern, 'standard', 'synchronous'),
      measured('pino, gathering 4 KiB', 'pino-file', pattern, 'standard', 'gathering'),
      ...(others
        ? [
            measured('OpenTelemetry logs SDK, null exporter', 'otel-batch', pattern),
            measured('posthog-node, loopback', 'posthog-loopback', pattern),
            measured('ours, debug', 'ours-file', pattern, 'debug'),
            measured('pino, debug payload', 'pino-file', pattern, 'debug'),
          ]
        : []),
    ],
    rounds: ROUNDS,
    unit: MICROSECONDS,
    shown: [...WARM, ...COLD],
    rows: [
      row(what, 'ours', 'pino', pinoGoal, { ifMissed: pattern === 'bursts' ? notes.IN_BURSTS : notes.ONE_A_TURN }),
      row(`${what}, cold`, 'ours', 'pino', undefined, { figures: COLD }),
      row(what, 'ours', 'pino, synchronous', pinoGoal, {
        ifMissed: pattern === 'bursts' ? notes.IN_BURSTS : notes.ONE_A_TURN,
      }),
      row(what, 'ours', 'pino, gathering 4 KiB'),
      ...(others
        ? [
            row(what, 'ours', 'OpenTelemetry logs SDK, null exporter', 0.8, { ifMissed: notes.AGAINST_NULL }),
            row(what, 'ours', 'posthog-node, loopback', 0.1, { ifMissed: notes.AGAINST_LOOPBACK }),
            row(`${what}, at debug, with a fresh text`, 'ours, debug', 'pino, debug payload'),
          ]
        : []),
    ],
  };
}

function processOf(name: string, ...args: readonly string[]): Contender {
  return { name, args, measured: 'process' };
}

/** Processes from their start to their end. `consented` is a home folder in which somebody has agreed. */
function processes(consented: string): readonly Group[] {
  const status = 'node_modules/@telemetry/cli/dist/main.js';
  return [
    {
      title: 'A process that records ten events',
      text: 'A whole process, from the start to the end. The ratios are of what it takes more than an empty one of the same round.',
      contenders: [
        processOf('empty', 'empty.js'),
        processOf('ours', 'ours-ten-events.js'),
        processOf('pino', 'pino-ten-events.js'),
        { ...processOf('ours, by `loadTelemetry`', 'ours-loaded-ten-events.js'), env: { TELEMETRY_HOME: consented } },
      ],
      rounds: ROUNDS * 2,
      unit: MILLISECONDS,
      shown: PROCESS,
      rows: [
        row('10 events, time added to an empty process', 'ours', 'pino', 0.5, {
          ...addedTo('empty', 'ours', 'pino'),
          ifMissed: notes.TEN_EVENTS,
        }),
        row(
          'the same by `loadTelemetry`: configuration, consent, identity',
          'ours, by `loadTelemetry`',
          'pino',
          undefined,
          addedTo('empty', 'ours, by `loadTelemetry`', 'pino'),
        ),
      ],
    },
    {
      title: '`telemetry status`',
      text: 'The command as it is packed, run by Node; where nobody was asked yet, and where somebody has agreed and the log has 10,000 events.',
      contenders: [
        processOf('node -e 0', '-e', '0'),
        processOf('telemetry status, nobody asked', status, 'status'),
        { ...processOf('telemetry status, agreed', status, 'status'), env: { TELEMETRY_HOME: consented } },
      ],
      rounds: ROUNDS * 2,
      unit: MILLISECONDS,
      shown: PROCESS,
      rows: [
        row('`telemetry status`, nobody asked', 'telemetry status, nobody asked', 'node -e 0', 1.4, {
          figures: PROCESS,
          ifMissed: notes.STATUS,
        }),
        row('`telemetry status`, agreed, 10,000 events', 'telemetry status, agreed', 'node -e 0', 1.4, {
          figures: PROCESS,
          ifMissed: notes.STATUS,
        }),
      ],
    },
  ];
}

function addedTo(empty: string, ours: string, peer: string): Partial<Row> {
  return {
    figures: PROCESS,
    ours: { contender: ours, without: empty },
    peer: { contender: peer, without: empty },
  };
}

const IMPORTS: Group = {
  title: 'Importing',
  text: 'Within a fresh process, from before `import()` to after; ours until the standard catalog is there.',
  contenders: [measured('@telemetry/core, standard catalog', 'ours-import'), measured('pino', 'pino-import')],
  rounds: ROUNDS * 2,
  unit: MILLISECONDS_OF_NS,
  shown: WARM,
  rows: [
    row('importing `@telemetry/core` with the standard catalog', '@telemetry/core, standard catalog', 'pino', 0.7, {
      ifMissed: notes.IMPORTING,
    }),
  ],
};

const HOST: readonly Group[] = [
  {
    title: "The host's event loop",
    text: '10,000 events a second for 10 s, ten or so a millisecond. The delay is that of `monitorEventLoopDelay` at a resolution of 1 ms, which counts the millisecond it waits.',
    contenders: [measured('on', 'loop-delay', 'on'), measured('off', 'loop-delay', 'off')],
    rounds: LONG_ROUNDS,
    unit: MILLISECONDS_OF_NS,
    shown: [
      { name: 'p99', title: 'p99' },
      { name: 'wall', title: 'p99.9' },
      { name: 'max', title: 'longest' },
      { name: 'cpu', title: 'CPU in all' },
    ],
    rows: [
      {
        ...row('delay of the event loop, p99.9, at 10,000 events a second', 'on', 'off', 1_000_000),
        against: 'the same with telemetry off',
        figures: [{ name: 'wall', title: 'ms more' }],
        by: 'difference',
        ifMissed: notes.EVENT_LOOP,
      },
    ],
  },
  {
    title: 'Memory',
    text: 'After a full collection; heap is what is used of it and what is external. Process is its resident set. pino writes synchronously here, since what waits would grow otherwise.',
    contenders: [
      { ...measured('ours', 'ours-memory'), args: ['--expose-gc', 'ours-memory.js'] },
      { ...measured('pino', 'pino-memory'), args: ['--expose-gc', 'pino-memory.js'] },
    ],
    rounds: LONG_ROUNDS,
    unit: MEGABYTES,
    shown: [
      { name: 'few_heap', title: 'heap, 10,000 events' },
      { name: 'many_heap', title: 'heap, 1,000,000' },
      { name: 'few_rss', title: 'process, 10,000' },
      { name: 'many_rss', title: 'process, 1,000,000' },
    ],
    rows: [
      memoryRow('memory after 1,000,000 events: heap', 'ours', 'heap', 2_000_000),
      memoryRow('memory after 1,000,000 events: process', 'ours', 'rss', 2_000_000),
      memoryRow('memory of pino after 1,000,000 events: process', 'pino', 'rss'),
    ],
  },
  {
    title: 'Several processes, one log',
    text: 'An event of 200,000, recorded by four warm processes that start together, or by one; wall is until the last has closed, CPU is the sum of all. Afterwards the log is read as plain JSON lines: all events are there, each once, and every line is whole, or the run fails.',
    contenders: [measured('four processes', 'writers', '4'), measured('one process', 'writers', '1')],
    rounds: LONG_ROUNDS,
    unit: MICROSECONDS,
    shown: WARM,
    rows: [
      row('4 processes writing one log, nothing lost or torn', 'four processes', 'one process', 1, {
        ifMissed: notes.WRITERS,
      }),
    ],
  },
];

function memoryRow(what: string, of: string, kind: 'heap' | 'rss', goal?: number): Row {
  return {
    what,
    against: 'after 10,000',
    ours: { contender: of, figure: `many_${kind}` },
    peer: { contender: of, figure: `few_${kind}` },
    figures: [{ name: kind, title: 'MB more' }],
    by: 'difference',
    ifMissed: notes.PROCESS_MEMORY,
    ...(goal === undefined ? {} : { goal }),
  };
}

/** One section of the page: groups that are measured by themselves. */
export interface Part {
  /** Names it on the command line and on the page. */
  readonly id: string;
  readonly heading: string;
  readonly groups: readonly Group[];
  /** Whether the sizes of bundles belong to it. */
  readonly hasSizes: boolean;
}

/** Everything, in the order of the page. */
export function recordingParts(consented: string): readonly Part[] {
  return [
    {
      id: 'recording',
      heading: 'Recording',
      groups: [...CALLS, toFile('bursts', 0.6, true), toFile('turns', 0.7, false)],
      hasSizes: false,
    },
    { id: 'starting', heading: 'Starting and size', groups: [...processes(consented), IMPORTS], hasSizes: true },
    { id: 'host', heading: 'Beside the host', groups: HOST, hasSizes: false },
  ];
}
