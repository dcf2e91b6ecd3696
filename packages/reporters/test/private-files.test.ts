import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { factsIfThere } from '../src/outbox/private-files.ts';
import { makeOutboxFolder } from './support/outbox-folder.ts';

it('takes a file for gone only when it is not there, never when it cannot be looked at', async () => {
  const { outboxDir, remove } = makeOutboxFolder();
  onTestFinished(remove);
  mkdirSync(outboxDir);
  const file = join(outboxDir, 'file');
  const circle = join(outboxDir, 'circle');
  writeFileSync(file, 'four');
  symlinkSync(circle, circle);
  expect((await factsIfThere(file))?.size).toBe(4);
  for (const gone of [join(outboxDir, 'nothing'), join(file, 'below'), circle]) {
    expect([gone, await factsIfThere(gone)]).toEqual([gone, undefined]);
  }
  await expect(factsIfThere(join(outboxDir, 'n'.repeat(300)))).rejects.toMatchObject({ code: 'ENAMETOOLONG' });
});
