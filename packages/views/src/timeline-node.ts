/** What a timeline is made of. Plain data, so that a terminal and a page show the same. */

/** What a node stands for. */
export type NodeKind =
  | 'run'
  | 'cycle'
  | 'agent'
  | 'step'
  | 'skill'
  | 'work'
  | 'command'
  | 'plan'
  | 'review'
  | 'decision'
  | 'error'
  | 'quest'
  | 'proof'
  | 'note';

/** How it ended; `unfinished`: it began, and no end is in the log. Null for what does not end well or badly. */
export type NodeStatus = 'ok' | 'failed' | 'skipped' | 'unfinished' | null;

/** One node of a run's tree. Texts are as they stand in the log: make them fit for where they are shown. */
export interface TimelineNode {
  readonly kind: NodeKind;
  /** What it is called: an agent, a command, a verdict. At most 200 characters. */
  readonly title: string;
  /** What else is known of it, empty when nothing is. At most 200 characters. */
  readonly detail: string;
  readonly status: NodeStatus;
  /** Milliseconds since 1970. */
  readonly startMs: number;
  /** Milliseconds; null for what has no duration, or is unfinished. */
  readonly durationMs: number | null;
  /** The actor's id; empty for runs and cycles. */
  readonly actor: string;
  /** Events of the log that this node was made of, without those of its children. */
  readonly events: number;
  /** By time. */
  readonly children: readonly TimelineNode[];
}
