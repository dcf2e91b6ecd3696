/** Self-describing tokens that no single provider owns: JSON Web Tokens, encoded keys, wallet keys. */
import { ALNUM, BASE58, BASE64, DIGIT, DOT, LOWER, UPPER, WORD } from '../alphabets.ts';
import type { TokenRow } from './row.ts';

const RFC7519 = 'https://www.rfc-editor.org/rfc/rfc7519';
const BIP32 = 'https://github.com/bitcoin/bips/blob/master/bip-0032.mediawiki#serialization-format';

/** The rows of no single provider. */
export const STRUCTURED_TOKENS: readonly TokenRow[] = [
  // `{"`, `{ "` and `{` with a line end, in base64url; the signature may be empty.
  {
    kind: 'jwt',
    prefixes: ['eyJ', 'eyA', 'ewog', 'ew0K', 'ewoJ'],
    body: WORD | DOT,
    min: 20,
    infix: '.',
    source: RFC7519,
  },
  // `eyJ` in base64 once more.
  {
    kind: 'jwt',
    prefixes: ['ZXlK', 'ZXlB'],
    body: BASE64 | WORD,
    min: 36,
    needs: [DIGIT, LOWER, UPPER],
    source: RFC7519,
  },
  // `-----BEGIN ` of anything that is not a CERTIFICATE, in base64: three alignments of what may follow.
  {
    kind: 'private_key',
    prefixes: [
      'LS0tLS1CRUdJTiBQUklWQVRF',
      'LS0tLS1CRUdJTiBSU0Eg',
      'LS0tLS1CRUdJTiBFQy',
      'LS0tLS1CRUdJTiBPUEVOU1NI',
      'LS0tLS1CRUdJTiBFTkNSWVBURUQ',
      'LS0tLS1CRUdJTiBEU0Eg',
      'LS0tLS1CRUdJTiBQR1Ag',
    ],
    body: BASE64 | WORD,
    min: 4,
    source: 'https://www.rfc-editor.org/rfc/rfc7468',
  },
  {
    kind: 'extended_private_key',
    prefixes: ['xprv', 'yprv', 'zprv', 'tprv', 'uprv', 'vprv', 'Yprv', 'Zprv', 'Uprv', 'Vprv'],
    body: BASE58,
    min: 80,
    source: BIP32,
  },
  {
    kind: 'wif_private_key',
    prefixes: ['5H', '5J', '5K'],
    body: BASE58,
    min: 49,
    max: 49,
    needs: [DIGIT, LOWER, UPPER],
    source: 'https://en.bitcoin.it/wiki/Wallet_import_format',
  },
  {
    kind: 'wif_private_key',
    prefixes: ['Kw', 'Kx', 'Ky', 'Kz', 'L1', 'L2', 'L3', 'L4', 'L5'],
    body: BASE58,
    min: 50,
    max: 50,
    needs: [DIGIT, LOWER, UPPER],
    source: 'https://en.bitcoin.it/wiki/Wallet_import_format',
  },
  {
    kind: 'nostr_private_key',
    prefixes: ['nsec1'],
    body: ALNUM,
    min: 50,
    source: 'https://github.com/nostr-protocol/nips/blob/master/19.md',
  },
];
