import type {
  Bundle,
  CarePlan,
  Composition,
  CompositionSection,
  Organization,
  Reference,
  Resource,
} from '@medplum/fhirtypes';
import type { ComplaintSettings } from '../law/complaint.ts';
import { responsibleCoordinators } from '../record/organizations.ts';
import { keyOf, type PlanRecord, resourcesOf } from '../record/record.ts';
import { isRelative, referencesIn, targetOf } from '../record/references.ts';
import { CUSTODIAN, NATIONAL, SAMPLAN, URI_SYSTEM } from '../record/systems.ts';
import type { Language } from '../validation/finding.ts';
import { facts } from './block.ts';
import { complaintSection } from './complaint-section.ts';
import { consentSection } from './consent-section.ts';
import { CONTENT_HASH, contentHash } from './content-hash.ts';
import { cooperationSection } from './cooperation-section.ts';
import { goalSection } from './goal-section.ts';
import { howSection, measureSection } from './measure-sections.ts';
import { type PlanParts, partsOfPlan } from './plan-parts.ts';
import type { Section } from './section.ts';
import { EMPTY, TITLES } from './section-texts.ts';
import { contributionSection, coordinatorSection, participantSection } from './team-sections.ts';
import { paperSection, revisionSection } from './time-sections.ts';
import { dayText, momentText } from './time-texts.ts';
import { type Wording, wordingOf } from './wording.ts';
import { narrativeOf } from './xhtml.ts';

/** What a plan document is made of, besides the plan. */
export interface DocumentOptions {
  /** What references of the Bundle begin with, without a slash at the end. */
  readonly base: string;
  readonly language: Language;
  /** Instant at which it is made, ISO 8601 in UTC. */
  readonly at: string;
  /** Keeps the document, where the plan does not say who is responsible. */
  readonly controller: { readonly name: string; readonly organization: string };
  readonly complaint: ComplaintSettings;
  readonly newId: () => string;
}

/** R4's own extension: the version of what the document says. */
export const VERSION = 'http://hl7.org/fhir/StructureDefinition/composition-clinicaldocument-versionNumber';

/** Volven 9602: individual plan. */
const TYPE = { system: 'urn:oid:2.16.578.1.12.4.1.1.9602', code: 'A02-2', display: 'Individuell plan' };

/**
 * An individual plan as a document (R4 documents.html): a Composition with the contents a to i of the regulation, each section
 * readable by itself, and every resource that they speak of. It says what the record holds and nothing else, so that of the record as
 * one caller sees it, it says what that caller sees.
 *
 * @param record what one caller sees
 * @param plan a plan of the record
 * @example
 * const bundle = planDocument(record, plan, { base, language: 'nb', at, controller, complaint: COMPLAINT, newId });
 */
export function planDocument(record: PlanRecord, plan: CarePlan, options: DocumentOptions): Bundle {
  const { base, language, at, newId } = options;
  const wording = wordingOf(record, language);
  const parts = partsOfPlan(record, plan, wording);
  const sections = sectionsOf(parts, options, wording);
  const made = compositionOf(record, parts, sections, options, wording);
  const resources = inDocument(record, made, parts);
  const hash = contentHash({ entry: [made, ...resources].map((resource) => ({ resource })) });
  const version = plan.meta?.versionId;
  const composition: Composition = {
    ...made,
    extension: [
      { url: CONTENT_HASH, valueString: hash },
      ...(version === undefined ? [] : [{ url: VERSION, valueString: version }]),
    ],
  };
  return {
    resourceType: 'Bundle',
    type: 'document',
    identifier: { system: URI_SYSTEM, value: `urn:uuid:${newId()}` },
    timestamp: at,
    entry: [composition, ...resources].map((resource) => ({ fullUrl: `${base}/${keyOf(resource)}`, resource })),
  };
}

function sectionsOf(parts: PlanParts, { complaint }: DocumentOptions, wording: Wording): readonly Section[] {
  return [
    goalSection(parts, wording),
    participantSection(parts, wording),
    coordinatorSection(parts, wording),
    contributionSection(parts, wording),
    measureSection(parts, wording),
    howSection(parts, wording),
    revisionSection(parts, wording),
    consentSection(parts, wording),
    cooperationSection(parts, wording),
    paperSection(parts, wording),
    complaintSection(complaint, wording),
  ].filter(({ code, blocks }) => blocks.length > 0 || EMPTY[code] !== undefined);
}

function compositionOf(
  record: PlanRecord,
  parts: PlanParts,
  sections: readonly Section[],
  options: DocumentOptions,
  wording: Wording,
): Composition {
  const { plan, person } = parts;
  const { at, language, newId } = options;
  const title = plan.title ?? wording.word('title');
  return {
    resourceType: 'Composition',
    id: newId(),
    meta: { profile: [SAMPLAN.profile('ip-plan-composition')] },
    language,
    text: narrativeOf(headOf(parts, options, wording), language),
    status: plan.status === 'draft' ? 'preliminary' : plan.status === 'entered-in-error' ? 'entered-in-error' : 'final',
    type: { coding: [TYPE] },
    subject: { reference: person ? keyOf(person) : (plan.subject.reference ?? '') },
    date: at,
    author: [authorOf(record, plan, options, wording)],
    title,
    custodian: custodianOf(plan, options, wording),
    section: sections.map((section) => sectionOf(record, section, language)),
  };
}

/** What stands above the sections: whom it is about, how the plan stands, and of which version and day this is. */
function headOf({ plan, person }: PlanParts, { at, language }: DocumentOptions, wording: Wording) {
  const { word } = wording;
  const { versionId, lastUpdated } = plan.meta ?? {};
  const changed = lastUpdated === undefined ? '' : ` (${word('changed')} ${momentText(lastUpdated, language)})`;
  return facts([
    [word('person'), person && wording.name({ reference: keyOf(person) })],
    [word('born'), dayText(person?.birthDate, language)],
    [word('status'), wording.status(plan.status)],
    [word('version'), versionId === undefined ? undefined : `${versionId}${changed}`],
    [word('written'), momentText(at, language)],
  ]);
}

function sectionOf(record: PlanRecord, { code, blocks, entries }: Section, language: Language): CompositionSection {
  const isThere = (resource: Resource): boolean => record.parts.get(keyOf(resource))?.resource === resource;
  const keys = [...new Set(entries.filter(isThere).map(keyOf))];
  const nothing = EMPTY[code]?.[language] ?? '';
  return {
    title: TITLES[code][language],
    code: { coding: [{ system: SAMPLAN.planSection, code, display: TITLES[code].en }] },
    text: narrativeOf(blocks.length > 0 ? blocks : [{ kind: 'text', text: nothing }], language),
    ...(blocks.length > 0 && keys.length > 0 ? { entry: keys.map((reference) => ({ reference })) } : {}),
    ...(blocks.length > 0 ? {} : { emptyReason: { coding: [UNAVAILABLE] } }),
  };
}

const UNAVAILABLE = { system: 'http://terminology.hl7.org/CodeSystem/list-empty-reason', code: 'unavailable' };

/** Who answers for the plan: as it says itself, else the responsible coordinator, else who keeps it. */
function authorOf(
  record: PlanRecord,
  plan: CarePlan,
  options: DocumentOptions,
  wording: Wording,
): Composition['author'][number] {
  const [coordinator] = responsibleCoordinators(record, options.at);
  const said = [plan.author, coordinator?.member].find(
    (one) => one !== undefined && AUTHORS.includes(wording.target(one)?.resourceType ?? ''),
  );
  return said ? (named(said, wording) as Composition['author'][number]) : keeper(options);
}

const AUTHORS: readonly string[] = ['Practitioner', 'PractitionerRole', 'Patient', 'RelatedPerson', 'Organization'];

/** The organization that the plan names as responsible, else who keeps the document. */
function custodianOf(plan: CarePlan, options: DocumentOptions, wording: Wording): Reference<Organization> {
  const said = plan.extension?.find(({ url }) => url === CUSTODIAN)?.valueReference;
  const isOrganization =
    wording.target(said)?.resourceType === 'Organization' || said?.identifier?.system === NATIONAL.organization;
  return said && isOrganization ? (named(said, wording) as Reference<Organization>) : keeper(options);
}

function named(reference: Reference, wording: Wording): Reference {
  const display = wording.name(reference);
  return { ...reference, ...(display === undefined ? {} : { display }) };
}

function keeper({ controller: { name, organization } }: DocumentOptions): Reference<Organization> {
  return {
    type: 'Organization',
    identifier: { system: NATIONAL.organization, value: organization },
    display: name,
  };
}

/** Every resource that the Composition leads to, directly or through others, in the order in which they are met. */
function inDocument(record: PlanRecord, composition: Composition, { consents }: PlanParts): readonly Resource[] {
  const known = new Map([...resourcesOf(record), ...record.directory.values()].map((one) => [keyOf(one), one]));
  const met = new Map<string, Resource>();
  const queue: Resource[] = [composition];
  for (let from = queue.shift(); from; from = queue.shift()) {
    for (const literal of referencesIn(from)) {
      const target = isRelative(literal) ? targetOf(literal) : undefined;
      const key = `${target?.type}/${target?.id}`;
      const resource = known.get(key);
      if (!resource || met.has(key)) continue;
      // What is asked of people, and other plans, are not of this one.
      if (!isOfDocument(record, resource, consents)) continue;
      met.set(key, resource);
      queue.push(resource);
    }
  }
  return [...met.values()];
}

function isOfDocument(record: PlanRecord, resource: Resource, consents: PlanParts['consents']): boolean {
  if (resource.resourceType === 'Consent') return consents.includes(resource);
  const kind = record.parts.get(keyOf(resource))?.kind;
  return kind !== 'conflict' && kind !== 'need-report' && kind !== 'notice';
}
