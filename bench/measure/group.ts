/** What is measured together, in the same rounds, and which goals are held against it. Plain data, and its evaluation. */

import type { Unit } from '../report/render.ts';
import type { Contender, Samples } from './run-rounds.ts';
import type { Comparison } from './statistics.ts';
import { compareByDifference, compareByRatio, subtractBase } from './statistics.ts';

/** One side of a row: a contender, one of its figures, and what is taken off it. */
export interface Side {
  readonly contender: string;
  /** Default the figure of the row. */
  readonly figure?: string;
  /** A contender whose figure of the same round is subtracted: an empty process. */
  readonly without?: string;
}

/** One comparison. */
export interface Row {
  readonly what: string;
  readonly against: string;
  readonly ours: Side;
  readonly peer: Side;
  /** What is compared: by name of the figure, with how it is called on the page. */
  readonly figures: readonly { readonly name: string; readonly title: string }[];
  /** `ratio` (default): ours divided by the peer's. `difference`: ours minus the peer's, in the unit of the group. */
  readonly by?: 'ratio' | 'difference';
  /** Not to be exceeded. Absent where a comparison is told for completeness. */
  readonly goal?: number;
  /** What the time goes into, and what it would take, by the profile: told where the goal is missed. */
  readonly ifMissed?: string;
}

/** Contenders that take turns. */
export interface Group {
  readonly title: string;
  /** What one sample is, and what is in it. */
  readonly text: string;
  readonly contenders: readonly Contender[];
  readonly rounds: number;
  readonly unit: Unit;
  /** The figures that the table of contenders shows, with their heads, and with a unit of their own where they have another. */
  readonly shown: readonly { readonly name: string; readonly title: string; readonly unit?: Unit }[];
  readonly rows: readonly Row[];
}

/** Compares the two sides of a row by one figure. @throws Error when a contender has no such figure */
export function compareRow(row: Row, figure: string, samples: Samples): Comparison {
  const ours = samplesOf(row.ours, figure, samples);
  const peer = samplesOf(row.peer, figure, samples);
  return row.by === 'difference' ? compareByDifference(ours, peer) : compareByRatio(ours, peer);
}

function samplesOf(side: Side, rowFigure: string, samples: Samples): readonly number[] {
  const figure = side.figure ?? rowFigure;
  const own = samples.get(side.contender)?.get(figure);
  if (own === undefined) throw new Error(`${side.contender} has no figure ${figure}`);
  if (side.without === undefined) return own;
  return subtractBase(own, samples.get(side.without)?.get(figure) ?? []);
}
