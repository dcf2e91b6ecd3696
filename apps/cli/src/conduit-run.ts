/** Runs the conduit on the log of an application: one at a time, with the secret that consent made. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ConduitOptions, ConduitResult } from '@telemetry/conduit/node';
import { type Catalog, isTelemetryError, TelemetryError } from '@telemetry/schema';
import type { ExitCode } from './command.ts';
import { noteIssues } from './conduit-check.ts';
import { type CommandContext, findConfiguredLog, shownPath } from './context.ts';
import { counted } from './render-list.ts';

/** What the user asked for; paths are absolute. */
export interface ConduitRequest extends Pick<ConduitOptions, 'releaseDir' | 'out' | 'k' | 'windowTicks'> {
  readonly isClosing: boolean;
  readonly isApplying: boolean;
}

/**
 * Previews or applies. Exit code 1 when the store that is there is damaged or foreign; then nothing is written.
 *
 * @throws TelemetryError `CONSENT_MISSING`, `CONDUIT_BUSY`, the codes of `applyConduit`
 */
export async function runConduit(context: CommandContext, request: ConduitRequest): Promise<ExitCode> {
  const { applyConduit, previewConduit, streamFilePath } = await import('@telemetry/conduit/node');
  const { app, paths } = context;
  await requireSecret(context, streamFilePath(paths), request.isApplying);
  const { isApplying, ...asked } = request;
  const rules = context.host.conduitMaps;
  const options: ConduitOptions = {
    ...asked,
    app,
    paths,
    log: await findConfiguredLog(context),
    catalog: await catalogOf(context),
    ...(rules === undefined ? {} : { rules }),
  };
  const { out } = asked;
  if (!isApplying || out === undefined) return printPreview(context, await previewConduit(options));
  const result = await alone(context, (assertHeld) => applyConduit({ ...options, out, assertHeld }));
  return printApplied(context, result, out);
}

/** Made by `enable`; where that was done by an older version, an apply makes it. */
async function requireSecret(context: CommandContext, path: string, isApplying: boolean): Promise<void> {
  if (existsSync(path)) return;
  const { createStreamSecret, loadConsent } = await import('@telemetry/consent');
  const consent = await loadConsent(context.location);
  if (!consent.enabled) {
    throw new TelemetryError('CONSENT_MISSING', `The conduit has no secret: ${consent.explanation}.`, {
      hint: `Run ${context.program} enable.`,
    });
  }
  if (isApplying) createStreamSecret(context.paths);
}

/** The words that may be told are those of the catalog; without one those of the standard events. */
async function catalogOf(context: CommandContext): Promise<Catalog> {
  try {
    return (await context.findCatalog()).catalog;
  } catch (error) {
    if (!isTelemetryError(error) || error.code !== 'CATALOG_UNKNOWN') throw error;
    const { extendStandardCatalog } = await import('@telemetry/schema');
    return extendStandardCatalog();
  }
}

async function alone<T>({ paths }: CommandContext, run: (assertHeld: () => void) => Promise<T>): Promise<T> {
  const { withChangeLock } = await import('@telemetry/consent');
  try {
    return await withChangeLock(join(paths.streamsDir, 'conduit.lock'), (lock) => run(() => lock.assertHeld()));
  } catch (error) {
    if (!isTelemetryError(error) || error.code !== 'CONSENT_BUSY') throw error;
    throw new TelemetryError('CONDUIT_BUSY', 'Another process is applying the conduit.', {
      retryable: true,
      hint: 'Try again.',
    });
  }
}

async function printPreview(context: CommandContext, result: ConduitResult): Promise<ExitCode> {
  if (!result.ok) return printIssues(context, result.issues);
  await context.io.stdout.write(result.text);
  return 0;
}

async function printApplied(context: CommandContext, result: ConduitResult, out: string): Promise<ExitCode> {
  if (!result.ok) return printIssues(context, result.issues);
  const { newChunks, isChanged, snapshot } = result;
  const { streamId, chunks } = snapshot;
  if (context.isJson) {
    const app = context.app;
    const said = { stream_id: streamId, chunks: chunks.length, new_chunks: newChunks, changed: isChanged };
    await context.printJson({ app, ...said, out });
  } else {
    const what = isChanged ? counted(newChunks, 'new chunk') : 'Nothing new';
    await context.print(`${what}; ${counted(chunks.length, 'chunk')} in ${shownPath(out, context)}.`);
    const { kFloorSkipped } = snapshot.dropped;
    if (kFloorSkipped > 0) await context.note(`${counted(kFloorSkipped, 'window')} below the floor told nothing.`);
    await context.note('The floor counts samples of this machine, not people.');
  }
  return 0;
}

async function printIssues(
  context: CommandContext,
  issues: Extract<ConduitResult, { readonly ok: false }>['issues'],
): Promise<ExitCode> {
  if (context.isJson) await context.printJson({ ok: false, issues });
  else {
    await context.print('The store in the release folder is damaged, or of another stream. Nothing is written.');
    await noteIssues(context, issues);
    await context.note('Put back the store as it was; or remove it: the chain then goes on without its older chunks.');
  }
  return 1;
}
