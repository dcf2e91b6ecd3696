export { DEFAULT_CAP } from './capped-map.ts';
export type { EventFields } from './catalog-fields.ts';
export { fieldsOf } from './catalog-fields.ts';
export type { DailySummaries } from './daily/daily-summaries.ts';
export { createDailySummaries } from './daily/daily-summaries.ts';
export type { DailyState, DailySummary, DailySummaryKey } from './daily/daily-summary.ts';
export { DAILY_SUMMARY_VERSION, isClosedDay } from './daily/daily-summary.ts';
export type { DayRange, SummaryOfDays } from './daily/summary-of-days.ts';
export { parseClosedWindow } from './floor/closed-window.ts';
export type { FloorOptions } from './floor/floor-summary.ts';
export { createFloorSummary } from './floor/floor-summary.ts';
export { dayOf, parseInstant, weekOf } from './instant.ts';
export type { LineScanner } from './lines/create-line-scanner.ts';
export type { LiveMetrics, LiveState, LogFacts } from './live/create-live-metrics.ts';
export { createLiveMetrics } from './live/create-live-metrics.ts';
export type { Metric, ResultOf, StateOf } from './metric.ts';
export { mapResult } from './metric.ts';
export { count } from './metrics/count.ts';
export type { Distribution } from './metrics/distribution.ts';
export { distribution } from './metrics/distribution.ts';
export { extent } from './metrics/extent.ts';
export type { ByKey, Groups, TopList } from './metrics/group-by.ts';
export { countBy, groupBy, groups, sumBy, topK } from './metrics/group-by.ts';
export { latest } from './metrics/latest.ts';
export { quantiles } from './metrics/quantiles.ts';
export { rate } from './metrics/rate.ts';
export type { MetricSet, ReportResult, ReportState } from './metrics/report.ts';
export { defineReport } from './metrics/report.ts';
export type { Sequence } from './metrics/sequences.ts';
export { MAX_SEQUENCE, sequences } from './metrics/sequences.ts';
export type { Streak } from './metrics/streak.ts';
export { standingStreak, streak } from './metrics/streak.ts';
export { mean, sum, total } from './metrics/sum.ts';
export type { KeyReader, NumberReader, Reader } from './reader.ts';
export {
  actorId,
  actorKind,
  cycle,
  derive,
  either,
  eventName,
  eventTime,
  everyEvent,
  on,
  runKey,
  source,
} from './reader.ts';
export { EXPOSITION_TYPE } from './render/exposition.ts';
export { FAMILY_HELP } from './render/family-names.ts';
export { formatAmount, formatDuration, formatNumber, formatShare } from './render/format-figure.ts';
export { renderPrometheus } from './render/render-prometheus.ts';
export type { SummaryFormat } from './render/render-summary.ts';
export { renderSummary, SUMMARY_FORMATS } from './render/render-summary.ts';
export type { Column, Table } from './render/summary-tables.ts';
export { summaryTables } from './render/summary-tables.ts';
export type { SummaryBuilder, SummaryOptions } from './summary/create-summary.ts';
export { createSummary, decodeSummary } from './summary/create-summary.ts';
export type { SummaryChange, SummaryDiff, SummaryFrameFields } from './summary/diff-summaries.ts';
export { diffSummaries, summaryDigest } from './summary/diff-summaries.ts';
export type { SummaryRow } from './summary/flatten-summary.ts';
export { flattenSummary } from './summary/flatten-summary.ts';
export { parseSummary } from './summary/parse-summary.ts';
export type {
  AgentUse,
  CommandUse,
  ErrorGroup,
  RunSummary,
  SkillUse,
  Summary,
  WorkflowSequence,
} from './summary/summary.ts';
export { SUMMARY_VERSION } from './summary/summary.ts';
export type {
  CutRead,
  DayParts,
  FoldedSummary,
  SummaryFold,
  SummaryFoldOptions,
  SummaryParts,
  SummaryState,
} from './summary/summary-fold.ts';
export { createSummaryFold, cutReads, foldRange } from './summary/summary-fold.ts';
export { createSummaryScanner } from './summary/summary-scanner.ts';
export type { Window, WindowRequest } from './summary/window.ts';
export { parseRange, parseWindow } from './summary/window.ts';
export type { CountedGroup, GroupRelation, Suppression } from './suppress/suppress.ts';
export { suppress } from './suppress/suppress.ts';
