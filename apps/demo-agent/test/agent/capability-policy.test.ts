import { join, normalize } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CapabilityDeniedError, createCapabilityPolicy } from '../../src/agent/capability-policy.ts';

const ROOT = '/srv/place';
const policy = createCapabilityPolicy(ROOT);
const segment = fc.constantFrom('..', '.', 'src', 'test', '.git', '..src', 'src..', 'a.js', '');
const path = fc.tuple(fc.constantFrom('', '/', `${ROOT}/`, `${ROOT}/../`), fc.array(segment, { maxLength: 6 }));

describe('the capability policy', () => {
  test('lets nothing be written outside src/, however the path is written', () => {
    fc.assert(
      fc.property(path, ([start, parts]) => {
        const written = start + parts.join('/');
        const target = written.startsWith('/') ? normalize(written) : join(ROOT, written);
        const inside = target.startsWith(`${ROOT}/src/`) && target !== `${ROOT}/src/`;
        expect(policy.allows({ capability: 'filesystem.write', path: written })).toBe(inside);
      }),
    );
  });

  test('lets the repository be read, and nothing beside it', () => {
    expect(policy.allows({ capability: 'filesystem.read', path: 'test/a.test.js' })).toBe(true);
    expect(policy.allows({ capability: 'filesystem.read', path: '../other/a.js' })).toBe(false);
    expect(policy.allows({ capability: 'filesystem.read', path: '/etc/passwd' })).toBe(false);
  });

  test('starts git and node, no shell, and opens no connection', () => {
    const starts = ['git', 'node', 'sh', '/tmp/node', ''].map((program) =>
      policy.allows({ capability: 'process.spawn', program }),
    );
    expect(starts).toEqual([true, true, false, false, false]);
    expect(policy.allows({ capability: 'network', url: 'https://example.invalid' })).toBe(false);
  });

  test('says in its error what was wanted, and under a name that tells nothing else', () => {
    const error = new CapabilityDeniedError({ capability: 'network', url: 'https://example.invalid/?a=b' });
    expect(error).toMatchObject({ name: 'CapabilityDeniedError', capability: 'network' });
    expect(error.message).toContain('https://example.invalid/?a=b');
  });
});
