/** JSON of plain data, whatever the host has done to the prototypes: no `toJSON` of anybody is called. */

import type { Json } from '@telemetry/schema';

/** Encodes as `JSON.stringify` does where no prototype has been tampered with. Members that are undefined are left out. */
export function encodeJson(value: Json | undefined): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  if (Array.isArray(value)) {
    let items = '';
    for (const item of value as readonly Json[]) items += items === '' ? encodeJson(item) : `,${encodeJson(item)}`;
    return `[${items}]`;
  }
  let members = '';
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined) continue;
    members += `${members === '' ? '' : ','}${JSON.stringify(name)}:${encodeJson(member)}`;
  }
  return `{${members}}`;
}
