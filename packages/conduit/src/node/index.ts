export type { FileAccess } from './file-access.ts';
export { FILE_ACCESS } from './file-access.ts';
export { listReleasedFiles } from './release-folder.ts';
export type { ConduitOptions, ConduitResult } from './run-conduit.ts';
export { applyConduit, previewConduit } from './run-conduit.ts';
export { streamFilePath } from './stream-file.ts';
export { verifyConduitFile } from './verify-file.ts';
