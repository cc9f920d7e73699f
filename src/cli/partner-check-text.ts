import type { CheckVerdict, PartnerReport, ShapeReport, TraitReport } from '../connector/fhir-rest/probe/report.ts';
import { textTable } from './text-table.ts';

const VERDICTS: Readonly<Record<CheckVerdict, string>> = {
  usable: 'usable',
  'usable-with-losses': 'usable, with losses',
  'not-usable': 'not usable',
  unreachable: 'could not be reached, or the check was not finished',
};

/** Sections in the order of the page. */
const SECTIONS: readonly (readonly [effect: TraitReport['effect'], title: string])[] = [
  ['broken', 'nothing goes without'],
  ['loss', 'lost, or less safe'],
  ['fallback', 'missing, and what Samplan does instead'],
  ['unknown', 'not found out'],
  ['works', 'works'],
];

/**
 * A report as an operator reads it.
 *
 * @example
 * partnerCheckText(report) // 'http://127.0.0.1:9002/fhir (HAPI FHIR Server 8.8.0): usable, with losses\n…'
 */
export function partnerCheckText(report: PartnerReport): string {
  const { url, software, verdict, untrue, leftBehind } = report;
  const name = software === undefined ? '' : ` (${[software.name, software.version].filter(Boolean).join(' ')})`;
  const isTried = report.traits.some(({ effect }) => effect !== 'unknown');
  const sections = isTried ? SECTIONS : [];
  return [
    `${url}${name}: ${VERDICTS[verdict]}`,
    ...sections.flatMap(([effect, title]) =>
      section(
        title,
        report.traits.filter((trait) => trait.effect === effect),
      ),
    ),
    ...shapes(report),
    ...(untrue.length === 0 ? [] : ['', `Its CapabilityStatement says otherwise about: ${untrue.join(', ')}.`]),
    ...(leftBehind.length === 0
      ? []
      : ['', 'What the check made and could not take away:', ...leftBehind.map((place) => `  ${place}`)]),
    '',
  ].join('\n');
}

function section(title: string, traits: readonly TraitReport[]): readonly string[] {
  if (traits.length === 0) return [];
  return [
    '',
    title,
    ...traits.flatMap(({ question, answer, found, consequence }) => [
      `  ${question} ${answer} (${found})`,
      ...(consequence === undefined ? [] : [`    ${consequence}.`]),
    ]),
  ];
}

function shapes({ ornaments, types }: PartnerReport): readonly string[] {
  const all = [...ornaments, ...types];
  if (all.length === 0) return [];
  const rows = all.flatMap(rowsOf);
  const kept = all.filter(({ answer }) => answer === 'kept').length;
  return [
    '',
    `${kept} of ${all.length} things written came back as they were.`,
    ...(rows.length === 0 ? [] : ['', textTable(['element', 'on', 'what'], rows)]),
  ];
}

function rowsOf({ of, answer, found, lost, changed, added }: ShapeReport): readonly string[][] {
  if (answer === 'refused') return [['(all of it)', of, `refused (${found})`]];
  if (answer === 'not tried') return [['(all of it)', of, `not tried: ${found}`]];
  return [
    ...lost.map((path) => [path, of, 'lost']),
    ...changed.map((path) => [path, of, 'changed']),
    ...added.map((path) => [path, of, 'added']),
  ];
}
