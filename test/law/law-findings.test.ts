import { describe, expect, test } from '@jest/globals';
import type { Resource } from '@medplum/fhirtypes';
import { lawFindings } from '../../src/law/law-findings.ts';
import type { Language } from '../../src/validation/finding.ts';
import {
  AT,
  access,
  coordinatorFrom,
  FJORDVIK,
  plan,
  planMade,
  recordWith,
  subPlan,
  TRUST,
  team,
} from '../record/fixtures.ts';

const LANGUAGES: readonly Language[] = ['nb', 'nn', 'en'];

const period = { start: '2026-09-01' };
const coordinated = team('team', { participant: [coordinatorFrom(FJORDVIK.organization)] });

/** A record that breaks no rule. */
const LAWFUL: readonly Resource[] = [plan('plan', { period }), planMade(), coordinated];

const found = (resources: readonly Resource[]): readonly string[] =>
  lawFindings(recordWith(resources), AT).map(({ rule }) => rule);

const without = (part: Resource, ...instead: readonly Resource[]): readonly Resource[] => [
  ...LAWFUL.filter(({ resourceType }) => resourceType !== part.resourceType),
  ...instead,
];

describe('a record that keeps the law', () => {
  test.each<readonly [string, readonly Resource[]]>([
    ['with everything in place', LAWFUL],
    ['with a sub-plan beside the plan', [...LAWFUL, subPlan()]],
    ['with an earlier plan that has ended', [...LAWFUL, plan('earlier', { status: 'revoked' })]],
    ['of a person who declined a plan, and has a coordinator', [planMade({ status: 'rejected' }), coordinated]],
    ['of nothing yet', []],
    ['of a draft that lacks nearly everything', [plan('plan', { status: 'draft' })]],
    ['of a draft exchanged on B alone', [plan('plan', { status: 'draft' }), access(TRUST), coordinated]],
    [
      'where one consent A was withdrawn and another is active',
      [...LAWFUL, planMade({ id: 'old', status: 'inactive' })],
    ],
  ])('%s has no findings', (_, resources) => {
    expect(found(resources)).toEqual([]);
  });
});

describe('a record that breaks the law', () => {
  test.each<readonly [string, readonly Resource[], string]>([
    ['an active plan without consent A', without(planMade()), 'plan-made-consent'],
    [
      'an active plan with consent A declined',
      without(planMade(), planMade({ status: 'rejected' })),
      'plan-made-consent',
    ],
    [
      'an active plan with consent A withdrawn',
      without(planMade(), planMade({ status: 'inactive' })),
      'plan-made-consent',
    ],
    [
      'an active plan with consent A still a draft',
      without(planMade(), planMade({ status: 'draft' })),
      'plan-made-consent',
    ],
    ['an active plan with consent B only', without(planMade(), access(TRUST)), 'plan-made-consent'],
    ['an active plan without a period', without(plan(), plan()), 'plan-period'],
    [
      'an active plan with an end only',
      without(plan(), plan('plan', { period: { end: '2027-09-01' } })),
      'plan-period',
    ],
    ['two active plans', [...LAWFUL, plan('second', { period })], 'one-active-plan'],
    ['an active plan without a team', without(coordinated), 'responsible-coordinator'],
    [
      'an active plan whose coordinator has left',
      without(
        coordinated,
        team('team', { participant: [coordinatorFrom(FJORDVIK.organization, { end: '2026-11-21' })] }),
      ),
      'responsible-coordinator',
    ],
    [
      'an active plan with one coordinator at each side',
      [...LAWFUL, team('other', { participant: [coordinatorFrom(TRUST.organization)] })],
      'responsible-coordinator',
    ],
  ])('%s', (_, resources, rule) => {
    expect(new Set(found(resources))).toEqual(new Set([rule]));
  });

  test('breaks each rule it breaks', () => {
    expect(new Set(found([plan()]))).toEqual(new Set(['plan-made-consent', 'plan-period', 'responsible-coordinator']));
  });

  test('is told about once for two active plans, at the one that is too many', () => {
    const findings = lawFindings(recordWith([...LAWFUL, plan('second', { period })]), AT).filter(
      ({ rule }) => rule === 'one-active-plan',
    );
    expect(findings.map(({ path }) => path)).toEqual(["CarePlan.where(id = 'second')"]);
  });
});

/** Breaks every rule there is. */
const BROKEN = lawFindings(recordWith([plan('a'), plan('b')]), AT);

describe('a finding', () => {
  test('refuses where a rule is about form, and warns where it is about the world', () => {
    const severities = Object.fromEntries(BROKEN.map(({ rule, severity }) => [rule, severity]));
    expect(severities).toEqual({
      'plan-made-consent': 'error',
      'plan-period': 'error',
      'one-active-plan': 'error',
      'responsible-coordinator': 'warning',
    });
  });

  test.each(BROKEN.map((finding) => [finding.rule, finding] as const))(
    '%s says what and what to do in each language',
    (_, finding) => {
      for (const text of [finding.message, finding.action]) {
        const said = LANGUAGES.map((language) => text[language]);
        for (const sentence of said) expect(sentence).toMatch(/^[A-ZÆØÅ].*\.$/u);
        expect(new Set(said).size).toBe(LANGUAGES.length);
      }
    },
  );

  test.each(BROKEN.map((finding) => [finding.rule, finding] as const))(
    '%s says where, by which law, what was expected and what was found',
    (_, finding) => {
      expect(finding).toMatchObject({ code: 'business-rule' });
      expect(finding.path).toMatch(/^CarePlan\.where\(id = '[ab]'\)/u);
      for (const text of [finding.reference, finding.expected, finding.found]) expect(text).toBeTruthy();
    },
  );

  test('tells what stands instead of consent A', () => {
    const about = (...resources: readonly Resource[]): string | undefined =>
      lawFindings(recordWith(without(planMade(), ...resources)), AT).find(({ rule }) => rule === 'plan-made-consent')
        ?.found;
    expect(about()).toBe('none');
    expect(about(planMade({ status: 'rejected' }), planMade({ id: 'old', status: 'inactive' }))).toContain(
      'rejected, inactive',
    );
  });
});
