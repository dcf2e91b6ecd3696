/**
 * Checks the shape of an artifact, member by member, against what may stand there. Everything that is not named is forbidden,
 * every text has a pattern, every number a range: what the pattern does not allow cannot leave by mistake.
 */

import { REASON_CODES, type ReasonCode } from './artifact.ts';
import { MAX_ISSUES } from './bounds.ts';

/** Something that is wrong with an artifact. */
export interface Issue {
  readonly code: ReasonCode;
  /** Where: names of the format and positions, never a name or value of the artifact. */
  readonly place: string;
}

/** Collects issues; those beyond the bound are left out. */
export interface IssueList {
  readonly found: readonly Issue[];
  add(code: ReasonCode, place: string): void;
}

/** Checks one value and says what is wrong with it. */
export type Check = (value: unknown, place: string, issues: IssueList) => void;

/** Makes a list. */
export function createIssueList(): IssueList {
  const found: Issue[] = [];
  return {
    found,
    add: (code, place) => {
      if (found.length < MAX_ISSUES) found.push({ code, place });
    },
  };
}

/** An object with exactly these members; `optional` ones may be missing. */
export function members(checks: { readonly [name: string]: Check }, optional: readonly string[] = []): Check {
  return (value, place, issues) => {
    if (!isRecord(value)) return issues.add('TELEMETRY_SCHEMA_INVALID', place);
    for (const name of Object.keys(value)) {
      if (!Object.hasOwn(checks, name)) issues.add('PRIVACY_FIELD_FORBIDDEN', place);
    }
    for (const [name, check] of Object.entries(checks)) {
      if (Object.hasOwn(value, name)) check(value[name], `${place}.${name}`, issues);
      else if (!optional.includes(name)) issues.add('TELEMETRY_SCHEMA_INVALID', `${place}.${name}`);
    }
  };
}

/** A list of at most so many items; `sorted` ones ascend by code unit and are there once. */
export function items(check: Check, most: number, order: 'sorted' | 'any' = 'any'): Check {
  return (value, place, issues) => {
    if (!Array.isArray(value)) return issues.add('TELEMETRY_SCHEMA_INVALID', place);
    if (value.length > most) return issues.add('TELEMETRY_BUDGET_EXCEEDED', place);
    value.forEach((item: unknown, at) => {
      check(item, `${place}[${at}]`, issues);
      const before: unknown = at === 0 ? undefined : value[at - 1];
      // What is no text is told by the check of the item.
      if (order === 'sorted' && typeof before === 'string' && typeof item === 'string' && !(before < item)) {
        issues.add('TELEMETRY_CONDUIT_INVALID', `${place}[${at}]`);
      }
    });
  };
}

/** An object of at most so many members, whose names are under a rule too. */
export function entries(isName: (name: string) => boolean, check: Check, most: number): Check {
  return (value, place, issues) => {
    if (!isRecord(value)) return issues.add('TELEMETRY_SCHEMA_INVALID', place);
    const names = Object.keys(value);
    if (names.length > most) return issues.add('TELEMETRY_BUDGET_EXCEEDED', place);
    names.sort().forEach((name, at) => {
      if (!isName(name)) issues.add('PRIVACY_FIELD_FORBIDDEN', `${place}[${at}]`);
      check(value[name], `${place}[${at}]`, issues);
    });
  };
}

/** A text of one pattern. Any other may be anybody's data. */
export function pattern(expression: RegExp): Check {
  return (value, place, issues) => {
    if (typeof value !== 'string') issues.add('TELEMETRY_SCHEMA_INVALID', place);
    else if (!expression.test(value)) issues.add('PRIVACY_FIELD_FORBIDDEN', place);
  };
}

/** The same, or null. */
export function orNull(check: Check): Check {
  return (value, place, issues) => {
    if (value !== null) check(value, place, issues);
  };
}

/** A whole number within bounds. */
export function whole(least: number, most: number, code: ReasonCode = 'TELEMETRY_SCHEMA_INVALID'): Check {
  return (value, place, issues) => {
    if (!Number.isSafeInteger(value)) issues.add('TELEMETRY_SCHEMA_INVALID', place);
    else if ((value as number) < least || (value as number) > most) issues.add(code, place);
  };
}

/** A share from 0 to 1, to 4 decimals. */
export const share: Check = (value, place, issues) => {
  const isShare =
    typeof value === 'number' && value >= 0 && value <= 1 && Math.round(value * 10_000) / 10_000 === value;
  if (!isShare) issues.add('TELEMETRY_SCHEMA_INVALID', place);
};

/** A reason code. */
export const reasonCode: Check = (value, place, issues) => {
  if (!REASON_CODES.some((code) => code === value)) issues.add('PRIVACY_FIELD_FORBIDDEN', place);
};

/** Tells an object that is no list. */
export function isRecord(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
