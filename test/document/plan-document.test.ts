import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { Bundle, CodeSystem, Composition, Goal, Resource } from '@medplum/fhirtypes';
import { CODE_NAMES } from '../../src/document/code-names.ts';
import { documentPage } from '../../src/document/document-page.ts';
import { SECTIONS, TITLES } from '../../src/document/section-texts.ts';
import { keyOf } from '../../src/record/record.ts';
import { referencesIn } from '../../src/record/references.ts';
import { createValidator } from '../../src/validation/validation.ts';
import { packaged } from '../profiles/package-reader.ts';
import { plan } from '../record/fixtures.ts';
import { documentOf, ingridsResources } from './ingrid.ts';

const validator = createValidator({ packages: ['profiles/package'] });
const whole = ingridsResources();
const compositionOf = (bundle: Bundle): Composition => bundle.entry?.[0]?.resource as Composition;
const saying = (bundle: Bundle, section: string): string =>
  compositionOf(bundle).section?.find(({ code }) => code?.coding?.[0]?.code === section)?.text?.div ?? '';
const hashOf = (bundle: Bundle): string | undefined => compositionOf(bundle).extension?.[0]?.valueString;
const changed = (key: string, change: Partial<Resource>): readonly Resource[] =>
  whole.map((one) => (keyOf(one) === key ? ({ ...one, ...change } as Resource) : one));

describe('a plan as a document', () => {
  test.each(['nb', 'nn', 'en'] as const)('is valid FHIR and fits its profile in %s', (language) => {
    expect(validator.validate(documentOf(whole, { language }))).toEqual([]);
  });

  test('has every section in the order of the contents, and is of the type individual plan', () => {
    const composition = compositionOf(documentOf(whole));
    expect(composition.section?.map(({ code }) => code?.coding?.[0]?.code)).toEqual([...SECTIONS]);
    expect(composition.type?.coding?.[0]).toMatchObject({ system: 'urn:oid:2.16.578.1.12.4.1.1.9602', code: 'A02-2' });
    expect(composition).toMatchObject({
      status: 'final',
      language: 'nb',
      date: '2026-11-27T10:00:00.000Z',
      subject: { reference: 'Patient/ingrid' },
      author: [{ reference: 'PractitionerRole/kari-post' }],
      custodian: { identifier: { value: '310601012' } },
    });
  });

  test.each([
    [
      'goals',
      ['Med egne ord', 'Gå til butikken uten følge', 'Lese høyt for barnebarna', 'godt mot', 'to voksne døtre'],
    ],
    ['participants', ['Ingrid Nesbakk', 'Kari Holte', 'Arvid Nesbakk', 'pårørende', 'HPR-nummer 565500055']],
    ['coordinator', ['Ansvarlig koordinator', 'Kari Holte']],
    ['contributions', ['<h3>Ingrid Nesbakk</h3><ul><li>Gangtrening', 'Søke om rekkverk ved trappen']],
    ['measures', ['Ergoterapi hjemme', '2 ganger per uke', 'Eirik Sandvik', 'i gang']],
    ['how', ['Øve på å lage middag med én hånd. Arvid handler.', 'Søke om rekkverk']],
    ['revisions', ['fra 01.09.2026', '01.03.2027', '01.12.2026 kl. 12:00']],
    ['consents', ['at planen lages', 'Ingrid Nesbakk', 'Fjordvik skole', '28.08.2027']],
    ['cooperation', ['Seksjon for rehabilitering', 'NAV', 'Plan for rehabilitering på dagavdelingen']],
    ['papers', ['Ingrid vil prøve butikken alene etter jul.']],
    ['complaint', ['Statsforvalteren', '4 uker', 'pbrl § 7-5']],
  ])('says in %s what there is to say', (section, said) => {
    for (const text of said) expect(saying(documentOf(whole), section)).toContain(text);
  });

  test("tells the person's own goals before those of others, whoever comes first in the plan", () => {
    const goal = [{ reference: 'Goal/ingrid-reading' }, { reference: 'Goal/ingrid-goal' }];
    const said = saying(documentOf(changed('CarePlan/ingrid-plan', { goal })), 'goals');
    expect(said.indexOf('Gå til butikken')).toBeLessThan(said.indexOf('Lese høyt'));
  });

  test('is complete by itself: whatever it leads to that there is, is in it, and once', () => {
    const { entry = [] } = documentOf(whole);
    const keys = entry.flatMap(({ resource }) => (resource ? [keyOf(resource)] : []));
    expect(new Set(keys).size).toBe(keys.length);
    const there = new Set(whole.map(keyOf));
    const missing = entry
      .flatMap(({ resource }) => (resource ? referencesIn(resource) : []))
      .filter((reference) => there.has(reference) && !keys.includes(reference));
    expect(missing).toEqual([]);
    expect(entry.map(({ fullUrl }) => fullUrl)).toEqual(keys.map((key) => `https://samplan.example.no/fhir/${key}`));
  });

  test('says nothing of conflicts, reports of need, and what was entered in error', () => {
    const bundle = documentOf(changed('Goal/ingrid-reading', { lifecycleStatus: 'entered-in-error' }));
    expect(whole.map(keyOf)).toContain('Task/ingrid-conflict');
    expect(JSON.stringify(bundle)).not.toContain('ingrid-conflict');
    expect(saying(bundle, 'goals')).not.toContain('Lese høyt');
  });

  test('says of which version of the plan it is', () => {
    const meta = { versionId: '3', lastUpdated: '2026-11-26T22:30:00.000Z' };
    const composition = compositionOf(documentOf(changed('CarePlan/ingrid-plan', { meta })));
    expect(composition.extension?.[1]).toMatchObject({
      url: expect.stringMatching(/versionNumber$/u),
      valueString: '3',
    });
    expect(composition.text?.div).toContain('3 (sist endret 26.11.2026 kl. 23:30)');
  });

  test('of a bare draft says in each section that nothing stands there', () => {
    const bare = [
      { resourceType: 'Patient', id: 'ingrid' },
      plan('ingrid-plan', { status: 'draft' }),
    ] as const satisfies readonly Resource[];
    const bundle = documentOf(bare);
    expect(validator.validate(bundle).filter(({ severity }) => severity === 'error')).toEqual([]);
    const sections = compositionOf(bundle).section ?? [];
    expect(sections).toHaveLength(10);
    for (const { title, text, emptyReason } of sections.slice(0, -1)) {
      expect([
        title,
        text?.div?.includes('her.</p>') || text?.div?.includes('står ikke'),
        emptyReason?.coding?.[0]?.code,
      ]).toEqual([title, true, 'unavailable']);
    }
    expect(compositionOf(bundle).status).toBe('preliminary');
    expect(compositionOf(bundle).author).toMatchObject([{ identifier: { value: '310000019' } }]);
  });

  test('shows what people wrote as text, whatever it is', () => {
    const description = { text: '<script>alert(1)</script> & \u0000 "fri"\nto linjer' };
    const bundle = documentOf(changed('Goal/ingrid-goal', { description } as Partial<Goal>));
    expect(saying(bundle, 'goals')).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &amp;  "fri"<br/>to linjer');
    expect(documentPage(bundle)).not.toContain('<script');
    // The character itself is the sender's, and told by the base.
    expect(validator.validate(bundle).every(({ path }) => !path.includes('.text.div'))).toBe(true);
  });

  test('names nobody by an identity number', () => {
    const member = { identifier: { system: 'urn:oid:2.16.578.1.12.4.1.4.1', value: '14836830068' } };
    const bundle = documentOf(changed('CareTeam/ingrid-team', { participant: [{ member }] } as Partial<Resource>));
    expect(
      compositionOf(bundle)
        .section?.map(({ text }) => text?.div)
        .join(),
    ).not.toContain('14836830068');
  });
});

describe('the hash of a document', () => {
  /** As the StructureDefinition of the extension says it, and nothing else. */
  const recomputed = ({ entry = [] }: Bundle): string => {
    const sorted = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(sorted);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.keys(value)
          .sort()
          .map((key) => [key, sorted(Reflect.get(value, key))]),
      );
    };
    const resources = structuredClone(entry).map(({ resource }) => resource as unknown as Record<string, unknown>);
    for (const resource of resources) {
      const meta = resource['meta'] as Record<string, unknown> | undefined;
      delete meta?.['versionId'];
      delete meta?.['lastUpdated'];
      if (meta && Object.keys(meta).length === 0) delete resource['meta'];
    }
    for (const key of ['id', 'date', 'text', 'extension']) delete resources[0]?.[key];
    return createHash('sha256')
      .update(JSON.stringify(sorted(resources)), 'utf8')
      .digest('hex');
  };
  const versioned = (versionId: string): readonly Resource[] =>
    whole.map((one) => ({
      ...one,
      meta: { ...one.meta, versionId, lastUpdated: `2026-11-0${versionId}T10:00:00.000Z` },
    }));

  test('can be computed by anybody from the Bundle', () => {
    for (const bundle of [documentOf(whole), documentOf(versioned('3'), { language: 'en' })]) {
      expect(hashOf(bundle)).toMatch(/^[0-9a-f]{64}$/u);
      expect(hashOf(bundle)).toBe(recomputed(JSON.parse(JSON.stringify(bundle))));
    }
  });

  test('is the same for the same content, whenever and from wherever it is fetched', () => {
    const once = hashOf(documentOf(versioned('1')));
    expect(hashOf(documentOf(versioned('2'), { at: '2026-12-01T10:00:00.000Z' }))).toBe(once);
    expect(hashOf(documentOf(versioned('1'), { base: 'http://127.0.0.1:8080/fhir' }))).toBe(once);
  });

  test.each([
    ['a word of a goal', 'Goal/ingrid-goal', { description: { text: 'Gå til butikken' } }],
    ['what no section says', 'ServiceRequest/ingrid-measure', { priority: 'urgent' }],
    ['a consent', 'Consent/ingrid-access-trust', { status: 'inactive' }],
  ] as const)('is another when %s changes', (_what, key, change) => {
    expect(hashOf(documentOf(changed(key, change as Partial<Resource>)))).not.toBe(hashOf(documentOf(whole)));
  });

  test('is another in another language', () => {
    expect(new Set((['nb', 'nn', 'en'] as const).map((language) => hashOf(documentOf(whole, { language })))).size).toBe(
      3,
    );
  });
});

describe('the page of a document', () => {
  test('says what the Bundle says, in its language, and nothing from elsewhere', () => {
    const bundle = documentOf(whole, { language: 'nn' });
    const page = documentPage(bundle);
    for (const { text, title } of compositionOf(bundle).section ?? []) {
      expect(page).toContain(text?.div);
      expect(page).toContain(`>${title}</h2>`);
    }
    expect(page).toContain('<html lang="nn">');
    expect(page).toContain(hashOf(bundle));
    expect(page.match(/<h1>/gu)).toHaveLength(1);
    expect(page).not.toMatch(/src=|href=|url\(|<script/u);
    // A title is in the history of a browser.
    expect(page).toContain('<title>Individuell plan</title>');
  });

  test('of what is no document is refused', () => {
    expect(() => documentPage({ resourceType: 'Bundle', type: 'document' })).toThrow(TypeError);
  });
});

describe('the texts', () => {
  const systems = packaged<CodeSystem & { resourceType: string; id: string }>('CodeSystem');
  const told = (url: string) =>
    Object.fromEntries(
      (systems.find((one) => one.url === url)?.concept ?? []).map(({ code, display, designation = [] }) => [
        code,
        { en: display, ...Object.fromEntries(designation.map(({ language, value }) => [language, value])) },
      ]),
    );

  test.each(Object.keys(CODE_NAMES))('name codes as %s does', (url) => {
    expect(CODE_NAMES[url]).toEqual(told(url));
  });

  test('name sections as their code system does', () => {
    expect(TITLES).toEqual(told('http://samplan.no/fhir/CodeSystem/plan-section'));
  });
});
