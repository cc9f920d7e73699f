import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { Goal, Resource } from '@medplum/fhirtypes';
import { SaxesParser } from 'saxes';
import { documentPage } from '../../src/document/document-page.ts';
import { keyOf } from '../../src/record/record.ts';
import { documentOf, ingridsResources } from './ingrid.ts';

const whole = ingridsResources();
const changed = (key: string, change: object): readonly Resource[] =>
  whole.map((one) => (keyOf(one) === key ? ({ ...one, ...change } as Resource) : one));

interface Tag {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Names of the elements around it, the nearest last. */
  readonly within: readonly string[];
}

/** Every element of the body, which is well-formed. */
function tagsIn(page: string): readonly Tag[] {
  const tags: Tag[] = [];
  const open: string[] = [];
  const parser = new SaxesParser();
  parser.on('opentag', ({ name, attributes }) => {
    tags.push({ name, attributes: attributes as Tag['attributes'], within: [...open] });
    open.push(name);
  });
  parser.on('closetag', () => void open.pop());
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(/<body>.*<\/body>/s.exec(page)?.[0] ?? '').close();
  return tags;
}

describe.each(['nb', 'nn', 'en'] as const)('the page in %s', (language) => {
  const page = documentPage(documentOf(whole, { language }));
  const tags = tagsIn(page);
  const named = (name: string): readonly Tag[] => tags.filter((tag) => tag.name === name);

  test('says its language and has landmarks', () => {
    expect(page).toContain(`<html lang="${language}">`);
    expect([named('main').length, named('footer').length]).toEqual([1, 1]);
    expect(named('section').every(({ within }) => within.includes('main'))).toBe(true);
    expect(tags.filter(({ attributes }) => 'lang' in attributes).map(({ attributes }) => attributes['lang'])).toEqual(
      named('div').flatMap(({ attributes }) => (attributes['lang'] === undefined ? [] : [language])),
    );
  });

  test('has headings in their order, without a gap', () => {
    const levels = tags.flatMap(({ name }) => (/^h\d$/.test(name) ? [Number(name.slice(1))] : []));
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    expect(levels[0]).toBe(1);
    for (const [index, level] of levels.entries()) expect(level - (levels[index - 1] ?? 0)).toBeLessThanOrEqual(1);
  });

  test('names each section by its heading', () => {
    const ids = named('h2').map(({ attributes }) => attributes['id']);
    expect(new Set(ids).size).toBe(ids.length);
    expect(named('section').map(({ attributes }) => attributes['aria-labelledby'])).toEqual(ids);
    expect(ids).toHaveLength(12);
  });

  test('has headers over each column of each table', () => {
    expect(named('table').length).toBeGreaterThan(3);
    const heads = named('th');
    expect(heads.every(({ attributes, within }) => attributes['scope'] === 'col' && within.includes('thead'))).toBe(
      true,
    );
    expect(named('thead')).toHaveLength(named('table').length);
  });

  test('has room for the person or who acts for her, and for the coordinator to sign', () => {
    const signing = page.slice(page.indexOf('id="signatures"'));
    expect(signing.match(/class="signature"/g)).toHaveLength(2);
    expect(signing).toMatch(
      { nb: /verge eller foreldre/, nn: /verje eller foreldre/, en: /guardian or parent/ }[language],
    );
    expect(signing).toMatch(/<h3>[KC]oordinator<\/h3>/);
  });
});

describe('the page', () => {
  test('runs nothing and asks nobody, and says so to the browser', () => {
    const page = documentPage(documentOf(whole));
    const style = /<style>(.*)<\/style>/s.exec(page)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(page).toContain(
      `content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'"`,
    );
    const attributes = new Set(tagsIn(page).flatMap((tag) => Object.keys(tag.attributes)));
    expect([...attributes].toSorted()).toEqual([
      'aria-labelledby',
      'class',
      'id',
      'lang',
      'scope',
      'xml:lang',
      'xmlns',
    ]);
    expect(page).not.toMatch(/<(script|link|img|iframe|object|embed|form|a)\b|url\(|@import/);
  });

  test('has version and hash at its foot and at the foot of every sheet of paper', () => {
    const meta = { versionId: '3', lastUpdated: '2026-11-26T22:30:00.000Z' };
    const page = documentPage(documentOf(changed('CarePlan/ingrid-plan', { meta })));
    const [hash = ''] = /[0-9a-f]{64}/.exec(page) ?? [];
    expect(page.slice(page.indexOf('<footer>'))).toMatch(new RegExp(`Planens versjon</b>: 3</p>.*${hash}`, 's'));
    expect(page).toContain(
      `@bottom-left{font:7pt sans-serif;content:"Planens versjon: 3" " · " "Kontrollsum (SHA-256): ${hash}"}`,
    );
    expect(page).toContain('content:"Side " counter(page) " av " counter(pages)');
  });

  test.each([
    ['markup', '<script>alert(1)</script><img src=x onerror=alert(1)>'],
    ['the end of a style', '</style><script>alert(1)</script>'],
    ['an entity', '&lt;b&gt; &amp;amp;'],
    ['a title that was written from right to left', 'خطة فردية \u202E'],
    ['emoji', '👩‍👩‍👧 🦽'],
    ['very much', 'å'.repeat(10_000)],
  ])('shows %s as text, in a title as elsewhere', (_what, written) => {
    const resources = changed('CarePlan/ingrid-plan', { title: written, meta: { versionId: '1"}</style>' } }).map(
      (one) => (keyOf(one) === 'Goal/ingrid-goal' ? ({ ...one, description: { text: written } } as Goal) : one),
    );
    const page = documentPage(documentOf(resources));
    const shown = written.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    expect(page).toContain(`<h1>${shown}</h1>`);
    expect(page).toContain(`<p>${shown}</p>`);
    expect(page.match(/<\/style>/g)).toHaveLength(1);
    expect(new Set(tagsIn(page).map(({ name }) => name))).toEqual(
      new Set(tagsIn(documentPage(documentOf(whole))).map(({ name }) => name)),
    );
  });
});
