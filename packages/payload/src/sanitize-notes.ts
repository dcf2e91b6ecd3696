/** Redacts the texts of one event, and notes what was done to them: paths and counts, never a value. */

import type { RedactionReport, Redactor } from '@telemetry/redaction';
import { createReport } from '@telemetry/redaction';
import type { KeyedHash } from './keyed-hash.ts';
import type { Treatments } from './treat-value.ts';

/** Names whose judgement is remembered: declared fields and a host's tags are fewer. Bounds memory. */
const REMEMBERED_NAMES = 1_000;

/** Longer names are no names, and would hold memory. UTF-16 units. */
const REMEMBERED_LENGTH = 256;

/** The notes of one event. */
export interface SanitizeNotes extends Treatments {
  /** Redacts a text of the envelope and cuts it to an identifier's length; `undefined` for what is no text, or is empty then. */
  identifier(text: unknown, path: string): string | undefined;
  /** The same for the value of a tag, which its name may ban. */
  tag(name: string, text: unknown, path: string): string | undefined;
  /** Paths at which something was replaced. Those of the envelope begin with `envelope.`. */
  readonly redactedFields: readonly string[];
  readonly truncatedCount: number;
  droppedCount: number;
}

/** Opens the notes of one event. */
export type OpenNotes = () => SanitizeNotes;

/** Prepares note taking: the redactor and the keyed hash are the same for every event. */
export function createNoteTaker(keyed: KeyedHash, redactor: Redactor): OpenNotes {
  const isBanned = createNameJudge(redactor);
  return () => new EventNotes(keyed, redactor, isBanned);
}

/** A class, and not closures: one is made for every event, and most are never written on. */
class EventNotes implements SanitizeNotes {
  readonly keyed: KeyedHash;
  droppedCount = 0;
  #redactedFields: string[] | undefined;
  #report: RedactionReport | undefined;
  readonly #redactor: Redactor;
  readonly #isBanned: (name: string) => boolean;

  constructor(keyed: KeyedHash, redactor: Redactor, isBanned: (name: string) => boolean) {
    this.keyed = keyed;
    this.#redactor = redactor;
    this.#isBanned = isBanned;
  }

  get redactedFields(): readonly string[] {
    return this.#redactedFields ?? NONE;
  }

  get truncatedCount(): number {
    return this.#report?.truncated ?? 0;
  }

  filter(text: string, path: string): string | undefined {
    return this.#redactUnder(nameIn(path), text, this.#redactor.maxStringLength, path);
  }

  leftOut(): void {
    this.droppedCount += 1;
  }

  identifier(text: unknown, path: string): string | undefined {
    if (typeof text !== 'string') return undefined;
    return this.#redact(text, this.#redactor.maxIdentifierLength, `envelope.${path}`) || undefined;
  }

  tag(name: string, text: unknown, path: string): string | undefined {
    if (typeof text !== 'string') return undefined;
    return this.#redactUnder(name, text, this.#redactor.maxIdentifierLength, `envelope.${path}`) || undefined;
  }

  #redact(text: string, maxLength: number, path: string): string {
    this.#report ??= createReport();
    const before = this.#report.redacted;
    const clean = this.#redactor.redactField(text, maxLength, path, this.#report);
    if (this.#report.redacted > before) this.#note(path);
    return clean;
  }

  #redactUnder(name: string, text: string, maxLength: number, path: string): string | undefined {
    if (!this.#isBanned(name)) return this.#redact(text, maxLength, path);
    this.#note(path);
    // The redactor's own mark for it, or nothing where its policy is to drop.
    const [value] = Object.values(this.#redactor.redact<Record<string, unknown>>({ [name]: text }).value);
    return typeof value === 'string' ? value : undefined;
  }

  #note(path: string): void {
    this.#redactedFields ??= [];
    this.#redactedFields.push(path);
  }
}

const NONE: readonly string[] = Object.freeze([]);

/** Tells whether a name says that its value is to be replaced whatever it is; asked of the redactor, since hosts add names. */
function createNameJudge(redactor: Redactor): (name: string) => boolean {
  const judged = new Map<string, boolean>();
  return (name) => {
    const known = judged.get(name);
    if (known !== undefined) return known;
    const judgement = redactor.redact({ [name]: 'text' }).redacted > 0;
    if (judged.size < REMEMBERED_NAMES && name.length <= REMEMBERED_LENGTH) judged.set(name, judgement);
    return judgement;
  };
}

/** The declared name that a value stands under: the last part of its path that is no index. */
function nameIn(path: string): string {
  let end = path.length;
  for (;;) {
    const dot = path.lastIndexOf('.', end - 1);
    const part = path.slice(dot + 1, end);
    if (dot === -1 || !/^\d+$/.test(part)) return part;
    end = dot;
  }
}
