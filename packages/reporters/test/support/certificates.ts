/** Certificates made at run time. */

import { generate } from 'selfsigned';

/** A key and its certificate, PEM. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

const DAY_MS = 86_400_000;

/** Makes a self-signed certificate for an address (127.0.0.1) and a name, valid between two days counted from today. */
export async function makeCertificate(
  options: {
    readonly name?: string;
    readonly address?: string;
    readonly fromDay?: number;
    readonly toDay?: number;
  } = {},
): Promise<Certificate> {
  const { name = 'collector.test', address = '127.0.0.1', fromDay = -1, toDay = 1 } = options;
  const { private: key, cert } = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(Date.now() + fromDay * DAY_MS),
    notAfterDate: new Date(Date.now() + toDay * DAY_MS),
    extensions: [
      { name: 'basicConstraints', cA: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: name },
          { type: 7, ip: address },
        ],
      },
    ],
  });
  return { key, cert };
}
