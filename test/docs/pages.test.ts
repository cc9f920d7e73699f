import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';

const ROOT = path.join(import.meta.dirname, '../..');

const PAGES = [
  'README.md',
  'CHANGELOG.md',
  'profiles/README.md',
  'mappings/README.md',
  ...(await readdir(path.join(ROOT, 'docs'), { recursive: true }))
    .filter((file) => file.endsWith('.md'))
    .map((file) => path.join('docs', file)),
];

async function read(page: string): Promise<string> {
  return readFile(path.join(ROOT, page), 'utf8');
}

/** GitHub's name of a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

describe.each(PAGES)('%s', (page) => {
  test('links only to what is there', async () => {
    const links = [...(await read(page)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
    const dead: string[] = [];
    for (const link of links.filter((each) => !/^[a-z]+:/.test(each))) {
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? page : path.join(path.dirname(page), file);
      const there = existsSync(path.join(ROOT, target));
      const headings = there && anchor ? [...(await read(target)).matchAll(/^#+ (.+)$/gm)] : [];
      if (!there || (anchor && !headings.some(([, heading = '']) => anchorOf(heading) === anchor))) dead.push(link);
    }
    expect(dead).toEqual([]);
  });

  test('names only files and folders that are there', async () => {
    const named = [...(await read(page)).matchAll(/`((?:src|test|docs|profiles|mappings|\.ci)\/[\w./-]+)`/g)].map(
      ([, name = '']) => name,
    );
    // A folder that an operator makes is named, not there.
    const missing = named.filter((name) => !name.startsWith('profiles/local') && !existsSync(path.join(ROOT, name)));
    expect(missing).toEqual([]);
  });
});
