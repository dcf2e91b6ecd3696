export { bucketOf } from './bucket.ts';
export { compileRecorder } from './compile-recorder.ts';
export type { EncodedEvent, EventContext, EventDraft } from './draft.ts';
export type { KeyedHash } from './keyed-hash.ts';
export { createKeyedHash } from './keyed-hash.ts';
export type { Recorder, RecordOutcome, RecordPolicy, Sanitized } from './record.ts';
export { createRecorder } from './record.ts';
export type { ReleaseOutcome, ReleasePolicy, Releaser } from './release.ts';
export { createReleaser } from './release.ts';
