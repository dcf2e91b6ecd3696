/** What a command sees of the process that it runs in: streams, environment, folder, clock. Tests and hosts pass their own. */

import { TelemetryError } from '@telemetry/schema';

/** A stream of text. */
export interface Output {
  /** Resolves when the system has taken the text. @throws OutputClosed when nobody reads any more; TelemetryError `OUT_UNWRITABLE` */
  write(text: string): Promise<void>;
  readonly isTerminal: boolean;
  /** How wide the terminal is now; undefined where there is none, or it does not say. */
  readonly columns?: number | undefined;
}

/** The surroundings of a command. */
export interface CommandIo {
  /** Results, and nothing else. */
  readonly stdout: Output;
  /** Everything else: notes, questions, errors. */
  readonly stderr: Output;
  /** Whether somebody can answer a question. */
  readonly isInputTerminal: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** The organisation's settings, where they are not in /etc: for tests. */
  readonly organisationFile?: string | undefined;
  /** Milliseconds since 1970. */
  now(): number;
}

/** The reader of our output has gone, as `head` does: there is nothing more to do, and nothing went wrong. */
export class OutputClosed extends Error {
  constructor() {
    super('nobody reads the output any more');
    this.name = 'OutputClosed';
  }
}

/** The surroundings of this process. From then on a closed pipe is told by `write` alone. */
export function createProcessIo(): CommandIo {
  return {
    stdout: createOutput(process.stdout),
    stderr: createOutput(process.stderr),
    isInputTerminal: process.stdin.isTTY === true,
    env: process.env,
    cwd: currentFolder(),
    now: Date.now,
  };
}

function createOutput(stream: NodeJS.WriteStream): Output {
  // A failed write is also emitted, and would end the process with a stack.
  stream.on('error', ignore);
  return {
    isTerminal: stream.isTTY === true,
    get columns() {
      return stream.isTTY === true && stream.columns > 0 ? stream.columns : undefined;
    },
    write: (text) =>
      new Promise((resolve, reject) => {
        stream.write(text, (error) => {
          if (error === null || error === undefined) resolve();
          else reject(isClosed(error) ? new OutputClosed() : outputFailed(error));
        });
      }),
  };
}

/** A result that cannot be written where it was led to: a full disk, for one. */
export function outputFailed(cause: unknown): TelemetryError {
  const { code } = cause as { readonly code?: unknown };
  return new TelemetryError('OUT_UNWRITABLE', `The output cannot be written (${String(code)}).`, {
    hint: 'Look at where it is led to, and at the space that is left there.',
    cause,
  });
}

/** The working directory; where it was deleted, its former path, below which nothing is found. */
export function currentFolder(): string {
  try {
    return process.cwd();
  } catch {
    return process.env['PWD'] || '/';
  }
}

function isClosed(error: Error): boolean {
  const { code } = error as { code?: unknown };
  return code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED' || code === 'ECONNRESET';
}

function ignore(): void {}

/** Whether a stream gets colours: a terminal that can, and nobody said no (https://no-color.org). */
export function wantsColour(output: Output, env: CommandIo['env']): boolean {
  return output.isTerminal && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
}
