/** A git repository with faults in a temporary folder, and the removal of both. What is done within it is the executor's. */

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isTelemetryError, TelemetryError } from '@telemetry/schema';
import { faultyFiles, SECRET_FILE } from './faulty-files.ts';
import { runCommand } from './run-command.ts';

/** A place of work. */
export interface Workspace {
  /** The repository's folder, without symbolic links. */
  readonly root: string;
  /** Every file but git's own, relative to the root, with its content. */
  listFiles(): readonly { readonly path: string; readonly text: string }[];
  /** Deletes the folder. */
  remove(): void;
}

/** What git is told at every call, so that nothing has to be configured and nothing of the user's is read. */
export const GIT_OPTIONS = [
  ['user.name', 'Repair Loop'],
  ['user.email', 'repair-loop@example.invalid'],
  ['init.defaultBranch', 'main'],
  ['commit.gpgSign', 'false'],
  ['core.autocrlf', 'false'],
].flatMap(([key, value]) => ['-c', `${key}=${value}`]);

/** What a workspace is made with. */
export interface WorkspaceOptions {
  /** Without the test that cannot be satisfied. */
  readonly happy: boolean;
  /** Stands in the repository's `.env`, as secrets do. */
  readonly secret: string;
}

/**
 * Makes the repository and its first commit.
 *
 * @throws TelemetryError `GIT_UNUSABLE` when git is missing or fails
 */
export async function openWorkspace(options: WorkspaceOptions): Promise<Workspace> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'market-stall-')));
  const remove = () => rmSync(root, { recursive: true, force: true });
  try {
    const files = { ...faultyFiles(options.happy), [SECRET_FILE]: `RULES_KEY=${options.secret}\n` };
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(root, dirname(path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    for (const args of [
      ['init', '-q'],
      ['add', '.'],
      ['commit', '-q', '-m', 'A stall, with its faults'],
    ]) {
      await runGit(args, root);
    }
  } catch (error) {
    remove();
    throw error;
  }
  return { root, listFiles: () => listFiles(root), remove };
}

async function runGit(args: readonly string[], root: string): Promise<void> {
  const hint = 'The demo needs git 2.28 or later on the PATH.';
  try {
    const { exitCode } = await runCommand('git', [...GIT_OPTIONS, ...args], root);
    if (exitCode !== 0) throw new TelemetryError('GIT_UNUSABLE', `git ${args[0]} ended with ${exitCode}.`, { hint });
  } catch (cause) {
    if (isTelemetryError(cause)) throw cause;
    throw new TelemetryError('GIT_UNUSABLE', 'git cannot be started.', { hint, cause });
  }
}

function listFiles(root: string): { path: string; text: string }[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.startsWith(join(root, '.git', '/')))
    .map((file) => ({ path: file.slice(root.length + 1).replaceAll('\\', '/'), text: readFileSync(file, 'utf8') }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}
