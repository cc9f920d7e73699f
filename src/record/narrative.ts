import type {
  CarePlan,
  CareTeam,
  CodeableConcept,
  Goal,
  Narrative,
  Period,
  Reference,
  Resource,
  ServiceRequest,
} from '@medplum/fhirtypes';
import { DIRECTORY_SYSTEMS } from './identity.ts';

/** A line of a narrative: what it is, and what the resource says. */
type Line = readonly [label: string, value: string | undefined];

const XHTML = 'http://www.w3.org/1999/xhtml';

/** Texts of the statuses that occur in the four types, in Bokmål. */
const STATUSES: Readonly<Record<string, string>> = {
  accepted: 'akseptert',
  active: 'aktiv',
  cancelled: 'avbrutt',
  completed: 'fullført',
  draft: 'utkast',
  'entered-in-error': 'feilregistrert',
  inactive: 'avsluttet',
  'on-hold': 'satt på vent',
  planned: 'planlagt',
  proposed: 'foreslått',
  rejected: 'avvist',
  revoked: 'avsluttet',
  suspended: 'satt på vent',
  unknown: 'ukjent',
};

/**
 * A resource with a narrative of its own data, and of nothing else: what the receiver does not get can't be in it
 * (R4 narrative.html). For plan, team, goal and measure; any other resource comes back as it is.
 *
 * @example
 * withNarrative(goal).text?.div; // '<div xmlns="…" lang="nb" xml:lang="nb"><p><b>Mål</b>: Gå tur</p>…</div>'
 */
export function withNarrative<R extends Resource>(resource: R): R {
  const lines = linesOf(resource)?.flatMap(([label, value]) =>
    value === undefined || value === '' ? [] : `<p><b>${label}</b>: ${escaped(value)}</p>`,
  );
  if (!lines?.length) return resource;
  const text: Narrative = {
    status: 'generated',
    div: `<div xmlns="${XHTML}" lang="nb" xml:lang="nb">${lines.join('')}</div>`,
  };
  return { ...resource, text };
}

/** A resource without its narrative: each system has its own, and what it says besides the data is its own too. */
export function withoutNarrative<R extends Resource>(resource: R): R {
  if (!('text' in resource)) return resource;
  const { text: _, ...rest } = resource;
  return rest as unknown as R;
}

function linesOf(resource: Resource): readonly Line[] | undefined {
  switch (resource.resourceType) {
    case 'CarePlan':
      return ofPlan(resource);
    case 'CareTeam':
      return ofTeam(resource);
    case 'Goal':
      return ofGoal(resource);
    case 'ServiceRequest':
      return ofMeasure(resource);
    default:
      return undefined;
  }
}

function ofPlan({ title, status, period, description, author }: CarePlan): readonly Line[] {
  return [
    ['Plan', title],
    ['Status', statusText(status)],
    ...periodLines(period),
    ['Beskrivelse', description],
    ['Ansvarlig', nameOf(author)],
  ];
}

function ofTeam({ name, status, period, participant = [] }: CareTeam): readonly Line[] {
  return [
    ['Ansvarsgruppe', name],
    ['Status', statusText(status)],
    ...periodLines(period),
    ...participant.map(({ member }): Line => ['Deltaker', nameOf(member)]),
  ];
}

function ofGoal({ description, lifecycleStatus, startDate, target = [], expressedBy }: Goal): readonly Line[] {
  return [
    ['Mål', conceptText(description)],
    ['Status', statusText(lifecycleStatus)],
    ['Fra', startDate],
    ...target.map(({ dueDate }): Line => ['Frist', dueDate]),
    ['Uttrykt av', nameOf(expressedBy)],
  ];
}

function ofMeasure({
  code,
  status,
  occurrencePeriod,
  occurrenceDateTime,
  performer = [],
}: ServiceRequest): readonly Line[] {
  return [
    ['Tiltak', conceptText(code)],
    ['Status', statusText(status)],
    ['Dato', occurrenceDateTime],
    ...periodLines(occurrencePeriod),
    ...performer.map((one): Line => ['Ansvarlig', nameOf(one)]),
  ];
}

function periodLines(period: Period | undefined): readonly Line[] {
  return [
    ['Fra', period?.start],
    ['Til', period?.end],
  ];
}

function statusText(status: string | undefined): string | undefined {
  return status !== undefined && Object.hasOwn(STATUSES, status) ? STATUSES[status] : status;
}

function conceptText(concept: CodeableConcept | undefined): string | undefined {
  return concept?.text ?? concept?.coding?.find(({ display }) => display)?.display;
}

/** By name where the resource says it, else by a number of the directory; never by a person's identity number. */
function nameOf(reference: Reference | undefined): string | undefined {
  const { display, identifier } = reference ?? {};
  return display ?? (DIRECTORY_SYSTEMS.includes(identifier?.system ?? '') ? identifier?.value : undefined);
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Text in XML (XML 1.0 § 2.2, § 2.4): what may not stand there at all is left out. */
export function escaped(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll(/[&<>]/gu, (sign) => ENTITIES[sign] ?? '');
}
