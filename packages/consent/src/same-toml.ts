/** Compares parsed TOML. */

import { isTomlTable } from './read-toml.ts';

/** Tells whether two parsed values say the same. Tables without regard to order; dates by how they are written; NaN is itself. */
export function isSameToml(a: unknown, b: unknown): boolean {
  if (a instanceof Date && b instanceof Date) return a.toISOString() === b.toISOString();
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => isSameToml(item, b[index]));
  }
  if (isTomlTable(a) && isTomlTable(b)) {
    const keys = Object.keys(a);
    return (
      keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isSameToml(a[key], b[key]))
    );
  }
  return Object.is(a, b);
}
