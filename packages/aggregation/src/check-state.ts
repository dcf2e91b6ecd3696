/** Checks of encoded states: what is decoded may come from a damaged file or from another machine. */

import { TelemetryError } from '@telemetry/schema';

/** The failure of every check: names the place, never a value. */
export function stateInvalid(place: string): TelemetryError {
  return new TelemetryError('STATE_INVALID', `an encoded state does not fit: ${place}`, {
    hint: 'It is derived data: make it again from the events.',
  });
}

/** A list, as it is. */
export function checkList(json: unknown, place: string): readonly unknown[] {
  if (!Array.isArray(json)) throw stateInvalid(`${place} is no list`);
  return json;
}

/** A list of exactly so many items. */
export function checkTuple(json: unknown, length: number, place: string): readonly unknown[] {
  const list = checkList(json, place);
  if (list.length !== length) throw stateInvalid(`${place} has not ${length} items`);
  return list;
}

/** An object with exactly these keys. */
export function checkObject(
  json: unknown,
  keys: readonly string[],
  place: string,
): { readonly [key: string]: unknown } {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw stateInvalid(`${place} is no object`);
  const object = json as { readonly [key: string]: unknown };
  for (const key of keys) if (!Object.hasOwn(object, key)) throw stateInvalid(`${place} lacks ${key}`);
  if (Object.keys(object).length !== keys.length) throw stateInvalid(`${place} has keys that are not its own`);
  return object;
}

/** A whole number from 0 that a double holds exactly. */
export function checkCount(json: unknown, place: string): number {
  if (!Number.isSafeInteger(json) || (json as number) < 0) throw stateInvalid(`${place} is no count`);
  return json as number;
}

/** A whole number of either sign that a double holds exactly. */
export function checkInteger(json: unknown, place: string): number {
  if (!Number.isSafeInteger(json)) throw stateInvalid(`${place} is no whole number`);
  return json as number;
}

/** A finite number. */
export function checkNumber(json: unknown, place: string): number {
  if (typeof json !== 'number' || !Number.isFinite(json)) throw stateInvalid(`${place} is no number`);
  return json;
}

/** A text. */
export function checkText(json: unknown, place: string): string {
  if (typeof json !== 'string') throw stateInvalid(`${place} is no text`);
  return json;
}
