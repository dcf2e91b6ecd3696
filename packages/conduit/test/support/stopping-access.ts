/** The file access of the conduit that ends at a given write: before it, after it, or with a half-written file beside. */

import { writeFileSync } from 'node:fs';
import { FILE_ACCESS, type FileAccess } from '../../src/node/file-access.ts';

/** Where in a write it ends. */
export type Moment = 'before' | 'half' | 'after';

/** @param write the how manieth file that is replaced, from 1 @param stop must not come back */
export function stoppingAccess(write: number, when: Moment, stop: () => void): FileAccess {
  let writes = 0;
  return {
    ...FILE_ACCESS,
    replace: (path, text, mode) => {
      writes += 1;
      const isNow = writes === write;
      if (isNow && when === 'half') writeFileSync(`${path}.0123abcd.tmp`, text.slice(0, text.length / 2));
      if (isNow && when !== 'after') stop();
      FILE_ACCESS.replace(path, text, mode);
      if (isNow) stop();
    },
  };
}
