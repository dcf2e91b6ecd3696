import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listPackages, ROOT } from '../workspace.ts';

const pages = globSync(['*.md', 'docs/**/*.md', 'packages/*/README.md', 'apps/*/README.md'], { cwd: ROOT }).sort();
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

describe('the documentation', () => {
  it.each(pages)('has no link that leads nowhere: %s', (page) => {
    const links = [...read(page).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map((match) => match[1] ?? '');
    const broken = links
      .filter((link) => !/^[a-z]+:/.test(link))
      .filter((link) => !existsSync(join(ROOT, dirname(page), link)));
    expect(broken).toEqual([]);
  });

  it('has a README of at most 120 lines for every package', () => {
    for (const { folder } of listPackages()) {
      expect([folder, read(`${folder}/README.md`).split('\n').length <= 121]).toEqual([folder, true]);
    }
  });

  it('proves each guarantee of PRIVACY.md by tests that exist under that title', () => {
    const proofs = [...read('PRIVACY.md').matchAll(/^\s*- \[([^\]]+)\]\(([^)]+)\)$/gm)];
    expect(proofs.length).toBeGreaterThan(20);
    for (const [, title = '', file = ''] of proofs) {
      const found = read(file).includes(title);
      expect([file, title, found]).toEqual([file, title, true]);
    }
  });
});
