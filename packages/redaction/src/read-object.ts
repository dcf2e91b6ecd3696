/** Reads objects of any kind once, into plain data that the walk may look at as often as it likes. */

/** An object that is not simply its own properties. */
export type SpecialValue =
  | { readonly kind: 'replace'; readonly reason: string }
  | { readonly kind: 'entries'; readonly entries: Record<string, unknown> }
  | { readonly kind: 'list'; readonly list: readonly unknown[] }
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'error'; readonly type: string; readonly stack: string | undefined };

/** Entries taken of a Map or Set: more than the walk keeps. */
const MAX_ENTRIES = 2_001;

/** A copy of the own enumerable properties with string keys; every getter and trap is asked once. Slow only where one throws. */
export function copyValues(source: object): Record<string, unknown> {
  let copy: Record<string, unknown>;
  try {
    copy = { ...source } as Record<string, unknown>;
  } catch {
    return copyOneByOne(source);
  }
  const symbols = Object.getOwnPropertySymbols(copy);
  if (symbols.length > 0) for (const symbol of symbols) Reflect.deleteProperty(copy, symbol);
  return copy;
}

/** What stands for a property that throws when it is read; the walk replaces it, as it does any symbol-like value. */
function unreadable(): never {
  throw new TypeError('unreadable');
}

function copyOneByOne(source: object): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(source)) {
    let value: unknown;
    try {
      value = (source as Record<string, unknown>)[key];
    } catch {
      // An object whose serialisation fails becomes a mark with its own path.
      value = { toJSON: unreadable };
    }
    Object.defineProperty(copy, key, { value, enumerable: true, configurable: true, writable: true });
  }
  return copy;
}

/** What a special object is to the walk; undefined for plain ones. May throw what the object throws. */
export function readSpecial(value: object): SpecialValue | undefined {
  const prototype: unknown = Object.getPrototypeOf(value);
  // A plain object's own `toJSON` is met among its properties.
  if (prototype === Object.prototype || prototype === null) return undefined;
  if (value instanceof Error) {
    const { stack, name } = value;
    return { kind: 'error', type: String(name), stack: typeof stack === 'string' ? stack : undefined };
  }
  if (value instanceof Map) return { kind: 'entries', entries: readMap(value) };
  if (value instanceof Set) return { kind: 'list', list: readSet(value) };
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer || value instanceof SharedArrayBuffer) {
    return { kind: 'replace', reason: 'binary' };
  }
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === 'function') {
    const json: unknown = Reflect.apply(toJSON, value, ['']);
    return { kind: 'value', value: json === value ? undefined : json };
  }
  if (value instanceof RegExp) return { kind: 'value', value: String(value) };
  if (value instanceof String || value instanceof Number || value instanceof Boolean) {
    return { kind: 'value', value: value.valueOf() };
  }
  return undefined;
}

function readMap(map: Map<unknown, unknown>): Record<string, unknown> {
  const entries: Record<string, unknown> = {};
  let taken = 0;
  for (const [key, value] of map) {
    const name = typeof key === 'object' && key !== null ? `[object ${taken}]` : String(key);
    Object.defineProperty(entries, name, { value, enumerable: true, configurable: true, writable: true });
    if (++taken >= MAX_ENTRIES) break;
  }
  return entries;
}

function readSet(set: Set<unknown>): unknown[] {
  const list: unknown[] = [];
  for (const value of set) {
    list.push(value);
    if (list.length >= MAX_ENTRIES) break;
  }
  return list;
}
