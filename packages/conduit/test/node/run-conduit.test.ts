import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConduitSnapshot } from '../../src/artifact.ts';
import { applyConduit, type ConduitOptions, previewConduit } from '../../src/node/run-conduit.ts';
import { verifyArtifact } from '../../src/verify-artifact.ts';
import { createDisk } from '../support/disk.ts';

const SEGMENT = (day: number, digits: string) => `events-2026-01-0${day}T00-00-00.000Z-${digits}.jsonl`;

async function apply(options: ConduitOptions & { readonly out: string }): Promise<ConduitSnapshot> {
  const result = await applyConduit(options);
  if (!result.ok) throw new Error(JSON.stringify(result.issues));
  return result.snapshot;
}

const windowsOf = ({ chunks }: ConduitSnapshot) =>
  chunks.map(({ windowStartTick, windowEndTick }) => [windowStartTick, windowEndTick]);

describe('the conduit', () => {
  it('previews to the byte what apply writes, and a second apply with nothing new changes no byte of any file', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 45 }), fc.boolean(), async (count, isClosing) => {
        const disk = createDisk(count);
        const options = { ...disk.options, isClosing };
        const before = disk.contents();
        const preview = await previewConduit(options);
        expect(disk.contents()).toEqual(before);
        const applied = await applyConduit(options);
        if (!preview.ok || !applied.ok) throw new Error('refused');
        expect(applied.text).toBe(preview.text);
        expect(readFileSync(options.out, 'utf8')).toBe(preview.text);
        const after = disk.contents();
        for (const path of [options.out, disk.storePath])
          expect(verifyArtifact(readFileSync(path, 'utf8')).issues).toEqual([]);
        const times = [options.out, disk.storePath, disk.streamPath].map(
          (path) => statSync(path, { bigint: true }).ino,
        );
        expect(await applyConduit(options)).toMatchObject({
          ok: true,
          isChanged: false,
          newChunks: 0,
          text: applied.text,
        });
        expect(disk.contents()).toEqual(after);
        expect(
          [options.out, disk.storePath, disk.streamPath].map((path) => statSync(path, { bigint: true }).ino),
        ).toEqual(times);
      }),
      { numRuns: 15 },
    );
  });

  it('comes to the same bytes for the same log, secret and cursor, in one apply or in many', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 17 }), { maxLength: 4 }), async (parts) => {
        const disk = createDisk();
        const other = createDisk();
        cpSync(disk.streamPath, other.streamPath);
        for (const part of parts) {
          disk.record(part);
          await apply(disk.options);
        }
        cpSync(disk.telemetryDir, other.telemetryDir, { recursive: true, filter: (path) => !path.includes('streams') });
        const inMany = await apply(disk.options);
        // A stream is of its folder's real path: the same folder, applied to from the second home.
        rmSync(join(disk.release, 'receipts'), { recursive: true });
        const { paths, log, out } = other.options;
        const whole = await apply({ ...disk.options, paths, log, out });
        expect(readFileSync(out, 'utf8')).toBe(readFileSync(disk.options.out, 'utf8'));
        expect(whole).toEqual(inMany);
        expect(windowsOf(whole)).toEqual(
          Array.from({ length: Math.floor(parts.reduce((sum, part) => sum + part, 0) / 10) }, (_, at) => [
            at * 10 + 1,
            at * 10 + 10,
          ]),
        );
      }),
      { numRuns: 8 },
    );
  });

  it('gives each event one tick, whatever is sealed, appended late, removed by retention or moved to another disk', async () => {
    const disk = createDisk(14);
    const { telemetryDir, options } = disk;
    expect(windowsOf(await apply(options))).toEqual([[1, 10]]);
    renameSync(join(telemetryDir, 'events.jsonl'), join(telemetryDir, SEGMENT(1, '00000001')));
    disk.record(3);
    disk.record(2, SEGMENT(1, '00000001'));
    expect(windowsOf(await apply(options))).toEqual([[1, 10]]);
    disk.record(1, SEGMENT(1, '00000001'));
    // 4 were left, 3 came late into the segment, 3 are in the live file.
    expect(windowsOf(await apply(options))).toEqual([
      [1, 10],
      [11, 20],
    ]);
    const moved = join(disk.folder, 'moved');
    cpSync(telemetryDir, moved, { recursive: true });
    const elsewhere = { ...options, log: { directory: moved } };
    expect(await applyConduit(elsewhere)).toMatchObject({ isChanged: false });
    unlinkSync(join(moved, SEGMENT(1, '00000001')));
    disk.record(10);
    cpSync(join(telemetryDir, 'events.jsonl'), join(moved, 'events.jsonl'));
    expect(windowsOf(await apply(elsewhere))).toEqual([
      [1, 10],
      [11, 20],
      [21, 30],
    ]);
    expect(await applyConduit(elsewhere)).toMatchObject({ isChanged: false });
  });

  it('counts torn and foreign lines as nothing, and a line only once it is whole', async () => {
    const disk = createDisk(9);
    const live = join(disk.telemetryDir, 'events.jsonl');
    const sound = readFileSync(live, 'utf8');
    const last = sound.trimEnd().split('\n').at(-1) ?? '';
    const another = last.replace(/"event_id":"[^"]*"/, `"event_id":"${crypto.randomUUID()}"`);
    writeFileSync(live, `{"torn":\nno json\n[]\n"text"\n{"a":1}\n${sound}${another.slice(0, 80)}`);
    expect(windowsOf(await apply(disk.options))).toEqual([]);
    writeFileSync(live, `{"torn":\nno json\n[]\n"text"\n{"a":1}\n${sound}${another}\n`);
    expect(windowsOf(await apply(disk.options))).toEqual([[1, 10]]);
  });

  it('tells repeated events, and counts them once', async () => {
    const disk = createDisk(12);
    const live = join(disk.telemetryDir, 'events.jsonl');
    writeFileSync(live, readFileSync(live, 'utf8').replace(/\n\n(\{[^\n]*\})\n/, '\n\n$1\n$1\n$1\n'));
    const snapshot = await apply(disk.options);
    expect(snapshot.dropped.duplicateSkipped).toBe(2);
    disk.record(8);
    const more = await apply(disk.options);
    expect(windowsOf(more)).toEqual([
      [1, 10],
      [11, 20],
    ]);
    expect(more.dropped.duplicateSkipped).toBe(2);
  });

  it('gives several release folders disjoint windows of one cursor, each its own stream', async () => {
    const disk = createDisk(10);
    const second = join(disk.folder, 'second');
    mkdirSync(second);
    const theirs = {
      ...disk.options,
      releaseDir: second,
      out: join(disk.folder, 'second.json'),
      k: 6,
      windowTicks: 12,
    };
    const first = await apply(disk.options);
    disk.record(15);
    const other = await apply(theirs);
    expect(windowsOf(other)).toEqual([[11, 22]]);
    expect(other.streamId).not.toBe(first.streamId);
    const before = readFileSync(disk.options.out, 'utf8');
    await apply(disk.options);
    expect(readFileSync(disk.options.out, 'utf8')).toBe(before);
    disk.record(7);
    expect(windowsOf(await apply(disk.options))).toEqual([
      [1, 10],
      [23, 32],
    ]);
  });

  it('keeps the floor and the window of a stream for good, and takes them as given when nothing is said', async () => {
    const { options } = createDisk(10);
    await apply(options);
    const { k: _k, windowTicks: _w, ...silent } = options;
    expect(await applyConduit(silent)).toMatchObject({ ok: true, isChanged: false });
    for (const wrong of [{ k: 6 }, { windowTicks: 11 }]) {
      await expect(applyConduit({ ...options, ...wrong })).rejects.toMatchObject({ code: 'CONDUIT_OPTION_FIXED' });
    }
    for (const wrong of [{ k: 4 }, { k: 5.5 }, { windowTicks: 0 }, { k: 1e9 }]) {
      await expect(applyConduit({ ...options, ...wrong })).rejects.toMatchObject({ code: 'CONDUIT_OPTION_INVALID' });
    }
  });

  it('closes a stream with a last window, tells nothing of it below the floor, and takes no more then', async () => {
    const disk = createDisk(14);
    const closed = await apply({ ...disk.options, isClosing: true });
    expect(windowsOf(closed)).toEqual([[1, 10]]);
    expect(closed).toMatchObject({ dropped: { kFloorSkipped: 1 }, reasonCodes: ['TELEMETRY_K_ANONYMITY_FAIL'] });
    disk.record(30);
    expect(await applyConduit(disk.options)).toMatchObject({ isChanged: false });
    const second = join(disk.folder, 'second');
    mkdirSync(second);
    // The window that was skipped is spent.
    expect(windowsOf(await apply({ ...disk.options, releaseDir: second, out: join(disk.folder, 'b.json') }))).toEqual([
      [15, 24],
      [25, 34],
      [35, 44],
    ]);
  });

  it('binds each chunk to the release as it then was, receipts left out, and reads it only for new chunks', async () => {
    const disk = createDisk(10);
    const first = await apply(disk.options);
    writeFileSync(join(disk.release, 'app.js'), 'export const changed = 1;\n');
    expect(await applyConduit(disk.options)).toMatchObject({ isChanged: false });
    disk.record(20);
    const more = await apply(disk.options);
    const digests = more.chunks.map(({ payload }) => payload.bind.pathDigest);
    expect(digests[0]).toBe(first.chunks[0]?.payload.bind.pathDigest);
    expect(digests[1]).not.toBe(digests[0]);
    expect(digests[2]).toBe(digests[1]);
  });

  it('goes on behind what is gone when the release folder was made anew without its receipts', async () => {
    const disk = createDisk(20);
    const { headChunkId } = await apply(disk.options);
    rmSync(join(disk.release, 'receipts'), { recursive: true });
    expect(await apply(disk.options)).toMatchObject({ headChunkId, chunks: [] });
    disk.record(10);
    const after = await apply(disk.options);
    expect(windowsOf(after)).toEqual([[21, 30]]);
    expect(after.chunks[0]?.prevChunkId).toBe(headChunkId);
    expect(verifyArtifact(readFileSync(disk.storePath, 'utf8')).ok).toBe(true);
  });

  it('takes digests of what is released into new chunks, and writes nothing when they are something else', async () => {
    const disk = createDisk(10);
    const ref = `sha256:${'a'.repeat(64)}`;
    const before = disk.contents();
    for (const wrong of ['release/notes.txt', 'someone@example.com', 'a'.repeat(64)]) {
      const refused = applyConduit({ ...disk.options, evidenceRefs: [wrong] });
      await expect(refused).rejects.toMatchObject({
        code: 'CONDUIT_PRIVACY',
        message: expect.not.stringContaining(wrong),
      });
    }
    expect(disk.contents()).toEqual(before);
    const [chunk] = (await apply({ ...disk.options, evidenceRefs: [ref, ref], tartarusRefs: [ref] })).chunks;
    expect(chunk).toMatchObject({ evidenceRefs: [ref], tartarusRefs: [ref] });
  });

  it('writes no time, no path, no id of an event and no secret into an artifact', async () => {
    const disk = createDisk(20);
    await apply(disk.options);
    const { secret } = JSON.parse(readFileSync(disk.streamPath, 'utf8')) as { secret: string };
    const ids = [
      ...readFileSync(join(disk.telemetryDir, 'events.jsonl'), 'utf8').matchAll(/"event_id":"([^"]*)"/g),
    ].map((match) => match[1] ?? '');
    for (const path of [disk.options.out, disk.storePath]) {
      const text = readFileSync(path, 'utf8');
      for (const secretText of [secret, disk.folder, disk.release, ...ids]) expect(text).not.toContain(secretText);
      expect(text).not.toMatch(/\d{4}-\d{2}-\d{2}|[0-9a-f]{8}-[0-9a-f]{4}-|@|[^/]\/[^0]/);
    }
    if (process.platform !== 'win32') expect(statSync(disk.streamPath).mode & 0o777).toBe(0o600);
  });
});
