import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extendStandardCatalog, isTelemetryError } from '../../src/index.ts';
import { encodeLock, parseLock, policyDigest, policyOf } from '../../src/policy.ts';
import { arbitraryCatalog } from '../arbitrary-catalog.ts';

const policy = policyOf(extendStandardCatalog(), { endpoint: 'https://example.org/v1/batch' });

describe('telemetry.lock.json', () => {
  it('says the same after it was written and read', () => {
    fc.assert(
      fc.property(arbitraryCatalog, (catalog) => {
        const any = policyOf(catalog);
        expect(parseLock(encodeLock('demo-agent', any))).toEqual({
          app: 'demo-agent',
          policy: any,
          digest: policyDigest(any),
        });
      }),
    );
  });

  it('is the same text whatever the order of members, one line feed at its end, and readable', () => {
    const { policy_version, tags, events, endpoint } = policy;
    const reordered = {
      endpoint: endpoint ?? '',
      events: Object.fromEntries(Object.entries(events).reverse()),
      tags,
      policy_version,
    };
    const text = encodeLock('demo-agent', policy);
    expect(encodeLock('demo-agent', reordered)).toBe(text);
    expect(text.endsWith('}\n') && !text.endsWith('\n\n')).toBe(true);
    expect(text.split('\n').slice(0, 3)).toEqual(['{', '  "lock_version": 1,', '  "app": "demo-agent",']);
  });

  const parts = () => JSON.parse(encodeLock('demo-agent', policy));
  it.each([
    ['text that is no JSON', () => '{', '(file)'],
    ['a list', () => '[]', '(file)'],
    ['a newer form', () => JSON.stringify({ ...parts(), lock_version: 2 }), 'lock_version'],
    ['no app', () => JSON.stringify({ ...parts(), app: undefined }), 'app'],
    ['an app with a path in it', () => JSON.stringify({ ...parts(), app: '../x' }), 'app'],
    ['no digest', () => JSON.stringify({ ...parts(), digest: undefined }), 'digest'],
    ['no policy', () => JSON.stringify({ ...parts(), policy: undefined }), '(policy)'],
    [
      'a policy that was edited by hand',
      () => encodeLock('demo-agent', policy).replace('"level": "debug"', '"level": "minimal"'),
      'digest',
    ],
  ])('is refused with %s, and the key named', (_, text, key) => {
    const attempt = () => parseLock(text());
    expect(attempt).toThrow(key);
    try {
      attempt();
    } catch (error) {
      expect(isTelemetryError(error) && error.code).toBe('LOCK_INVALID');
    }
  });

  it('is not written for an app without a proper name', () => {
    for (const app of ['', 'Demo', '../x', 'x'.repeat(65)]) expect(() => encodeLock(app, policy)).toThrow(TypeError);
  });
});
