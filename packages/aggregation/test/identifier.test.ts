import { describe, expect, it } from 'vitest';
import { isActorId, isIdentifier } from '../src/identifier.ts';

describe('isIdentifier', () => {
  it('takes names of agents, models, packages and events', () => {
    for (const text of [
      'planner',
      'plan.generated',
      'anthropic/claude-3.5',
      '@scope/pkg',
      'git',
      '10',
      'v1.2.3',
      'a:b',
      '-x',
      'meta/llama-3.1',
    ]) {
      expect(isIdentifier(text), text).toBe(true);
    }
  });

  it('takes no path, address, id, time or free text', () => {
    const none = [
      '/home/bob/project',
      '~/x',
      './x',
      '../x',
      'a/../b',
      'C:/Users/bob',
      'file:/x',
      'https://x.org',
      'src/config/loader.ts',
      'bob@example.org',
      '2025-10-06T12-30-00Z/refactor-config-loader',
      '9b2f0f5e-4f0e-4c57-9d0e-0b3f3c7b5a11',
      '9B2F0F5E-4F0E-4C57-9D0E-0B3F3C7B5A11',
      'two words',
      '',
      'a\nb',
      'x'.repeat(65),
      '=1+1',
      'naïve',
    ];
    for (const text of none) expect(isIdentifier(text), text).toBe(false);
  });

  it('lets actors be UUIDs, and nothing else that is no identifier', () => {
    expect(isActorId('9b2f0f5e-4f0e-4c57-9d0e-0b3f3c7b5a11')).toBe(true);
    expect(isActorId('bob@example.org')).toBe(false);
    expect(isActorId('Bob B')).toBe(false);
  });
});
