/** The one way in which a value is keyed: HMAC-SHA256 under the installation's salt, cut to 12 hex digits. */

/** Hex digits that are kept: 48 bits group reliably on one machine and are too few to be searched backwards. */
const KEPT_DIGITS = 12;

/** Keyed values that are remembered; agents repeat commands and ids far more often than this. Bounds memory. */
const CACHE_ENTRIES = 512;

/** Longer texts are not worth remembering, and would hold memory. Characters. */
const CACHE_TEXT_LENGTH = 256;

/** Keys one text: the same text under the same salt gives the same 12 hex digits. */
export type KeyedHash = (text: string) => string;

/**
 * Makes the keyed hash of an installation.
 * `node:crypto` is loaded at the first call, so that whoever never hashes never pays for it.
 *
 * @param salt at least 16 bytes of secret; the identity's salt, or random bytes where there is none
 * @throws TypeError when the salt is shorter
 * Source: RFC 2104 (HMAC), FIPS 180-4 (SHA-256).
 */
export function createKeyedHash(salt: Uint8Array): KeyedHash {
  if (salt.byteLength < 16) throw new TypeError('a salt has at least 16 bytes');
  const cache = new Map<string, string>();
  return (text) => {
    const known = cache.get(text);
    if (known !== undefined) return known;
    const { createHmac } = process.getBuiltinModule('node:crypto');
    const keyed = createHmac('sha256', salt).update(text).digest('hex').slice(0, KEPT_DIGITS);
    if (text.length <= CACHE_TEXT_LENGTH) {
      if (cache.size >= CACHE_ENTRIES) cache.clear();
      cache.set(text, keyed);
    }
    return keyed;
  };
}
