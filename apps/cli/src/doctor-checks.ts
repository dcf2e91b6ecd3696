/** What `doctor` looks at. Each check reads, changes nothing, opens no socket, and says what it found in one sentence. */

import { lstatSync, readdirSync, statfsSync } from 'node:fs';
import { loadConsent, readIdentity } from '@telemetry/consent';
import { isTelemetryError } from '@telemetry/schema';
import { readLosses, TELEMETRY_TREE, verifyLog } from '@telemetry/store';
import type { CommandContext } from './context.ts';
import { findLog, shownPath } from './context.ts';
import { readLogFigures } from './log-figures.ts';
import { createLineParser, describeSkipped } from './read-events.ts';
import { counted, formatBytes } from './render-list.ts';

/** What a check found. */
export interface Finding {
  readonly check: string;
  /** `problem`: something should be done. `note`: good to know. */
  readonly state: 'ok' | 'note' | 'problem';
  readonly message: string;
  readonly hint: string | null;
}

/** Less free space than this, and events are about to be lost. 64 MiB. */
const MIN_FREE_BYTES = 67_108_864;

/** Events this far ahead of the clock mean that it was, or is, wrong. One day. */
const MAX_AHEAD_MS = 86_400_000;

/** No program of this version ran before. */
const EARLIEST_MS = Date.UTC(2026, 0, 1);

/** Makes all checks, in the order in which they depend on each other. */
export async function runChecks(context: CommandContext): Promise<readonly Finding[]> {
  const checks: readonly (readonly [string, () => Promise<Finding> | Finding])[] = [
    ['consent', () => checkConsent(context)],
    ['catalog', () => checkCatalog(context)],
    ['folder', () => checkFolder(context)],
    ['identity', () => checkIdentity(context)],
    ['log', () => checkLog(context)],
    ['losses', () => checkLosses(context)],
    ['disk', () => checkDisk(context)],
    ['clock', () => checkClock(context)],
  ];
  const findings: Finding[] = [];
  for (const [check, run] of checks) findings.push(await asFinding(check, run));
  return findings;
}

async function asFinding(check: string, run: () => Promise<Finding> | Finding): Promise<Finding> {
  try {
    return await run();
  } catch (error) {
    if (isTelemetryError(error)) return problem(check, `${error.message} [${error.code}]`, error.hint);
    const { code } = error as { code?: unknown };
    if (typeof code !== 'string') throw error;
    return problem(check, `The system refused: ${code}.`, 'Look at the permissions of the telemetry folder.');
  }
}

async function checkConsent(context: CommandContext): Promise<Finding> {
  const { explanation, problems, ledger } = await loadConsent(context.location);
  const [first] = problems;
  if (first !== undefined) return problem('consent', first.message, first.hint);
  if (ledger.skipped > 0)
    return note('consent', `${explanation}. ${counted(ledger.skipped, 'line')} of the ledger cannot be read.`);
  return ok('consent', `${explanation}.`);
}

async function checkCatalog(context: CommandContext): Promise<Finding> {
  try {
    const { catalog, from } = await context.findCatalog();
    return ok(
      'catalog',
      `${counted(catalog.events.length, 'event')} declared, by ${from === 'lock' ? 'the lock file' : 'the program'}.`,
    );
  } catch (error) {
    if (!isTelemetryError(error) || error.code !== 'CATALOG_UNKNOWN') throw error;
    return note('catalog', error.message, error.hint);
  }
}

function checkFolder(context: CommandContext): Finding {
  const { telemetryDir } = context.paths;
  const facts = lstatSync(telemetryDir, { throwIfNoEntry: false });
  if (facts === undefined) return ok('folder', 'There is none: nothing was ever recorded here.');
  if (!facts.isDirectory()) return problem('folder', 'The telemetry folder is not a folder.', 'Move it away.');
  const shown = shownPath(telemetryDir, context);
  // Windows has no uid and no mode.
  if (process.geteuid !== undefined && facts.uid !== process.geteuid()) {
    return problem('folder', `${shown} belongs to another user.`, 'Make it yours: chown.');
  }
  if (process.geteuid !== undefined && (facts.mode & 0o077) !== 0) {
    return problem('folder', `${shown} is open to others (mode ${(facts.mode & 0o777).toString(8)}).`, 'chmod 700 it.');
  }
  const foreign = readdirSync(telemetryDir).filter((name) => !isOurs(name));
  if (foreign.length > 0)
    return note(
      'folder',
      `${shown} holds ${counted(foreign.length, 'name')} that ${foreign.length === 1 ? 'is' : 'are'} not ours.`,
    );
  return ok('folder', `${shown} is yours alone.`);
}

function isOurs(name: string): boolean {
  const isSegment = /^events-.*\.jsonl$/.test(name);
  return isSegment || TELEMETRY_TREE.some((entry) => entry.name === name) || /\.[0-9a-f]{8}\.tmp$/.test(name);
}

async function checkIdentity(context: CommandContext): Promise<Finding> {
  const identity = readIdentity(context.paths);
  if (identity !== undefined) return ok('identity', `There is one, made ${identity.createdAt.slice(0, 10)}.`);
  const { enabled } = await loadConsent(context.location);
  return enabled
    ? note('identity', 'There is none yet.', 'The next program that records makes one.')
    : ok('identity', 'There is none, and none is needed.');
}

async function checkLog(context: CommandContext): Promise<Finding> {
  const { config } = await loadConsent(context.location);
  const parse = await createLineParser(context.host.catalog);
  const { events, bytes, problems, skipped } = verifyLog({ ...(await findLog(context, config.localFile)), parse });
  const [first] = problems;
  const held = `${counted(events, 'event')}, ${formatBytes(bytes)}.`;
  if (first !== undefined) {
    return problem(
      'log',
      `${held} ${counted(problems.length, 'problem')}, the first: ${first.message} [${first.code}].`,
      `See ${context.program} verify.`,
    );
  }
  const torn = describeSkipped(skipped);
  return torn === '' ? ok('log', held) : note('log', `${held} ${torn}`, 'Torn lines are what killed programs leave.');
}

function checkLosses(context: CommandContext): Finding {
  const losses = Object.entries(readLosses(context.paths.lossesFile));
  if (losses.length === 0) return ok('losses', 'None.');
  return note('losses', `Events were lost: ${losses.map(([reason, count]) => `${count} ${reason}`).join(', ')}.`);
}

function checkDisk(context: CommandContext): Finding {
  const { telemetryDir, root } = context.paths;
  const home = root.slice(0, -context.app.length - 2) || '/';
  const place = [telemetryDir, root, home].find((path) => lstatSync(path, { throwIfNoEntry: false }) !== undefined);
  if (place === undefined) return note('disk', 'The home folder is not there.');
  const { bavail, bsize } = statfsSync(place);
  const free = bavail * bsize;
  if (free < MIN_FREE_BYTES)
    return problem('disk', `${formatBytes(free)} are free.`, 'Events are lost when it is full.');
  return ok('disk', `${formatBytes(free)} are free.`);
}

async function checkClock(context: CommandContext): Promise<Finding> {
  const nowMs = context.io.now();
  if (nowMs < EARLIEST_MS) return problem('clock', 'The clock stands before 2026.', 'Set it.');
  const { config } = await loadConsent(context.location);
  const { newest } = await readLogFigures(await findLog(context, config.localFile), context.io.now);
  const isAhead = newest !== undefined && Date.parse(newest) > nowMs + MAX_AHEAD_MS;
  if (isAhead) return note('clock', 'The log holds events of the future: the clock was wrong, or is.');
  return ok('clock', 'It agrees with the log.');
}

function ok(check: string, message: string): Finding {
  return { check, state: 'ok', message, hint: null };
}

function note(check: string, message: string, hint?: string): Finding {
  return { check, state: 'note', message, hint: hint ?? null };
}

function problem(check: string, message: string, hint?: string): Finding {
  return { check, state: 'problem', message, hint: hint ?? null };
}
