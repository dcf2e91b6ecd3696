/** The order by which a full map decides which keys it keeps: nobody's choice, and the same everywhere. */

/** SHA-256 of a text's UTF-8, in lower-case hex. The module is fetched at the first call: most reports never need it. */
export function keyHash(text: string): string {
  return process.getBuiltinModule('node:crypto').hash('sha256', text, 'hex');
}
