/** Checks a log in full: every line of every file, and the files themselves. Changes nothing; there is no repair in place. */
import type { StoreFileSystem } from './file-system.ts';
import { type LogLocation, logEntries } from './log-files.ts';
import { createLineBuffer, noSkips, readLines, type SkipCounts } from './read-lines.ts';
import { openLogFiles, type ParseLine, parseCounting, parseJsonObject } from './read-log.ts';
import { closeQuietly, FILE_MODE, objectionTo } from './trusted-files.ts';

/** What a check found in one file. */
export interface VerifiedFile {
  readonly name: string;
  readonly bytes: number;
  /** Whole events. */
  readonly events: number;
  readonly skipped: Readonly<SkipCounts>;
}

/** Something that should not be: a code and the name of the file. */
export interface VerifyProblem {
  readonly code: 'file_refused' | 'mode_too_open' | 'lines_skipped';
  readonly file: string;
  readonly message: string;
}

/** What a check found. Torn lines are what a killed process leaves; they are reported, and `ok` stays true. */
export interface VerifyReport {
  readonly ok: boolean;
  readonly files: readonly VerifiedFile[];
  readonly events: number;
  readonly bytes: number;
  readonly skipped: Readonly<SkipCounts>;
  readonly problems: readonly VerifyProblem[];
}

/** Checks all files of a log with a parser, or for being JSON objects. */
export function verifyLogFiles(
  fs: StoreFileSystem,
  log: LogLocation,
  parse: ParseLine<unknown> = parseJsonObject,
): VerifyReport {
  const problems = fileProblems(fs, log);
  const files: VerifiedFile[] = [];
  const total = noSkips();
  const buffer = createLineBuffer();
  for (const { name, file } of openLogFiles(fs, log)) {
    const skipped = noSkips();
    let events = 0;
    try {
      for (const lines of readLines(fs, file.fd, 0, Number(file.facts.size), skipped, buffer)) {
        for (const raw of lines) if (parseCounting(raw, parse, skipped) !== undefined) events += 1;
      }
    } finally {
      closeQuietly(fs, file.fd);
    }
    files.push({ name, bytes: Number(file.facts.size), events, skipped });
    for (const kind of Object.keys(total) as (keyof SkipCounts)[]) total[kind] += skipped[kind];
    const damaged = Object.entries(skipped).filter(([kind, count]) => kind !== 'torn' && count > 0);
    for (const [kind, count] of damaged)
      problems.push({ code: 'lines_skipped', file: name, message: `${count} ${kind}` });
  }
  return {
    ok: problems.length === 0,
    files,
    events: files.reduce((sum, file) => sum + file.events, 0),
    bytes: files.reduce((sum, file) => sum + file.bytes, 0),
    skipped: total,
    problems,
  };
}

function fileProblems(fs: StoreFileSystem, log: LogLocation): VerifyProblem[] {
  const problems: VerifyProblem[] = [];
  for (const { name, facts } of logEntries(fs, log)) {
    const objection = objectionTo(facts);
    if (objection !== undefined) problems.push({ code: 'file_refused', file: name, message: objection });
    else if (process.geteuid !== undefined && (facts.mode & 0o777n) !== BigInt(FILE_MODE)) {
      problems.push({ code: 'mode_too_open', file: name, message: `mode ${(facts.mode & 0o777n).toString(8)}` });
    }
  }
  return problems;
}
