export type { RunFacts, RunList, RunOutcome } from './run-list.ts';
export { createRunList } from './run-list.ts';
export type { NodeKind, NodeStatus, RunTimeline, TimelineBuilder, TimelineNode } from './run-timeline.ts';
export { createRunTimeline } from './run-timeline.ts';
export type { TimelineRow } from './timeline-rows.ts';
export { timelineRows } from './timeline-rows.ts';
