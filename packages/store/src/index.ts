export { MAX_LINE_BYTES } from './batch.ts';
export { installSignalHandlers, onProcessExit, type WritesOnExit } from './exit-hook.ts';
export { createNodeFileSystem, type Done, type FileFacts, type StoreFileSystem } from './file-system.ts';
export type { Fold, FoldOptions, FoldResult } from './fold-log.ts';
export type { FoldSumForm } from './fold-sums.ts';
export type { FollowOptions, LogPosition } from './follow-log.ts';
export { type LogFile, type LogLocation, segmentTime } from './log-files.ts';
export type { Losses } from './loss-lines.ts';
export { appendLosses, readLosses } from './losses.ts';
export {
  foldLog,
  followLog,
  type LogAccess,
  listLogFiles,
  purgeLog,
  purgeTelemetry,
  readLog,
  sealLog,
  verifyLog,
} from './open-log.ts';
export {
  environmentPrefix,
  type PathOptions,
  runLogFile,
  TELEMETRY_TREE,
  type TelemetryPaths,
  type TreeEntry,
  telemetryPaths,
} from './paths.ts';
export type { PurgeOptions, PurgeReport } from './purge.ts';
export type { SkipCounts, SkipKind } from './read-lines.ts';
export type { LogLine, LogReading, ParseLine, ReadFilter, ReadOptions, ScanLine } from './read-log.ts';
export { openStore, type Store } from './store.ts';
export type { DropReason, SealReason, SealVerdict, StoreOptions, StoreStats } from './store-options.ts';
export { ensureTrustedFolder } from './trusted-files.ts';
export type { VerifiedFile, VerifyProblem, VerifyReport } from './verify-log.ts';
