/** Checks an artifact of the conduit, and tells what is wrong with one. */

import type { Issue } from '@telemetry/conduit';
import { TelemetryError } from '@telemetry/schema';
import type { ExitCode } from './command.ts';
import type { CommandContext } from './context.ts';
import { counted } from './render-list.ts';

/** Checks a file. Exit code 1 when something is wrong with it. @throws TelemetryError `FILE_ABSENT`, `CONDUIT_FILE_REFUSED` */
export async function verifyConduit(context: CommandContext, path: string): Promise<ExitCode> {
  const { verifyConduitFile } = await import('@telemetry/conduit/node');
  const report = verifyConduitFile(path);
  if (report === undefined) throw new TelemetryError('FILE_ABSENT', 'There is no such file.');
  const { ok, app, kind, chunks, issues } = report;
  if (context.isJson) {
    await context.printJson({ ok, app: app ?? null, kind: kind ?? null, chunks, issues });
  } else if (ok) {
    await context.print(`Everything is in order: ${kind} of ${app}, ${counted(chunks, 'chunk')}.`);
  } else {
    await context.print(`${counted(issues.length, 'problem')} found.`);
    await noteIssues(context, issues);
  }
  return ok ? 0 : 1;
}

/** Tells issues one by one, on stderr. */
export async function noteIssues(context: CommandContext, issues: readonly Issue[]): Promise<void> {
  for (const { code, place } of issues) await context.note(`problem: ${place} [${code}]`);
}
