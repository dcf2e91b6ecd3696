/** Groups that were measured, in Markdown: lines of goals, what is known of those that were missed, and the table of contenders. Pure. */

import type { Group, Row } from '../measure/group.ts';
import { compareRow } from '../measure/group.ts';
import type { Samples } from '../measure/run-rounds.ts';
import { spreadOf } from '../measure/statistics.ts';
import { renderComparison, renderNumber, renderSpread, renderTable, verdictOf } from './render.ts';

/** A group with what its rounds gave. */
export interface MeasuredGroup {
  readonly group: Group;
  readonly samples: Samples;
}

/** The head of the table that `goalLines` fills. */
export const GOAL_HEAD = ['what', 'against', 'by', 'ratio', 'goal', ''] as const;

/** One line for each comparison. */
export function goalLines({ group, samples }: MeasuredGroup): readonly (readonly string[])[] {
  return group.rows.flatMap((row) => linesOf(row, group, samples));
}

/** What is known of the goals that were missed: one line a row. */
export function missNotes({ group, samples }: MeasuredGroup): readonly string[] {
  return group.rows
    .filter((row) => isMissed(row, samples))
    .map(({ what, against, ifMissed = '' }) => `- ${what}, against ${against}: ${ifMissed}`);
}

/** Lists such notes, each once. */
export function renderMisses(notes: readonly string[]): string {
  return notes.length === 0
    ? ''
    : `What is missed, by wall or by CPU, and what is known of it, written by hand from profiles and timings outside of this run:\n\n${[...new Set(notes)].join('\n')}\n`;
}

/** What every contender of a group took. */
export function renderGroup({ group, samples }: MeasuredGroup): string {
  const rows = group.contenders.map(({ name }) => [
    name,
    ...group.shown.map((figure) => {
      const values = samples.get(name)?.get(figure.name);
      return values === undefined ? '' : renderSpread(spreadOf(values), figure.unit ?? group.unit);
    }),
  ]);
  const head = ['contender', ...group.shown.map(({ title, unit = group.unit }) => `${title}, ${unit.name}`)];
  return `### ${group.title}\n\n${group.text} Rounds: ${group.rounds}; medians, with quartiles.\n\n${renderTable(head, rows)}`;
}

function linesOf(row: Row, { unit }: Group, samples: Samples): readonly (readonly string[])[] {
  const divisor = row.by === 'difference' ? unit.divisor : 1;
  return row.figures.map(({ name, title }) => {
    const comparison = compareRow(row, name, samples);
    const goal = row.goal === undefined ? '' : renderNumber(row.goal / divisor);
    const verdict = row.goal === undefined ? '' : verdictOf({ goal: row.goal, figure: comparison.figure });
    return [row.what, row.against, title, renderComparison(comparison, divisor), goal, verdict];
  });
}

function isMissed(row: Row, samples: Samples): boolean {
  const { goal } = row;
  return goal !== undefined && row.figures.some(({ name }) => compareRow(row, name, samples).figure > goal);
}
