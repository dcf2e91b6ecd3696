/**
 * Takes events of another log into this one: read in any dialect, then recorded like everything else, so that consent,
 * levels and redaction hold for them as well. A log that was imported before adds nothing.
 */

import { createReadStream } from 'node:fs';
import type { Consent, Identity } from '@telemetry/consent';
import { effectiveLevel } from '@telemetry/consent';
import { createKeyedHash, createRecorder } from '@telemetry/payload';
import type { Redactor } from '@telemetry/redaction';
import { createRedactor } from '@telemetry/redaction';
import type { Build, Catalog, RecordedEvent } from '@telemetry/schema';
import { MAX_LINE_BYTES, NAME_PATTERN } from '@telemetry/schema';
import { createEventParser } from '@telemetry/schema/parse';
import type { LogLocation } from '@telemetry/store';
import { openStore } from '@telemetry/store';
import { createImportCatalog } from './import-catalog.ts';
import type { CommandIo } from './io.ts';
import { readRedactionPolicy } from './redaction-policy.ts';

/** What an import works with. */
export interface ImportRequest {
  /** The log to take in. */
  readonly file: string;
  /** Where to. */
  readonly log: LogLocation;
  /** Ids that are there already. */
  readonly known: Set<string>;
  /** What was agreed to and is declared. */
  readonly catalog: Catalog;
  readonly consent: Consent;
  readonly identity: Identity;
  readonly io: CommandIo;
}

/** What became of every line. */
export interface ImportReport {
  imported: number;
  /** Were in the log already. */
  duplicates: number;
  /** Declared, but above the level or not agreed to. */
  ignored: number;
  /** Do not fit their declaration, or have none. */
  rejected: number;
  /** Lines that are no events, by kind. */
  readonly skipped: { [kind: string]: number };
  /** Lines imported, by dialect. */
  readonly dialects: { [dialect: string]: number };
  fields_redacted: number;
  fields_truncated: number;
  fields_dropped: number;
  /** Events that the log could not take. */
  lost: number;
}

/** Imports. Failures of reading come as they are; what is written before one stays, and is a duplicate next time. */
export async function importEvents(request: ImportRequest): Promise<ImportReport> {
  const { consent, identity, io, known, log } = request;
  const redactor = createRedactor(readRedactionPolicy(consent.config.redaction, io.env));
  const recorder = createRecorder(createImportCatalog(request.catalog), {
    level: effectiveLevel(consent, io.now()),
    keyed: createKeyedHash(identity.salt),
    redactor,
  });
  const { maxFileBytes, maxTotalBytes, retentionDays } = consent.config;
  const store = openStore({ ...log, maxFileBytes, maxTotalBytes, retentionDays, now: io.now });
  const parse = createEventParser(request.catalog);
  const report: ImportReport = {
    imported: 0,
    duplicates: 0,
    ignored: 0,
    rejected: 0,
    skipped: {},
    dialects: {},
    fields_redacted: 0,
    fields_truncated: 0,
    fields_dropped: 0,
    lost: 0,
  };
  for await (const line of readForeignLines(request.file)) {
    if (line === '') continue;
    const parsed = parse(line);
    if (!parsed.ok) {
      report.skipped[parsed.reason] = (report.skipped[parsed.reason] ?? 0) + 1;
      continue;
    }
    if (known.has(parsed.event.event_id)) {
      report.duplicates += 1;
      continue;
    }
    const outcome = recorder.record(toDraft(parsed.event, redactor));
    if (outcome.kind !== 'recorded') {
      report[outcome.kind] += 1;
      continue;
    }
    known.add(parsed.event.event_id);
    store.append(outcome.line);
    report.imported += 1;
    report.dialects[parsed.dialect] = (report.dialects[parsed.dialect] ?? 0) + 1;
    report.fields_redacted += outcome.redactedFields.length;
    report.fields_truncated += outcome.truncatedCount;
    report.fields_dropped += outcome.droppedCount;
    // The queue is bounded: what is read faster than it is written would be lost.
    if (report.imported % 1_000 === 0) await store.flush();
  }
  await store.close();
  report.lost = Object.values(store.stats.dropped).reduce((sum, count) => sum + count, 0);
  return report;
}

function toDraft(event: RecordedEvent, redactor: Redactor) {
  const { redacted_fields: _told, ...payload } = event.payload;
  return {
    eventId: event.event_id,
    timestamp: event.timestamp,
    event: event.event,
    context: {
      source: event.source,
      actor: event.actor,
      runId: event.run_id,
      cycle: event.cycle,
      tags: event.tags,
    },
    build: cleanBuild(event.build, redactor),
    payload,
  };
}

/** The recorder takes the build for its own program's word; that of a foreign file is looked at. */
function cleanBuild(build: Build, redactor: Redactor): Build {
  const clean = Object.entries(build).filter(
    ([, value]) => typeof value === 'string' && NAME_PATTERN.test(value) && redactor.redactText(value) === value,
  );
  return Object.fromEntries(clean);
}

/** The lines of any file, in bounded memory: of one that is too long its front is given, which is no event. */
async function* readForeignLines(file: string): AsyncGenerator<string, void, void> {
  let rest = '';
  for await (const chunk of createReadStream(file, { encoding: 'utf8' })) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > 2 * MAX_LINE_BYTES) rest = rest.slice(0, MAX_LINE_BYTES + 1);
    yield* lines;
  }
  yield rest;
}
