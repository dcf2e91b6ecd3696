/** A new outbox folder and a new collector for each test of a file or a suite. */

import { afterEach, beforeEach } from 'vitest';
import { type Outbox, type OutboxOptions, openOutbox } from '../../src/outbox/index.ts';
import { startCollector, type TestCollector } from './collector.ts';
import { HEADER, makeOutboxFolder, type OutboxFolder } from './outbox-folder.ts';

/** What the running test has. */
export interface OutboxInUse {
  readonly paths: OutboxFolder;
  readonly collector: TestCollector;
  /** Opens an outbox in the folder. */
  open(options?: Partial<OutboxOptions>): Outbox;
}

/** Makes both before each test, and takes them away after it. */
export function useOutbox(): OutboxInUse {
  let now: Pick<OutboxInUse, 'paths' | 'collector'> | undefined;
  const inUse = () => {
    if (now === undefined) throw new Error('no test is running');
    return now;
  };
  beforeEach(async () => {
    now = { paths: makeOutboxFolder(), collector: await startCollector() };
  });
  afterEach(async () => {
    const { paths, collector } = inUse();
    await collector.close();
    paths.remove();
    now = undefined;
  });
  return {
    get paths() {
      return inUse().paths;
    },
    get collector() {
      return inUse().collector;
    },
    open: (options = {}) => openOutbox({ paths: inUse().paths, header: HEADER, ...options }),
  };
}

/** The texts of the batches that wait, cut before. */
export async function previewsOf(outbox: Outbox): Promise<readonly string[]> {
  const texts: string[] = [];
  for await (const { text } of outbox.preview()) texts.push(text);
  return texts;
}
