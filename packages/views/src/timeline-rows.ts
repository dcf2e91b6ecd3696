/** A timeline as rows, from the top down: what a terminal prints and a page lists. */

import type { TimelineNode } from './timeline-node.ts';

/** One row. */
export interface TimelineRow {
  readonly node: TimelineNode;
  /** 0 for the run itself. */
  readonly depth: number;
  /** For each level above, from the outermost: whether more of that level follows. What lines of a tree are drawn by. */
  readonly follows: readonly boolean[];
}

/** Walks a tree, however deep. */
export function* timelineRows(root: TimelineNode): Generator<TimelineRow, void, void> {
  const waiting: TimelineRow[] = [{ node: root, depth: 0, follows: [] }];
  for (let row = waiting.pop(); row !== undefined; row = waiting.pop()) {
    yield row;
    const { children } = row.node;
    for (let place = children.length - 1; place >= 0; place -= 1) {
      const node = children[place];
      const follows = [...row.follows, place < children.length - 1];
      if (node !== undefined) waiting.push({ node, depth: row.depth + 1, follows });
    }
  }
}
