import { describe, expect, it } from 'vitest';
import { knownBytes } from './support/known-bytes.ts';

describe('the bytes of a fixed installation', () => {
  it('are the same on every machine and every day: as they were when the format was fixed', () => {
    // node packages/conduit/evidence/node-versions.ts compares them on each supported Node.
    expect(knownBytes(2_000)).toEqual({
      artifacts: '1ab93c8625ec66735c38cee824ae5997c11103e5d1db9f7e09f75b9ea13a7cd1',
      numbers: '9197b56e7301083c80940ec34f3f8f9e143b5af62a5e311cd40321cc7fdbcff6',
    });
  });
});
