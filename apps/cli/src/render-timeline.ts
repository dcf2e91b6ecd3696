/**
 * A run as a picture for the terminal: time on the left, the tree of what was done, where in the run it lies, how long it took.
 * Lines of at most the given columns; data is made visible here.
 */

import { formatDuration } from '@telemetry/aggregation';
import type { NodeKind, NodeStatus, RunFacts, TimelineNode, TimelineRow } from '@telemetry/views';
import truncatedWidth from 'fast-string-truncated-width';
import { counted } from './render-list.ts';
import { visibleText } from './visible-text.ts';

/** Colours, or functions that leave a text as it is. */
export interface Palette {
  dim(text: string): string;
  bold(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  cyan(text: string): string;
}

/** How wide, over which time, in which colours. */
export interface TimelineStyle {
  readonly columns: number;
  readonly root: TimelineNode;
  readonly palette: Palette;
}

/** Widths of a picture: below, nothing could be told; above, an eye loses the line. */
export const MIN_COLUMNS = 40;
/** The widest picture. */
export const MAX_COLUMNS = 200;

/** Columns of the longest duration, `382 ms` or `59.9 min`, and of the strip that shows where in the run something lies. */
const TOOK_WIDTH = 8;
const STRIP_FROM_COLUMNS = 60;
const MAX_STRIP = 40;

/** Columns of a run in a list, without its id. */
const RUN_LINE_WIDTH = 19 + 2 + TOOK_WIDTH + 2 + 9 + 2 + 9 + 2 + 10 + 2;

const ICONS: { readonly [K in NodeKind]?: string } = { note: '·', decision: '◆', plan: '≡', review: '≡', proof: '·' };
const STATUS_ICONS: { readonly [S in Exclude<NodeStatus, null>]: string } = {
  ok: '✓',
  failed: '✗',
  skipped: '○',
  unfinished: '…',
};

/** Kinds whose title alone does not say what they are. */
const NAMED: ReadonlySet<NodeKind> = new Set<NodeKind>(['agent', 'skill', 'quest', 'proof', 'error']);

/** The run's name, and what is known of it at a glance. */
export function renderRunHeader(
  { facts, root }: { readonly facts: RunFacts; readonly root: TimelineNode },
  style: TimelineStyle,
): string {
  const { palette } = style;
  const width = widthOf(style);
  const parts = [
    new Date(facts.startMs)
      .toISOString()
      .replace('T', ' ')
      .replace(/\.\d+Z$/, ' UTC'),
    formatDuration(facts.durationMs),
    counted(facts.cycles, 'cycle'),
    counted(facts.events, 'event'),
    facts.errors === 0 ? 'no errors' : palette.red(counted(facts.errors, 'error')),
    statusColour(root.status, palette)(facts.outcome),
  ];
  return `${palette.bold(fit(visibleText(facts.runId), width).text)}\n${wrapped(parts, ' · ', width)}`;
}

/** One node as one line. */
export function renderRow({ node, follows }: TimelineRow, style: TimelineStyle): string {
  const { root, palette } = style;
  const columns = widthOf(style);
  const totalMs = Math.max(root.durationMs ?? 0, 1);
  const timeWidth = formatOffset(totalMs, totalMs).length;
  const strip = columns < STRIP_FROM_COLUMNS ? 0 : Math.min(MAX_STRIP, Math.floor(columns / 4));
  const time = formatOffset(node.startMs - root.startMs, totalMs).padStart(timeWidth);
  const tree = follows.map((more, level) => (level === follows.length - 1 ? (more ? '├ ' : '└ ') : more ? '│ ' : '  '));
  const room = columns - timeWidth - 1 - TOOK_WIDTH - 1 - (strip === 0 ? 0 : strip + 1);
  // Where a tree is too deep for its column, its innermost lines are shown.
  const branches = tree.join('').slice(-Math.max(2, Math.floor(room / 2 / 2) * 2));
  const { text, width } = fit(wordsOf(node), room - branches.length);
  const took = (
    node.status === 'unfinished' ? '?' : node.durationMs === null ? '' : formatDuration(node.durationMs)
  ).padStart(TOOK_WIDTH);
  const padding = ' '.repeat(Math.max(0, room - branches.length - width));
  const picture = strip === 0 ? '' : `${statusColour(node.status, palette)(stripOf(node, root, totalMs, strip))} `;
  const words = `${palette.dim(branches)}${wordColour(node, palette)(text)}${padding}`;
  return `${palette.dim(time)} ${words} ${picture}${took}`.trimEnd();
}

/** A run of a list: one line, or two where one would be wider than the terminal. An id is never cut: it is there to be copied. */
export function renderRunLine(facts: RunFacts, palette: Palette, columns: number): string {
  const { runId, startMs, durationMs, cycles, errors, outcome } = facts;
  const status = outcome === 'accepted' ? 'ok' : outcome === 'aborted' ? 'failed' : 'unfinished';
  const id = visibleText(runId);
  const began = new Date(startMs).toISOString().slice(0, 19).replace('T', ' ');
  const parts = [
    palette.dim(began),
    formatDuration(durationMs).padStart(TOOK_WIDTH),
    counted(cycles, 'cycle').padStart(9),
    (errors === 0 ? palette.dim : palette.red)(counted(errors, 'error').padStart(9)),
    statusColour(status, palette)(outcome.padEnd(10)),
  ];
  if (RUN_LINE_WIDTH + truncatedWidth(id).width <= columns) return [...parts, id].join('  ');
  const short = [palette.dim(began.slice(0, 16)), formatDuration(durationMs), statusColour(status, palette)(outcome)];
  return `${id}\n  ${short.join('  ')}`;
}

function widthOf({ columns }: TimelineStyle): number {
  return Math.min(MAX_COLUMNS, Math.max(MIN_COLUMNS, Math.floor(columns)));
}

function wordsOf({ kind, title, detail, status, events }: TimelineNode): string {
  const icon = (status === null ? undefined : STATUS_ICONS[status]) ?? ICONS[kind] ?? '▸';
  const name = NAMED.has(kind) && title !== kind ? `${kind} ${title}` : title;
  const repeated = kind === 'note' && events > 1 ? ` ×${events}` : '';
  return visibleText(`${icon} ${name}${repeated}${detail === '' ? '' : `  ${detail}`}`);
}

/** Where in the run a node lies: a bar as long as it took, a point for what took no time. */
function stripOf(node: TimelineNode, root: TimelineNode, totalMs: number, width: number): string {
  const place = (ms: number) => Math.min(width - 1, Math.max(0, Math.floor((ms / totalMs) * width)));
  const offsetMs = node.startMs - root.startMs;
  const from = place(offsetMs);
  if (node.status === 'unfinished' && node.kind !== 'run') return `${' '.repeat(from)}${'╌'.repeat(width - from)}`;
  const isPoint = node.durationMs === null;
  const to = isPoint ? from : place(offsetMs + (node.durationMs ?? 0));
  const mark = isPoint
    ? node.kind === 'decision'
      ? '◆'
      : node.kind === 'error'
        ? '✗'
        : '·'
    : '━'.repeat(to - from + 1);
  return `${' '.repeat(from)}${mark}${' '.repeat(width - to - 1)}`;
}

/** Since the run began: `12.345`, or `1:02:03` for longer ones. */
function formatOffset(ms: number, totalMs: number): string {
  const safe = Math.min(totalMs, Math.max(0, ms));
  if (totalMs < 100_000) return (safe / 1000).toFixed(3);
  const seconds = Math.floor(safe / 1000);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** A text within so many columns; letters of East Asia and emoji take two. */
function fit(text: string, limit: number): { readonly text: string; readonly width: number } {
  const full = truncatedWidth(text).width;
  if (full <= limit) return { text, width: full };
  // The library may cut one column late before a wide letter: what comes out is measured.
  for (let room = limit; room > 1; room -= 1) {
    const cut = `${text.slice(0, truncatedWidth(text, { limit: room, ellipsis: '…' }).index)}…`;
    const { width } = truncatedWidth(cut);
    if (width <= limit) return { text: cut, width };
  }
  return { text: '', width: 0 };
}

function wrapped(parts: readonly string[], separator: string, width: number): string {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    const joined = `${last}${separator}${part}`;
    if (last !== undefined && truncatedWidth(joined).width <= width) lines[lines.length - 1] = joined;
    else lines.push(part);
  }
  return lines.join('\n');
}

function wordColour({ kind, status }: TimelineNode, palette: Palette): (text: string) => string {
  if (status === 'failed') return palette.red;
  if (status === 'unfinished') return palette.yellow;
  if (kind === 'cycle' || kind === 'agent' || kind === 'decision') return palette.bold;
  return kind === 'note' || kind === 'proof' ? palette.dim : (text) => text;
}

function statusColour(status: NodeStatus, palette: Palette): (text: string) => string {
  if (status === 'ok') return palette.green;
  if (status === 'failed') return palette.red;
  return status === null ? palette.cyan : palette.yellow;
}
