import { describe, expect, test } from '@jest/globals';
import type { CodeSystem, Resource } from '@medplum/fhirtypes';
import { readRules } from '../../profiles/build/read-rules.ts';
import { type RuleRow, type RuleTable, ruleFaults } from '../../profiles/build/rules.ts';
import type { CompiledResource } from '../../profiles/build/shorthand-compiler.ts';
import type { LawRule } from '../../src/law/rule.ts';
import { LAW } from '../../src/law/table.ts';
import { createValidator } from '../../src/validation/validation.ts';
import { type PackagedResource, packaged, readPackaged, SOURCES } from './package-reader.ts';

const { references, rules } = readPackaged<RuleTable>('other/rules.json');

test('the table of rules in the package is that of the sources', () => {
  expect({ references, rules }).toEqual(readRules(SOURCES));
});

describe.each(rules)('$key', ({ key, message, action, reference, phase, severity, kind }) => {
  test('has a stable key and texts in Bokmål, Nynorsk and English', () => {
    expect(key).toMatch(kind === 'record' ? /^[a-z]+(-[a-z]+)+$/ : /^ip(-[a-z]+)+$/);
    for (const text of [message, action]) {
      expect(Object.keys(text)).toEqual(['nb', 'nn', 'en']);
      expect(Object.values(text).every((one) => /^\p{Lu}.*\.$/u.test(one))).toBe(true);
      expect(text.nb).not.toBe(text.en);
    }
  });

  test('rests on a reference that was read, not remembered', () => {
    expect(['verbatim', 'secondary']).toContain(references[reference]?.read);
  });

  test('refuses only what is about form: a fact of the world is accepted with a warning', () => {
    if (phase === 'world') expect(severity).toBe('warning');
  });
});

test('each of the contents a to i of the plan is checked', () => {
  expect([...new Set(rules.flatMap(({ content }) => content ?? []))].sort()).toEqual([...'abcdefghi']);
});

test('the rules of the whole record are those of src/law, with the days on which they are law', () => {
  const fields = ({ key, reference, validFrom, validTo, phase, message }: RuleRow | LawRule) => ({
    ...{ key, reference, validFrom, validTo, phase, message },
  });
  expect(rules.filter(({ kind }) => kind === 'record').map(fields)).toEqual(LAW.map(fields));
});

test('every rule is a code of the code system that findings use', () => {
  const system = packaged<CodeSystem & PackagedResource>('CodeSystem').find(({ id }) => id === 'rule');
  expect(system?.concept?.map(({ code }) => code)).toEqual(rules.map(({ key }) => key));
});

describe('table and profiles are held together', () => {
  const text = { nb: 'Nei.', nn: 'Nei.', en: 'No.' };
  const row: RuleRow = {
    key: 'ip-one',
    kind: 'invariant',
    profiles: ['a'],
    reference: 'law',
    phase: 'form',
    severity: 'error',
    message: text,
    action: text,
  };
  const element: RuleRow = {
    ...row,
    key: 'ip-two',
    kind: 'element',
    element: 'Goal.subject',
    rule: 'reference-target',
  };
  const profile: CompiledResource = {
    resourceType: 'StructureDefinition',
    id: 'a',
    differential: {
      element: [
        { id: 'Goal', constraint: [{ key: 'ip-one', severity: 'error', human: 'No.' }] },
        { id: 'Goal.subject' },
      ],
    },
  };
  const faults = (...rows: readonly RuleRow[]) =>
    ruleFaults({ references: { law: { act: 'law', section: '§ 1', read: 'verbatim' } }, rules: rows }, [profile]);

  test('when they agree there is nothing to say', () => {
    expect(faults(row, element)).toEqual([]);
  });

  test('every disagreement is told', () => {
    expect(faults()).toEqual(['ip-one is in a but has no row']);
    expect(faults({ ...row, severity: 'warning' })).toEqual(['ip-one has another severity in a']);
    expect(faults({ ...row, message: { ...text, en: 'Never.' } })).toEqual(['ip-one has another text in a']);
    expect(faults({ ...row, profiles: ['a', 'b'] })).toEqual(['ip-one is not both in b and said to be']);
    expect(faults(row, { ...row, key: 'ip-three' })).toEqual(['ip-three is not both in a and said to be']);
    expect(faults({ ...row, reference: 'custom' })).toEqual(['ip-one rests on an unknown "custom"']);
    expect(faults(row, { ...element, element: 'Goal.target' })).toEqual(['ip-two: a says nothing of its element']);
    expect(faults(row, row)).toEqual(['ip-one has two rows']);
  });
});

test('a finding says what the table says of its rule, and not what holds for any rule', () => {
  const broken = readPackaged<Resource>('example/Task-invalid-case-refused-without-reason.json');
  const row = rules.find(({ key }) => key === 'ip-case-reason');
  const found = createValidator({ packages: ['profiles/package'] })
    .validate(broken)
    .find(({ rule }) => rule === 'ip-case-reason');
  expect(found).toMatchObject({ message: row?.message, action: row?.action, reference: row?.reference });
});
