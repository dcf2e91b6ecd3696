/** An outbox in a temporary folder; on memory where there is one, since processes die in these tests, not disks. */

import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OutboxOptions, OutboxPaths } from '../../src/outbox/index.ts';

/** Where the outbox is. */
export interface OutboxFolder extends OutboxPaths {
  /** The names in the outbox now. */
  names(): readonly string[];
  remove(): void;
}

/** Makes the folder. */
export function makeOutboxFolder(): OutboxFolder {
  const root = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'outbox-'));
  const outboxDir = join(root, 'outbox');
  return {
    outboxDir,
    rejectedDir: join(outboxDir, 'rejected'),
    sentDir: join(root, 'sent'),
    names: () => readdirSync(outboxDir).sort(),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** A header of the right shape. */
export const HEADER: OutboxOptions['header'] = () => ({
  policyDigest: `sha256:${'a'.repeat(64)}`,
  eraseKeyHash: 'b'.repeat(64),
});
