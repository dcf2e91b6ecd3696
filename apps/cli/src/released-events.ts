/** What would leave of the newest events: the release projection with this installation's own salt and id. */

import type { Consent } from '@telemetry/consent';
import { agreedPolicy, effectiveUploadLevel, loadConsent, readIdentity } from '@telemetry/consent';
import type { Releaser } from '@telemetry/payload';
import { createKeyedHash, createReleaser } from '@telemetry/payload';
import type { Level, RecordedEvent, RecordingLevel, ReleasedEvent } from '@telemetry/schema';
import { lowerLevel, TelemetryError } from '@telemetry/schema';
import { intersectionOf } from '@telemetry/schema/policy';
import type { CommandContext } from './context.ts';
import { findLog } from './context.ts';
import { readEvents } from './read-events.ts';

/** One event as it was recorded and as it would leave. */
export interface LeavingEvent {
  readonly recorded: RecordedEvent;
  readonly event: ReleasedEvent;
  /** Its JSON, without a line end. */
  readonly line: string;
}

/** What would leave. */
export interface Leaving {
  readonly consent: Consent;
  readonly level: Level;
  /** The newest last. */
  readonly events: readonly LeavingEvent[];
  /** Events among those looked at of which nothing leaves, by reason. */
  readonly withheld: { readonly [reason: string]: number };
  /** The same release at another level. */
  releaserAt(level: RecordingLevel): Releaser;
}

/**
 * Reads the log and releases its newest events.
 *
 * @throws TelemetryError `CONSENT_MISSING` when nothing may be recorded or nobody agreed; `CATALOG_UNKNOWN`
 */
export async function releaseNewest(context: CommandContext, limit: number): Promise<Leaving> {
  const consent = await loadConsent(context.location);
  const hint = `See ${context.program} status.`;
  if (!consent.enabled)
    throw new TelemetryError('CONSENT_MISSING', `Nothing leaves: ${consent.explanation}.`, { hint });
  const identity = readIdentity(context.paths);
  const [agreed, declared] = [await agreedPolicy(consent.ledger), await context.findCatalog()];
  if (identity === undefined || agreed === undefined) {
    throw new TelemetryError('CONSENT_MISSING', 'Nothing leaves: no agreement and no install id are recorded here.', {
      hint,
    });
  }
  const catalog = intersectionOf(declared.catalog, agreed);
  const keyed = createKeyedHash(identity.salt);
  const releaserAt = (level: Level) => createReleaser(catalog, { level, keyed, installId: identity.installId });
  const level =
    consent.upload === 'off' ? lowerLevel('minimal', consent.level) : effectiveUploadLevel(consent, context.io.now());
  const release = releaserAt(level);
  const newest: LeavingEvent[] = [];
  const withheld: { [reason: string]: number } = {};
  const log = await findLog(context, consent.config.localFile);
  for await (const { value } of await readEvents(context, log, () => true)) {
    const outcome = release(value.event);
    if (outcome.kind === 'withheld') {
      withheld[outcome.reason] = (withheld[outcome.reason] ?? 0) + 1;
      continue;
    }
    newest.push({ recorded: value.event, event: outcome.event, line: outcome.line });
    if (newest.length > limit) newest.shift();
  }
  return { consent, level, events: newest, withheld, releaserAt };
}
