/** Generators of credentials that are no tokens: in URLs, headers, command lines, key blocks, phrases. */
import { ENGLISH_WORDS } from '../../src/scanners/seed-words.ts';
import { fill, pick } from '../random.ts';
import { PERSONS, type Sample } from './personal.ts';

const WORDS = ENGLISH_WORDS.split(' ');

const CREDENTIALS: readonly Sample[] = [
  {
    kind: 'url_credentials',
    make: (r) => {
      const secret = fill('{a16}', r);
      return { text: `postgres://app:${secret}@db.example.com:5432/main`, secret, keeps: '@db.example.com:5432/main' };
    },
  },
  {
    kind: 'url_credentials',
    make: (r) => {
      const secret = fill('{a8}/{a8}', r);
      return { text: `DB is amqp://app:${secret}@mq.example.com/v`, secret, keeps: '@mq.example.com/v' };
    },
  },
  {
    kind: 'url_credentials',
    make: (r) => {
      const secret = fill('{a20}', r);
      return { text: `git clone https://${secret}@example.com/x.git`, secret, keeps: '@example.com/x.git' };
    },
  },
  {
    kind: 'webhook_url',
    make: (r) => {
      const secret = fill('T{A8}/B{A8}/{a24}', r);
      return { text: `https://hooks.slack.com/services/${secret}`, secret, keeps: 'https://hooks.slack.com/services/' };
    },
  },
  {
    kind: 'webhook_url',
    make: (r) => {
      const secret = fill('{d18}/{u68}', r);
      return { text: `post to https://discord.com/api/webhooks/${secret} ok`, secret, keeps: ' ok' };
    },
  },
  {
    kind: 'authorization',
    make: (r) => {
      const secret = fill('{u32}', r);
      return { text: `Authorization: Bearer ${secret}`, secret, keeps: 'Authorization: Bearer ' };
    },
  },
  {
    kind: 'authorization',
    make: (r) => {
      const secret = btoa(fill('{z6}:{a12}', r));
      return { text: `sent Basic ${secret} to it`, secret, keeps: ' to it' };
    },
  },
  {
    kind: 'cookie',
    make: (r) => {
      const secret = fill('{a32}', r);
      return { text: `Cookie: sid=${secret}; theme=dark`, secret, keeps: 'Cookie: ' };
    },
  },
  {
    kind: 'command_secret',
    make: (r) => {
      const secret = fill('{z6}:{a10}', r);
      return { text: `curl -u ${secret} https://x.example.com`, secret, keeps: ' https://x.example.com' };
    },
  },
  {
    kind: 'command_secret',
    make: (r) => {
      const secret = fill('{a12}', r);
      return { text: `mysql -uroot -p${secret} main`, secret, keeps: ' main' };
    },
  },
  {
    kind: 'command_secret',
    make: (r) => {
      const secret = fill('{a12}{d2}', r);
      return { text: `machine x.example.com login bob password ${secret}`, secret };
    },
  },
  {
    kind: 'signed URL',
    make: (r) => {
      const secret = fill('{h64}', r);
      return {
        text: `https://b.s3.amazonaws.com/k?X-Amz-Expires=60&X-Amz-Signature=${secret}&x=1`,
        secret,
        keeps: '&x=1',
      };
    },
  },
  {
    kind: 'signed URL',
    make: (r) => {
      const secret = encodeURIComponent(`${fill('{b43}', r)}=`);
      return { text: `https://a.blob.core.windows.net/c?sv=2024&sig=${secret}`, secret, keeps: '?sv=2024' };
    },
  },
  {
    kind: 'sentence',
    make: (r) => {
      const secret = fill('{z5}{d3}!', r);
      return { text: `my password is ${secret} ok`, secret, keeps: ' ok' };
    },
  },
  {
    kind: 'private_key',
    make: (r) => {
      const secret = fill('{b64}\n{b64}\n{b20}==', r);
      return {
        text: `a\n-----BEGIN RSA PRIVATE KEY-----\n${secret}\n-----END RSA PRIVATE KEY-----\nb`,
        secret,
        keeps: '\nb',
      };
    },
  },
  {
    kind: 'private_key',
    make: (r) => {
      const secret = fill('{b64}\\n{b64}\\n{b20}==', r);
      return {
        text: `{"key":"-----BEGIN PRIVATE KEY-----\\n${secret}\\n-----END PRIVATE KEY-----\\n","x":1}`,
        secret,
        keeps: '"x":1',
      };
    },
  },
  {
    kind: 'private_key',
    make: (r) => {
      const secret = fill('{b64}\n{b64}\n{b30}', r);
      return { text: `-----BEGIN OPENSSH PRIVATE KEY-----\n${secret}`, secret };
    },
  },
  {
    kind: 'private_key',
    make: (r) => {
      const secret = fill('{b64}\n{b64}', r);
      return {
        text: `-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: x\n\n${secret}\n-----END PGP PRIVATE KEY BLOCK-----`,
        secret,
      };
    },
  },
  {
    kind: 'private_key',
    make: (r) => {
      const secret = fill('{b64}', r);
      return { text: `x\nPuTTY-User-Key-File-3: ssh-ed25519\nPrivate-Lines: 1\n${secret}`, secret, keeps: 'x\n' };
    },
  },
  {
    kind: 'seed_phrase',
    make: (r) => {
      const secret = Array.from({ length: pick(r, [12, 15, 18, 21, 24]) }, () => pick(r, WORDS)).join(' ');
      return { text: `backup (${secret}) xyzzy`, secret, keeps: ') xyzzy' };
    },
  },
  {
    kind: 'seed_phrase',
    make: (r) => {
      const words = Array.from({ length: 12 }, () => pick(r, WORDS));
      return {
        text: words.map((word, i) => `${i + 1}. ${word}`).join('\n'),
        secret: words
          .slice(3, 6)
          .map((word, i) => `${i + 4}. ${word}`)
          .join('\n'),
      };
    },
  },
  {
    kind: 'kubernetes_secret',
    make: (r) => {
      const secret = btoa(fill('{a24}', r));
      return {
        text: `apiVersion: v1\nkind: Secret\ndata:\n  a: ${secret}\n  b: eA==\ntype: Opaque`,
        secret,
        keeps: 'type: Opaque',
      };
    },
  },
  {
    kind: 'service_account',
    make: (r) => {
      const secret = fill('{b64}', r);
      return {
        text: JSON.stringify({
          type: 'service_account',
          private_key: `-----BEGIN PRIVATE KEY-----\n${secret}\n-----END PRIVATE KEY-----\n`,
        }),
        secret,
        keeps: '"type":"service_account"',
      };
    },
  },
];

/** Personal data and credentials by shape: all of it has to be found. */
export const SHAPES: readonly Sample[] = [...PERSONS, ...CREDENTIALS];
