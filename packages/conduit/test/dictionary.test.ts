import { describe, expect, it } from 'vitest';
import type { Chunk } from '../src/artifact.ts';
import { coverageOf } from '../src/build-chunk.ts';
import { chunkIdOf } from '../src/digests.ts';
import { settingsOf, streamOf } from './support/samples.ts';

/**
 * The attack on a chunk that was pruned: its successor still names its digest. All that is public is known (the release, the stream,
 * the window, how such a body looks), so that only the counts have to be tried.
 */
function guessCounts(published: string, known: Chunk, blinds: readonly (string | undefined)[]): number | undefined {
  const { sampleCount, kFloor } = known.payload;
  for (let count = kFloor; count <= sampleCount; count += 1) {
    if (sampleCount - count > 0 && sampleCount - count < kFloor) continue;
    const payload = { ...known.payload, aggregates: { ...known.payload.aggregates, capDenies: { other: count } } };
    for (const blind of blinds) {
      const { chunkId: _, blind: _theirs, ...rest } = known;
      const body = {
        ...rest,
        payload,
        coverage: coverageOf([count], sampleCount),
        ...(blind === undefined ? {} : { blind }),
      };
      if (chunkIdOf(body as unknown as Chunk) === published) return count;
    }
  }
  return undefined;
}

describe('a pruned chunk', () => {
  const settings = settingsOf({ k: 10 });
  const stream = streamOf(
    [
      { capDenies: { other: 321 }, eventTypes: { a: 9, b: 9, c: 9, 'runner.started': 5, 'plan.generated': 8 } },
      { capDenies: { other: 20 } },
    ],
    settings,
  );
  const [pruned, successor] = stream.chunks;
  if (pruned === undefined || successor === undefined) throw new Error('there are no two chunks');

  it('cannot be rebuilt from the digest in its successor, whatever blind its neighbours show', () => {
    expect(successor.prevChunkId).toBe(pruned.chunkId);
    expect(guessCounts(pruned.chunkId, pruned, [successor.blind, '0'.repeat(64), undefined])).toBeUndefined();
  });

  it('could be rebuilt at once without the blind, or by whoever has the secret', () => {
    const { blind: _, chunkId: _own, ...unblinded } = pruned;
    expect(guessCounts(chunkIdOf(unblinded as Chunk), pruned, [undefined])).toBe(321);
    expect(guessCounts(pruned.chunkId, pruned, [settings.blind(pruned.windowStartTick)])).toBe(321);
  });
});
