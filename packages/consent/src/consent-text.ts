/**
 * The question that is put to the user, made from the catalog: what is recorded at the level asked for, what never is, what
 * leaves, who collects it and why. Nothing here is asked or shown; words can be replaced by another language's.
 */

import { hash } from 'node:crypto';
import type { Catalog, EventDefinition, Field, Level, RecordingLevel } from '@telemetry/schema';
import { declaredFields, eventLevel, includesLevel, recordedName, treatmentOf } from '@telemetry/schema';
import type { SendMode, UploadMode } from './config-keys.ts';
import { CONSENT_WORDS, type ConsentWords } from './consent-words.ts';

/** What is asked for, and by whom. */
export interface ConsentTextOptions {
  /** The program, as its user knows it. */
  readonly app: string;
  /** Who collects: a person's or an organisation's name. */
  readonly who: string;
  /** For what, in one sentence. */
  readonly why?: string | undefined;
  readonly policyUrl?: string | undefined;
  /** Default minimal. */
  readonly level?: RecordingLevel | undefined;
  /** Default off. */
  readonly upload?: UploadMode | undefined;
  readonly uploadLevel?: RecordingLevel | undefined;
  /** Default manual. */
  readonly send?: SendMode | undefined;
  /** Needed when `upload` is not off. */
  readonly endpoint?: string | undefined;
  readonly words?: ConsentWords | undefined;
}

/** One page behind "Learn more": what an event holds at the level asked for. */
export interface ConsentPage {
  readonly title: string;
  readonly lines: readonly string[];
}

/** The whole question. */
export interface ConsentText {
  /** The lines above the choices; the first is the question itself, the second empty. */
  readonly lines: readonly string[];
  readonly choices: { readonly enable: string; readonly refuse: string; readonly more: string };
  readonly pages: readonly ConsentPage[];
  /** How to move through the pages. Not part of the digest: it says nothing of what is agreed to. */
  readonly paging: ConsentWords['paging'];
  /** `sha256:` and the hex SHA-256 of all of it, as it goes into the ledger. */
  readonly digest: string;
}

/**
 * Makes the question. Pure.
 *
 * @throws TypeError when something is to leave and no endpoint is named
 */
export function consentText(catalog: Catalog, options: ConsentTextOptions): ConsentText {
  const { app, who, why, policyUrl, level = 'minimal', upload = 'off', uploadLevel = 'minimal', endpoint } = options;
  const { words = CONSENT_WORDS, send = 'manual' } = options;
  if (upload !== 'off' && endpoint === undefined) throw new TypeError('what leaves needs an endpoint');
  const events = catalog.events.filter((event) => includesLevel(level, eventLevel(event)));
  const inThese = events.flatMap((event) => fieldsAt(event, level));
  const kept = inThese.filter(({ isLocal }) => isLocal).map(({ title }) => title);
  const lines = [
    words.question(app),
    '',
    words.recorded(level, events.length, inThese.length),
    ...events.slice(0, MAX_EXAMPLES).map((event) => words.event(event.summary)),
    ...(events.length > MAX_EXAMPLES ? [words.more(events.length - MAX_EXAMPLES)] : []),
    ...(kept.length === 0 ? [] : [words.localTexts(kept)]),
    words.never(kept.length > 0),
    '',
    ...(endpoint === undefined || upload === 'off'
      ? [words.nothingLeaves]
      : [words.leaves(upload, uploadLevel, endpoint), words.sends(send, app)]),
    words.who(who, why),
    ...(policyUrl === undefined ? [] : [words.policy(policyUrl)]),
    words.change(app),
  ];
  const pages = events.map((event) => ({
    title: event.name,
    lines: [
      event.summary,
      ...fieldsAt(event, level).map(({ name, purpose, treatment }) => words.field(name, purpose, treatment)),
    ],
  }));
  const { choices } = words;
  const digest = `sha256:${hash('sha256', JSON.stringify([lines, choices, pages]), 'hex')}`;
  return Object.freeze({ lines, choices, pages, paging: words.paging, digest });
}

/** More lines than this are not read; all of them are behind "Learn more". */
const MAX_EXAMPLES = 5;

function fieldsAt(event: EventDefinition, level: Level) {
  return declaredFields(event)
    .filter((field) => includesLevel(level, field.level))
    .map(({ name, field }) => ({
      name: recordedName(name, field),
      title: `${event.name}.${name}`,
      purpose: field.purpose,
      treatment: treatmentOf(field),
      isLocal: holdsText(field),
    }));
}

/** True when free text stands in a field, at any depth. */
function holdsText(field: Field): boolean {
  if (field.kind === 'list') return holdsText(field.item);
  if (field.kind === 'record') return Object.values(field.fields).some(holdsText);
  return field.kind === 'local';
}
