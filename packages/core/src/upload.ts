/**
 * What leaves of a process that records: released events go into the outbox while the user agrees to that, or closed days of the log as
 * summaries; they are sent in the background where the user wants that. What was recorded before, or under another consent, never gets in. Loads what writes when something may leave,
 * and what sends when something is sent.
 */

import { type Consent, eraseKeyHash, type UploadTerms, type UploadVerdict, uploadVerdict } from '@telemetry/consent';
import type { RemoteReporter, ReporterStats } from '@telemetry/reporters';
import { type Catalog, isTelemetryError, TelemetryError } from '@telemetry/schema';
import type { SealVerdict, TelemetryPaths } from '@telemetry/store';
import type { ConsentInForce } from './consent-watch.ts';
import type { DailyPartsOptions } from './daily-parts.ts';

/** What an upload works with. */
export interface UploadParts extends DailyPartsOptions {
  readonly paths: Pick<TelemetryPaths, 'outboxDir' | 'rejectedDir' | 'sentDir'>;
  /** What was agreed to and is declared. */
  readonly catalog: Catalog;
  /** `sha256:` and the hex digest of the declared policy: that of the lock file, by which a collector knows it. */
  policyDigest(): Promise<string>;
  /** Reads consent from the disk. */
  readConsent(): Consent;
  /** Puts consent into force as it is now, and says what that means for lines that wait. */
  readAgain(): SealVerdict;
  tell(error: TelemetryError): void;
}

/** The reporter of a process that may come to send. */
export interface Upload {
  /** Always there: it takes events while they may leave, and ignores them otherwise. */
  readonly reporter: RemoteReporter;
  /** Follows a change of consent; `undefined` when nothing may be recorded any more. Resolves when it is in force; never rejects. */
  follow(fresh: ConsentInForce | undefined): Promise<void>;
}

/** An outbox that takes events, under these terms and no others. */
interface Running {
  readonly terms: UploadTerms;
  readonly installId: string;
  readonly send: Consent['send'];
  readonly reporter: RemoteReporter;
  /** Deletes what waits. */
  withdraw(): Promise<unknown>;
}

/** How long `close` waits where nobody says otherwise. Milliseconds. */
const CLOSE_TIMEOUT_MS = 2_000;

const NO_STATS: ReporterStats = { accepted: 0, written: 0, sent: 0, dropped: {}, retries: 0, queued: 0 };

/** Makes an upload. Touches nothing before `follow` says that something may leave. */
export function createUpload(parts: UploadParts): Upload {
  let running: Running | undefined;
  let ended: readonly ReporterStats[] = [];
  let changing: Promise<void> = Promise.resolve();
  let isClosed = false;

  const end = async (timeoutMs: number): Promise<Running | undefined> => {
    const last = running;
    running = undefined;
    await last?.reporter.close({ timeoutMs });
    if (last !== undefined) ended = [...ended, last.reporter.stats];
    return last;
  };

  const change = async (fresh: ConsentInForce | undefined): Promise<void> => {
    if (running !== undefined) {
      const verdict = judge(parts, running.terms);
      const isSame = fresh?.consent.send === running.send && fresh.identity.installId === running.installId;
      if (verdict === 'allowed' && isSame) return;
      const last = await end(0);
      if (verdict === 'withdrawn') {
        await last?.withdraw();
        ended = ended.map(withdrawn);
      }
    }
    if (!isClosed && fresh !== undefined && fresh.consent.upload !== 'off') running = await openRunning(parts, fresh);
  };

  return {
    follow(fresh) {
      changing = changing.then(() => change(fresh)).catch((error) => parts.tell(asProblem(error)));
      return changing;
    },
    reporter: {
      reach: 'remote',
      report: (event) => running?.reporter.report(event),
      async flush() {
        await changing;
        await running?.reporter.flush();
      },
      async close(options) {
        isClosed = true;
        await changing;
        await end(options?.timeoutMs ?? CLOSE_TIMEOUT_MS);
      },
      get stats() {
        return [...ended, ...(running === undefined ? [] : [running.reporter.stats])].reduce(addStats, NO_STATS);
      },
    },
  };
}

async function openRunning(parts: UploadParts, inForce: ConsentInForce): Promise<Running | undefined> {
  const { consent, identity } = inForce;
  const { upload, endpoint, send } = consent;
  if (endpoint === undefined) return undefined;
  const { openOutbox } = await import('@telemetry/reporters/outbox');
  const terms = { upload, endpoint };
  const header = { policyDigest: await parts.policyDigest(), eraseKeyHash: eraseKeyHash(identity) };
  let { answers } = consent.ledger;
  const outbox = openOutbox({
    paths: parts.paths,
    header: () => header,
    onSealed: () => {
      const verdict = parts.readAgain();
      if (verdict !== 'continue') return verdict;
      // Consent may have been taken back and given anew since these lines were made: then they are of before.
      const { ledger } = parts.readConsent();
      const isAnswered = ledger.answers !== answers;
      ({ answers } = ledger);
      return isAnswered || judge(parts, terms) !== 'allowed' ? 'drop' : 'continue';
    },
    onError: parts.tell,
    now: parts.now,
  });
  const rest = { terms, installId: identity.installId, send, withdraw: () => outbox.withdraw() };
  const mayUpload = () => judge(parts, terms);
  if (upload === 'summary') {
    const { summaryReporter } = await import('./summary-reporter.ts');
    const fail = (error: unknown) => parts.tell(asProblem(error));
    return { ...rest, reporter: await summaryReporter({ ...parts, outbox, mayUpload, fail }, inForce) };
  }
  if (send === 'manual') {
    const { outboxReporter } = await import('./outbox-reporter.ts');
    return { ...rest, reporter: outboxReporter(outbox) };
  }
  const { createHttpTransport, httpReporter } = await import('@telemetry/reporters/http');
  const { watchedTransport } = await import('./watched-transport.ts');
  const transport = watchedTransport(createHttpTransport(), () => mayUpload() === 'allowed');
  return { ...rest, reporter: httpReporter({ outbox, endpoint, send, mayUpload, transport, now: parts.now }) };
}

/** Reads consent for one request. What cannot be read holds it up. */
function judge({ readConsent }: Pick<UploadParts, 'readConsent'>, terms: UploadTerms): UploadVerdict {
  try {
    return uploadVerdict(readConsent(), terms);
  } catch {
    return 'paused';
  }
}

function asProblem(error: unknown): TelemetryError {
  if (isTelemetryError(error)) return error;
  return new TelemetryError('WITHDRAWAL_INCOMPLETE', 'What waits to be sent could not be written or deleted.', {
    hint: 'Look at the permissions of the telemetry folder.',
    cause: error,
  });
}

/** The stats of an outbox that was emptied: what waited in it is lost, and counted. */
function withdrawn(stats: ReporterStats): ReporterStats {
  if (stats.queued === 0) return stats;
  const lost = (stats.dropped['consent_withdrawn'] ?? 0) + stats.queued;
  return { ...stats, queued: 0, dropped: { ...stats.dropped, consent_withdrawn: lost } };
}

function addStats(sum: ReporterStats, one: ReporterStats): ReporterStats {
  const dropped: { [reason: string]: number } = { ...sum.dropped };
  for (const [reason, count] of Object.entries(one.dropped)) dropped[reason] = (dropped[reason] ?? 0) + count;
  const lastError = one.lastError ?? sum.lastError;
  return {
    accepted: sum.accepted + one.accepted,
    written: sum.written + one.written,
    sent: sum.sent + one.sent,
    retries: sum.retries + one.retries,
    queued: sum.queued + one.queued,
    dropped,
    ...(lastError === undefined ? {} : { lastError }),
  };
}
