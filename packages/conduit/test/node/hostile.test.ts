import { linkSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyConduit, previewConduit } from '../../src/node/run-conduit.ts';
import { verifyConduitFile } from '../../src/node/verify-file.ts';
import { encodeArtifact, verifyArtifact } from '../../src/verify-artifact.ts';
import { createDisk, type Disk } from '../support/disk.ts';

const codeOf = (code: string) => expect.objectContaining({ name: 'TelemetryError', code });

/** Applies, and sees that nothing on the disk has changed but what the test has done itself. */
async function expectNothingWritten(disk: Disk): Promise<readonly string[]> {
  const before = disk.contents();
  const result = await applyConduit(disk.options);
  expect(disk.contents()).toEqual(before);
  expect(result.ok).toBe(false);
  return result.ok ? [] : result.issues.map(({ code }) => code);
}

describe('a damaged or foreign store', () => {
  let sound = '';
  let stream = '';
  let disk: Disk;
  const restore = (): void => {
    writeFileSync(disk.storePath, sound);
    writeFileSync(disk.streamPath, stream);
  };
  // One disk for all cases: each begins with the same sound files.
  const prepare = async (): Promise<void> => {
    disk = createDisk(20);
    await applyConduit(disk.options);
    disk.record(10);
    sound = readFileSync(disk.storePath, 'utf8');
    stream = readFileSync(disk.streamPath, 'utf8');
  };

  it('with any flipped bit or cut anywhere: nothing is written, and the issues are bounded and coded', async () => {
    await prepare();
    const bytes = Buffer.from(sound);
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length * 8 - 1), fc.boolean(), async (bit, isCut) => {
        restore();
        const damaged = Buffer.from(bytes);
        damaged.writeUInt8(damaged.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
        writeFileSync(disk.storePath, isCut ? bytes.subarray(0, bit >> 3) : damaged);
        const codes = await expectNothingWritten(disk);
        expect(codes.length).toBeGreaterThan(0);
        expect(codes.length).toBeLessThanOrEqual(32);
      }),
      { numRuns: 60 },
    );
  });

  it('of another stream, another application, a newer version, an older state, or no store at all: nothing is written', async () => {
    await prepare();
    const other = createDisk(20);
    await applyConduit(other.options);
    const older = sound;
    await applyConduit(disk.options);
    sound = readFileSync(disk.storePath, 'utf8');
    stream = readFileSync(disk.streamPath, 'utf8');
    const shortened = JSON.parse(sound) as { journal: { headChunkId: string }; chunks: { chunkId: string }[] };
    shortened.chunks.pop();
    shortened.journal.headChunkId = shortened.chunks.at(-1)?.chunkId ?? '';
    const cases = [
      [encodeArtifact(shortened), 'TELEMETRY_CONDUIT_INVALID'],
      [readFileSync(other.storePath, 'utf8'), 'TELEMETRY_CONDUIT_INVALID'],
      [readFileSync(disk.options.out, 'utf8'), 'TELEMETRY_CONDUIT_INVALID'],
      [older, 'TELEMETRY_CONDUIT_INVALID'],
      [sound.replaceAll('weftend.', 'another.'), 'TELEMETRY_CONDUIT_INVALID'],
      [sound.replace(/conduitStore\/0/, 'conduitStore/1'), 'TELEMETRY_SCHEMA_INVALID'],
      ['{}', 'TELEMETRY_SCHEMA_INVALID'],
      ['', 'TELEMETRY_SCHEMA_INVALID'],
      ['\u0000'.repeat(100), 'TELEMETRY_SCHEMA_INVALID'],
    ] as const;
    // Sound by itself: only the private file knows that a chunk is missing.
    expect(verifyArtifact(encodeArtifact(shortened)).ok).toBe(true);
    for (const [text, code] of cases) {
      restore();
      writeFileSync(disk.storePath, text);
      expect(await expectNothingWritten(disk)).toContain(code);
    }
  });

  it('in a release folder that this installation never applied to: nothing is written', async () => {
    await prepare();
    const strange = createDisk(20);
    mkdirSync(join(strange.release, 'receipts'));
    writeFileSync(strange.storePath, sound);
    expect(await expectNothingWritten(strange)).toEqual(['TELEMETRY_CONDUIT_INVALID']);
  });

  it('a link, a folder or a huge file in its place is neither read nor replaced', async () => {
    await prepare();
    const elsewhere = join(disk.folder, 'elsewhere.json');
    writeFileSync(elsewhere, sound);
    const places: readonly (() => void)[] = [
      () => symlinkSync(elsewhere, disk.storePath),
      () => mkdirSync(disk.storePath),
      () => writeFileSync(disk.storePath, Buffer.alloc(70_000_000)),
    ];
    for (const place of places) {
      rmSync(disk.storePath, { recursive: true });
      place();
      await expect(applyConduit(disk.options)).rejects.toEqual(codeOf('CONDUIT_FILE_REFUSED'));
    }
    expect(readFileSync(elsewhere, 'utf8')).toBe(sound);
    expect(readFileSync(disk.streamPath, 'utf8')).toBe(stream);
  });
});

describe('a hostile place', () => {
  let disk: Disk;

  it('refuses a release folder that is none, holds a link, or whose receipts are a link', async () => {
    disk = createDisk(10);
    const file = join(disk.folder, 'file');
    writeFileSync(file, '');
    for (const releaseDir of [file, join(disk.folder, 'nothing')]) {
      await expect(applyConduit({ ...disk.options, releaseDir })).rejects.toEqual(codeOf('CONDUIT_RELEASE_REFUSED'));
    }
    symlinkSync(file, join(disk.release, 'link'));
    const before = disk.contents();
    await expect(applyConduit(disk.options)).rejects.toEqual(codeOf('CONDUIT_RELEASE_REFUSED'));
    rmSync(join(disk.release, 'link'));
    symlinkSync(disk.folder, join(disk.release, 'receipts'));
    await expect(applyConduit(disk.options)).rejects.toEqual(codeOf('CONDUIT_RELEASE_REFUSED'));
    rmSync(join(disk.release, 'receipts'));
    expect(disk.contents()).toEqual(before);
  });

  it('refuses to write the snapshot into the release folder, through a link, or over what is no file', async () => {
    disk = createDisk(10);
    const target = join(disk.folder, 'target');
    writeFileSync(target, 'untouched');
    symlinkSync(target, join(disk.folder, 'link'));
    symlinkSync(disk.release, join(disk.folder, 'same'));
    const before = disk.contents();
    for (const out of [
      join(disk.release, 'x.json'),
      join(disk.release, 'lib', 'x'),
      disk.release,
      join(disk.folder, 'same', 'x'),
      join(disk.folder, 'link'),
      join(disk.folder, 'no', 'x'),
    ]) {
      await expect(applyConduit({ ...disk.options, out })).rejects.toEqual(codeOf('CONDUIT_OUT_REFUSED'));
    }
    expect(disk.contents()).toEqual(before);
    const huge = join(disk.folder, 'huge');
    writeFileSync(huge, Buffer.alloc(70_000_000));
    const stream = readFileSync(disk.streamPath, 'utf8');
    await expect(applyConduit({ ...disk.options, out: huge })).rejects.toEqual(codeOf('CONDUIT_FILE_REFUSED'));
    expect(readFileSync(disk.streamPath, 'utf8')).toBe(stream);
  });

  it('keeps its hands off a private file that is missing, damaged, newer, or a link', async () => {
    disk = createDisk(10);
    const text = readFileSync(disk.streamPath, 'utf8');
    const cases = [
      [text.slice(0, -3), 'CONDUIT_STREAM_DAMAGED'],
      ['null', 'CONDUIT_STREAM_DAMAGED'],
      [text.replace('"version":1', '"version":2'), 'CONDUIT_STREAM_NEWER'],
      [JSON.stringify({ version: 1, secret: 'short' }), 'CONDUIT_STREAM_DAMAGED'],
      [JSON.stringify({ ...JSON.parse(text), cursor: { tick: -1, files: [], recent: [] } }), 'CONDUIT_STREAM_DAMAGED'],
      [JSON.stringify({ ...JSON.parse(text), streams: { x: {} } }), 'CONDUIT_STREAM_DAMAGED'],
    ] as const;
    for (const [damaged, code] of cases) {
      writeFileSync(disk.streamPath, damaged);
      const before = disk.contents();
      await expect(applyConduit(disk.options)).rejects.toEqual(codeOf(code));
      await expect(previewConduit(disk.options)).rejects.toEqual(codeOf(code));
      expect(disk.contents()).toEqual(before);
    }
    rmSync(disk.streamPath);
    await expect(applyConduit(disk.options)).rejects.toEqual(codeOf('CONDUIT_STREAM_ABSENT'));
    const real = join(disk.folder, 'real.json');
    writeFileSync(real, text);
    symlinkSync(real, disk.streamPath);
    await expect(applyConduit(disk.options)).rejects.toEqual(codeOf('CONDUIT_FILE_REFUSED'));
    expect(readFileSync(real, 'utf8')).toBe(text);
  });

  it('checks no link, and says when there is no file', () => {
    disk = createDisk();
    const file = join(disk.folder, 'a.json');
    writeFileSync(file, '{}');
    symlinkSync(file, join(disk.folder, 'link'));
    linkSync(file, join(disk.folder, 'second-name'));
    expect(verifyConduitFile(join(disk.folder, 'nothing'))).toBeUndefined();
    expect(() => verifyConduitFile(join(disk.folder, 'link'))).toThrow(codeOf('CONDUIT_FILE_REFUSED'));
    expect(() => verifyConduitFile(disk.folder)).toThrow(codeOf('CONDUIT_FILE_REFUSED'));
    expect(verifyConduitFile(file)).toMatchObject({ ok: false, kind: undefined });
  });
});
