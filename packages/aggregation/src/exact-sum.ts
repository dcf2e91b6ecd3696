/**
 * Sums without rounding: every value is an integer in its declared scale, and so is the sum, however large.
 * Adding floating numbers in another order gives another sum; adding integers does not.
 */

import type { NumberField } from '@telemetry/schema';
import { stateInvalid } from './check-state.ts';

/** A sum of scaled integers: `total = large + small`. `small` saves a BigInt addition for nearly every event. */
export interface ExactSum {
  small: number;
  large: bigint;
}

/** Beyond this `small` goes into `large`; with one more value of at most 2^53 it is still exact. 2^52. */
const SPILL = 4_503_599_627_370_496;

/** Digits of a decoded sum that is surely no greater than `SPILL`, a sign included: it takes no BigInt. */
const SMALL_LENGTH = 15;

/** A sum in an encoded state: at most 60 digits, far beyond what any log holds. */
const INTEGER_TEXT = /^(?:0|-?[1-9][0-9]{0,59})$/;

/** How many parts of its unit a field is counted in: nano-dollars, microseconds for milliseconds, millionths for what else has fractions. */
export function scaleOf(field: NumberField): number {
  if (field.integer) return 1;
  if (field.unit === 'usd') return 1_000_000_000;
  return field.unit === 'milliseconds' ? 1000 : 1_000_000;
}

/** The scaled integer nearest to a value, or undefined when a double cannot hold it exactly. */
export function toScaled(value: number, scale: number): number | undefined {
  const scaled = Math.round(value * scale);
  return Number.isSafeInteger(scaled) ? scaled + 0 : undefined;
}

/** Zero. */
export function createSum(): ExactSum {
  return { small: 0, large: 0n };
}

/** Adds a safe integer in place. */
export function addToSum(sum: ExactSum, scaled: number): void {
  if (sum.small > SPILL || sum.small < -SPILL || scaled > SPILL || scaled < -SPILL) {
    sum.large += BigInt(sum.small) + BigInt(scaled);
    sum.small = 0;
  } else {
    sum.small += scaled;
  }
}

/** Adds another sum in place. */
export function mergeSum(into: ExactSum, from: ExactSum): void {
  addToSum(into, from.small);
  if (from.large !== 0n) into.large += from.large;
}

/** The sum as one integer. */
export function totalOf(sum: ExactSum): bigint {
  return sum.large + BigInt(sum.small);
}

/** The sum as decimal digits, its only form in an encoded state. */
export function encodeSum(sum: ExactSum): string {
  return sum.large === 0n ? sum.small.toString() : totalOf(sum).toString();
}

/**
 * Reads what `encodeSum` wrote.
 *
 * @throws TelemetryError STATE_INVALID
 */
export function decodeSum(json: unknown, place: string): ExactSum {
  if (typeof json !== 'string' || !INTEGER_TEXT.test(json)) throw stateInvalid(`${place} is no sum`);
  return json.length <= SMALL_LENGTH ? { small: Number(json), large: 0n } : { small: 0, large: BigInt(json) };
}

/**
 * `numerator / denominator`, rounded to so many decimals, halves away from zero, and then the double nearest to that
 * decimal. Exact for integers of any size. The denominator is greater than 0.
 */
export function roundedQuotient(numerator: bigint, denominator: bigint, decimals: number): number {
  const negative = numerator < 0n;
  const scaled = (negative ? -numerator : numerator) * 10n ** BigInt(decimals);
  const rounded = (2n * scaled + denominator) / (2n * denominator);
  const digits = rounded.toString().padStart(decimals + 1, '0');
  const text = decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
  return rounded === 0n ? 0 : Number(negative ? `-${text}` : text);
}
