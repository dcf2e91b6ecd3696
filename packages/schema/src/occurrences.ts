/**
 * Counts equal lines of a stream in bounded memory, for the ids that are derived from them.
 *
 * Two generations of at most `GENERATION_SIZE` keys: a full one becomes the older, and the oldest is forgotten; a key that is
 * met again moves into the younger. So equal lines are told apart when fewer than `GENERATION_SIZE` different lines stand
 * between them. Equal lines have equal timestamps and stand close together in any log that was appended to. Farther apart,
 * the count starts again and the line gets an id that was given before: whoever takes each id once takes it once too few,
 * never once too many. The answer depends on the stream alone, not on time or memory.
 */

/** Keys of one generation: 65,536 derived ids are about 8 MB, and as many lines of an old log about 26 MB. */
export const GENERATION_SIZE = 65_536;

/** Counts how often each key was met. */
export interface Occurrences {
  /** Counts the key and answers how often it was met, this time included. */
  next(key: string): number;
}

/** Makes a counter of one stream. */
export function createOccurrences(generationSize: number = GENERATION_SIZE): Occurrences {
  let younger = new Map<string, number>();
  let older = new Map<string, number>();
  return {
    next(key) {
      const met = (younger.get(key) ?? older.get(key) ?? 0) + 1;
      if (younger.size >= generationSize) {
        older = younger;
        younger = new Map();
      }
      younger.set(key, met);
      return met;
    },
  };
}
