/** The 1-2-5 series: what leaves of a number that is declared `bucketed()`. */

/**
 * The largest of …, 0.1, 0.2, 0.5, 1, 2, 5, 10, … that is not above the number; mirrored below zero; 0 stays 0.
 * Worked out on decimal digits, so that every machine gives the same.
 */
export function bucketOf(value: number): number {
  if (value === 0) return 0;
  const [mantissa = '1', exponent = '0'] = Math.abs(value).toExponential().split('e');
  const first = Number(mantissa[0]);
  const step = first >= 5 ? 5 : first >= 2 ? 2 : 1;
  const bucket = Number(`${step}e${exponent}`);
  return value < 0 ? -bucket : bucket;
}
