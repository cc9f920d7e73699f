import { describe, expect, test } from '@jest/globals';
import type { Bundle, Goal, Resource, ServiceRequest } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { printPlanDocument } from '../../src/compose/print.ts';
import { documentPage } from '../../src/document/document-page.ts';
import { keyOf } from '../../src/record/record.ts';
import { documentOf, ingridsResources } from './ingrid.ts';
import { dense, readPage, readPdf } from './read-printed.ts';

const { RUNS = '15', SEED = '20261127' } = process.env;

const whole = ingridsResources();
const changed = (key: string, change: object): readonly Resource[] =>
  whole.map((one) => (keyOf(one) === key ? ({ ...one, ...change } as Resource) : one));
const read = async (bundle: Bundle) => readPdf(await printPlanDocument(bundle));
const withGoal = (text: string): Bundle =>
  documentOf(changed('Goal/ingrid-goal', { description: { text } } as Partial<Goal>));

/** Ingrid's plan with these measures instead of hers. */
function withMeasures(texts: readonly string[], notes: readonly string[] = []): Bundle {
  const measures = texts.map(
    (text, index): ServiceRequest => ({
      resourceType: 'ServiceRequest',
      id: `m${index}`,
      status: 'active',
      intent: 'plan',
      subject: { reference: 'Patient/ingrid' },
      performer: [{ reference: 'Patient/ingrid' }],
      code: { text },
      note: [{ text: notes[index] ?? 'Hver tirsdag' }],
    }),
  );
  const activity = measures.map(({ id }) => ({ reference: { reference: `ServiceRequest/${id}` } }));
  return documentOf([...changed('CarePlan/ingrid-plan', { activity }), ...measures]);
}

describe('the PDF of a document', () => {
  test.each([
    ['nb', 'Individuell plan'],
    ['nn', 'Individuell plan'],
    ['en', 'Individual plan'],
  ] as const)('says in %s what its page says, in the same order', async (language, title) => {
    const bundle = documentOf(whole, { language });
    const pdf = await read(bundle);
    expect(dense(pdf.content)).toBe(dense(readPage(documentPage(bundle))));
    expect([pdf.title, pdf.language]).toEqual([title, language]);
  });

  test('has a bookmark for each section', async () => {
    const { bookmarks } = await read(documentOf(whole));
    expect(bookmarks).toHaveLength(12);
    expect(bookmarks.slice(0, 2)).toEqual(['Mål, ressurser og behov', 'Hvem som deltar']);
    expect(bookmarks.at(-1)).toBe('Underskrifter');
  });

  test('has a structure for screen readers: headings, lists, tables with headers', async () => {
    const { roles } = await read(documentOf(whole));
    expect(roles.filter((role) => role === 'H1')).toHaveLength(1);
    const page = documentPage(documentOf(whole));
    for (const [role, tag] of [
      ['H2', 'h2'],
      ['H3', 'h3'],
      ['LBody', 'li'],
      ['TH', 'th'],
      ['TD', 'td'],
      ['Table', 'table'],
    ] as const)
      expect([role, roles.filter((one) => one === role).length]).toEqual([
        role,
        page.match(new RegExp(`<${tag}[ >]`, 'g'))?.length,
      ]);
  });

  test('has version, hash and number at the foot of every sheet', async () => {
    const bundle = documentOf(changed('CarePlan/ingrid-plan', { meta: { versionId: '3' } }));
    const [hash = ''] = /[0-9a-f]{64}/.exec(documentPage(bundle)) ?? [];
    const { furniture } = await read(bundle);
    expect(furniture.length).toBeGreaterThan(1);
    for (const [index, foot] of furniture.entries())
      expect(foot).toContain(
        `Planens versjon: 3 · Kontrollsum (SHA-256): ${hash} Side ${index + 1} av ${furniture.length}`,
      );
  });

  test('is the same bytes for the same document', async () => {
    const bundle = documentOf(whole);
    const [one, other] = [await printPlanDocument(bundle), await printPlanDocument(structuredClone(bundle))];
    expect(Buffer.compare(one, other)).toBe(0);
    const later = await printPlanDocument(documentOf(whole, { at: '2026-11-28T10:00:00.000Z' }));
    expect(Buffer.compare(one, later)).not.toBe(0);
  });

  test('has its font in it, and calls nobody by a title', async () => {
    const bytes = Buffer.from(await printPlanDocument(documentOf(whole))).toString('latin1');
    expect(bytes).toMatch(/\/BaseFont \/[A-Z]{6}\+NotoSans-Regular/);
    expect(bytes).toMatch(/\/FontFile2/);
    expect(bytes).not.toMatch(/\/(URI|JavaScript|Launch|EmbeddedFile)\b/);
    expect(
      (await read(documentOf(changed('CarePlan/ingrid-plan', { title: 'Planen til Ingrid Nesbakk' })))).title,
    ).toBe('Individuell plan');
  });

  test('prints the names of this country and of most others', async () => {
    const names =
      'Åse Bærøy, Ánne Máret Čuđđi Ŋuonná Šárká Ŧávvál Žižek, Łukasz Święty, Çağrı Ümit, Nguyễn Thị Bảo, Ελένη, Юлія';
    const { content } = await read(withGoal(names));
    expect(dense(content)).toContain(dense(names));
    expect(content).not.toContain('\uFFFD');
  });

  test('puts a visible sign for each character that the font lacks, and says so', async () => {
    const { content } = await read(withGoal('Bli 👩‍👩‍👧 og سلام med \u202Eherre\u202C'));
    expect(dense(content)).toContain(dense('Bli \uFFFD og \uFFFD\uFFFD\uFFFD\uFFFD med herre'));
    expect(dense(content)).toContain(dense('Tegn som ikke kan trykkes her, står som \uFFFD'));
    expect((await read(documentOf(whole))).content).not.toContain('\uFFFD');
  });

  test.each([
    ['nb', 'Nettsiden av planen viser dem.'],
    ['nn', 'Nettsida av planen viser dei.'],
    ['en', 'The web page of the plan shows them.'],
  ] as const)('says in %s where the characters are that it cannot print', async (language, said) => {
    const goal = changed('Goal/ingrid-goal', { description: { text: '王小明 آمنة חנה' } } as Partial<Goal>);
    expect(dense((await read(documentOf(goal, { language }))).content)).toContain(dense(said));
    expect(dense((await read(documentOf(whole, { language }))).content)).not.toContain(dense(said));
  });

  test('says nothing of the kind where somebody wrote the sign itself', async () => {
    const { content } = await read(withGoal('Cafe\u0301 \uFFFD'));
    expect(dense(content)).toContain(dense('Café \uFFFD'));
    expect(dense(content)).not.toContain(dense('Tegn som ikke kan trykkes her'));
  });

  test('shows markup as text', async () => {
    const written = '<script>alert(1)</script> &amp; (\\) %PDF /JS';
    expect(dense((await read(withGoal(written))).content)).toContain(dense(written));
  });

  test('says what its page says whatever stands in a plan', async () => {
    // Letters whose glyphs are nobody else's, in words and lines of any length.
    const letters = [...'abcdefghijklmnopqrstuvwxyzæøåABCDÆØÅčšžŋđŧáíóúñüßжЯλω0123456789.,:;()/<>&"?!'];
    const word = fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 60 });
    const said = fc.array(word, { minLength: 1, maxLength: 80 }).map((words) => words.join(' '));
    const lines = fc.array(said, { minLength: 1, maxLength: 4 }).map((all) => all.join('\n'));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(said, lines), { maxLength: 12 }), async (measures) => {
        const bundle = withMeasures(
          measures.map(([text]) => text),
          measures.map(([, note]) => note),
        );
        expect(dense((await read(bundle)).content)).toBe(dense(readPage(documentPage(bundle))));
      }),
      { numRuns: Number(RUNS), seed: Number(SEED) },
    );
  });

  test('is made of any text at all', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 200 }), async (text) => {
        const pdf = await read(withMeasures([text, text], [text]));
        expect(pdf.bookmarks).toHaveLength(12);
      }),
      { numRuns: Number(RUNS), seed: Number(SEED) },
    );
  });

  test('goes on over many sheets: a word and a cell of 10,000 characters, and nothing of them is lost', async () => {
    const word = 'ordlangt'.repeat(1250);
    const cell = 'et langt tiltak '.repeat(625);
    const bundle = withMeasures([word, cell]);
    const { content, furniture } = await read(bundle);
    const letters = (text: string): string => [...dense(text)].toSorted().join('');
    // A row that goes on has its cells in turns, sheet by sheet; the structure has each whole.
    expect(letters(content)).toBe(letters(readPage(documentPage(bundle))));
    expect(furniture.length).toBeGreaterThan(6);
  });

  test('of 500 measures has every one, in their order', async () => {
    const bundle = withMeasures(Array.from({ length: 500 }, (_, index) => `Tiltak nummer ${index}`));
    const { content, furniture } = await read(bundle);
    expect(dense(content)).toBe(dense(readPage(documentPage(bundle))));
    // Headers of a table stand again where it goes on.
    expect(furniture.filter((one) => dense(one).includes('TiltakOmfangAnsvarligStatus')).length).toBeGreaterThan(5);
  });

  test('of what is no document is refused', async () => {
    await expect(printPlanDocument({ resourceType: 'Bundle', type: 'document' })).rejects.toThrow(TypeError);
  });
});
