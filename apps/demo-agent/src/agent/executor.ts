/** The only part of the agent that acts: reads, edits, starts programs, each after asking the policy, each recorded. */

import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DemoScope } from '../catalog.ts';
import type { CommandResult } from '../workspace/run-command.ts';
import { runCommand } from '../workspace/run-command.ts';
import { GIT_OPTIONS } from '../workspace/workspace.ts';
import type { Action, CapabilityPolicy } from './capability-policy.ts';
import { CapabilityDeniedError } from './capability-policy.ts';
import type { PlannedEdit } from './plan.ts';

/** Acts in one repository. Every method throws `CapabilityDeniedError` for what the policy refuses. */
export interface Executor {
  readonly root: string;
  /** The text of a file. */
  readFile(path: string): string;
  /**
   * Applies a change.
   *
   * @throws EditRefusedError unless `find` stands exactly once in the file
   */
  applyEdit(edit: PlannedEdit): void;
  /** Runs git with the identity of this repository. */
  git(...args: readonly string[]): Promise<CommandResult>;
  /** Runs the tests; gives the report as printed. */
  runTests(): Promise<CommandResult>;
  /** Would ask a service for its rules. */
  fetchRules(url: string): never;
}

/** A change that does not fit the file. */
export class EditRefusedError extends Error {
  override readonly name = 'EditRefusedError';
}

/** Makes an executor that records through `scope`. */
export function createExecutor(root: string, policy: CapabilityPolicy, scope: DemoScope): Executor {
  const ask = (action: Action): void => {
    if (policy.allows(action)) return;
    const denied = new CapabilityDeniedError(action);
    scope.track('capability.denied', { capability: action.capability, scope: 'run' });
    throw denied;
  };

  const run = async (command: 'git' | 'node', args: readonly string[]): Promise<CommandResult> => {
    ask({ capability: 'process.spawn', program: command });
    scope.track('executor.command_started', { command, arg_count: args.length, args });
    return await scope.measure('executor.command_completed', { command }, async (note) => {
      const result = await runCommand(command === 'node' ? process.execPath : command, args, root);
      const { exitCode, stdout, stderr } = result;
      note({ exit_code: exitCode, stdout_digest: hashText(stdout), stderr_digest: hashText(stderr) });
      return result;
    });
  };

  const readFile = (path: string): string => {
    ask({ capability: 'filesystem.read', path });
    return readFileSync(join(root, path), 'utf8');
  };

  return {
    root,
    readFile,
    applyEdit({ file, find, replace }) {
      ask({ capability: 'filesystem.write', path: file });
      const text = readFile(file);
      if (find === '' || text.split(find).length !== 2) throw new EditRefusedError(`no single place for it in ${file}`);
      writeFileSync(
        join(root, file),
        text.replace(find, () => replace),
      );
    },
    git: (...args) => run('git', [...GIT_OPTIONS, ...args]),
    runTests: () => run('node', ['--test', '--test-reporter=tap']),
    fetchRules(url) {
      ask({ capability: 'network', url });
      throw new Error('there is no network here');
    },
  };
}

/** The SHA-256 of a text, in hex. */
export function hashText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
