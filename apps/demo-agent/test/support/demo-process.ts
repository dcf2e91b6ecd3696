/** Runs the demo as users do: a real process, in folders of its own, whose whole content can be looked at afterwards. */

import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecordedEvent } from '@telemetry/schema';
import { afterAll } from 'vitest';

const MAIN = join(import.meta.dirname, '../../src/main.ts');

/** Folders of one test: nothing else on the disk is any business of the demo's. */
export interface Sandbox {
  /** The user's home folder. */
  readonly home: string;
  /** The folder for temporary files. */
  readonly temporary: string;
  /** Everything that is in either, folders included. */
  listAll(): readonly string[];
}

/** What became of a process. */
export interface DemoRun {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a process is started with. */
export interface DemoStart {
  readonly args?: readonly string[];
  readonly env?: { readonly [name: string]: string };
  /** Modules that are loaded before the demo, from this folder. */
  readonly preload?: readonly string[];
}

/** Makes folders; they are removed when the tests of the file are over. */
export function createSandbox(): Sandbox {
  const root = mkdtempSync(join(tmpdir(), 'demo-test-'));
  const [home, temporary] = [join(root, 'home'), join(root, 'tmp')];
  mkdirSync(home);
  mkdirSync(temporary);
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  const list = (folder: string) => readdirSync(folder, { recursive: true }).map(String);
  return { home, temporary, listAll: () => [...list(home), ...list(temporary)] };
}

/** Runs the demo to its end. */
export function runDemoProcess(
  sandbox: Sandbox,
  { args = [], env = {}, preload = [] }: DemoStart = {},
): Promise<DemoRun> {
  const imports = preload.flatMap((file) => ['--import', join(import.meta.dirname, file)]);
  const child = spawn(process.execPath, [...imports, MAIN, ...args], {
    env: { PATH: process.env['PATH'] ?? '', HOME: sandbox.home, TMPDIR: sandbox.temporary, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
}

/** The lines of a home's log: the sealed segments, whose names sort by time, then the live file. Blank ones are left out. */
export function readLines(home: string): readonly string[] {
  const folder = join(home, '.demo-agent/telemetry');
  const files = readdirSync(folder).filter((name) => /^events-.*\.jsonl$/.test(name));
  return [...files.sort(), 'events.jsonl']
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'))
    .filter((line) => line !== '');
}

/** The log of a home, as it stands there. */
export function readEvents(home: string): readonly RecordedEvent[] {
  return readLines(home).map((line) => JSON.parse(line) as RecordedEvent);
}

/** The payloads of one kind of event. */
export function payloadsOf(events: readonly RecordedEvent[], name: string): readonly RecordedEvent['payload'][] {
  return events.filter(({ event }) => event === name).map(({ payload }) => payload);
}

/** Every file of a folder, in full. */
export function readAllBytes(folder: string): Buffer {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Buffer.concat(entries.map((entry) => readFileSync(join(entry.parentPath, entry.name))));
}
