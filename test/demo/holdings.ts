import type { CarePlan, Identifier, Patient, Resource, ResourceType } from '@medplum/fhirtypes';
import { FNR } from './people/identity.ts';

type OfType<K extends ResourceType> = Extract<Resource, { resourceType: K }>;

/** What a system holds, read straight from its memory. */
export class Holdings {
  readonly resources: readonly Resource[];
  readonly #byReference: ReadonlyMap<string, Resource>;

  constructor(resources: readonly Resource[]) {
    this.resources = resources;
    this.#byReference = new Map(resources.map((resource) => [referenceTo(resource), resource]));
  }

  /** Target of a reference local to the system. */
  target(reference: string | undefined): Resource | undefined {
    return reference === undefined ? undefined : this.#byReference.get(reference);
  }

  ofType<K extends ResourceType>(type: K): readonly OfType<K>[] {
    return this.resources.filter((resource): resource is OfType<K> => resource.resourceType === type);
  }

  patients(fnr: string): readonly Patient[] {
    return this.ofType('Patient').filter(({ identifier }) =>
      identifier?.some(({ system, value }) => system === FNR && value === fnr),
    );
  }

  /** The person's resources of a type. */
  of<K extends ResourceType>(type: K, fnr: string): readonly OfType<K>[] {
    const patients = this.patients(fnr).map(referenceTo);
    return this.ofType(type).filter((resource) => patients.includes(personReference(resource) ?? ''));
  }

  /** Texts of the goals that a plan leads to; a goal that is not there is `missing`. */
  goals(plan: CarePlan | undefined): readonly string[] {
    return (plan?.goal ?? []).map(({ reference }) => {
      const goal = this.target(reference);
      return goal?.resourceType === 'Goal' ? (goal.description.text ?? '') : `missing ${reference}`;
    });
  }

  /** What the measures of a plan are, each with how it is carried out. */
  measures(plan: CarePlan | undefined): readonly string[] {
    return (plan?.activity ?? []).map(({ reference }) => {
      const measure = this.target(reference?.reference);
      return measure?.resourceType === 'ServiceRequest'
        ? [measure.code?.text ?? '', ...(measure.note ?? []).map(({ text }) => text ?? '')].join(': ')
        : `missing ${reference?.reference}`;
    });
  }

  /**
   * What the person's resources of a type say, without what two systems may spell differently: ids, versions, business
   * identifiers, where references lead, the order of lists.
   */
  sayings(type: ResourceType, fnr: string): readonly string[] {
    return this.of(type, fnr)
      .map((resource) => JSON.stringify(saying(resource)))
      .toSorted();
  }

  /** Everything that stands in the system, as text. */
  contains(text: string): boolean {
    return this.resources.some((resource) => JSON.stringify(resource).includes(text));
  }

  /** Two resources of a type with the same identifier, and references that lead nowhere. */
  faults(): readonly string[] {
    return [...this.#doubles(), ...this.#danglingReferences()];
  }

  #doubles(): readonly string[] {
    const owners = new Map<string, string>();
    return this.resources.flatMap((resource) =>
      keysOf(resource).flatMap((key) => {
        const other = owners.get(key);
        owners.set(key, referenceTo(resource));
        return other === undefined ? [] : [`${other} and ${referenceTo(resource)} are the same`];
      }),
    );
  }

  #danglingReferences(): readonly string[] {
    return this.resources.flatMap((resource) =>
      localReferences(resource)
        .filter((reference) => !this.#byReference.has(reference))
        .map((reference) => `${referenceTo(resource)} refers to ${reference}, which is not there`),
    );
  }
}

export function referenceTo({ resourceType, id }: Resource): string {
  return `${resourceType}/${id}`;
}

function saying(value: unknown, isInside = false): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => JSON.stringify(saying(item, true))).toSorted();
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const entries = Object.entries(value)
    .filter(([name, child]) => !isSpelling(name, child, isInside))
    .map(([name, child]) => [name, saying(child, true)] as const);
  return Object.fromEntries(entries.toSorted(([left], [right]) => (left < right ? -1 : 1)));
}

function isSpelling(name: string, value: unknown, isInside: boolean): boolean {
  switch (name) {
    case 'id':
    case 'meta':
    case 'identifier':
      return true;
    // The narrative; deeper down `text` is what a code or a note says.
    case 'text':
      return !isInside;
    // Where a Reference leads; in an activity `reference` is the Reference itself.
    case 'reference':
      return typeof value === 'string';
    default:
      return false;
  }
}

function personReference(resource: Resource): string | undefined {
  for (const element of ['subject', 'patient', 'for'] as const) {
    const reference = (resource as { readonly [name in typeof element]?: { readonly reference?: string } })[element];
    if (reference?.reference !== undefined) {
      return reference.reference;
    }
  }
  return undefined;
}

/** What no other resource of the system may share with this one. */
function keysOf(resource: Resource): readonly string[] {
  if (resource.resourceType === 'PractitionerRole') {
    return [`PractitionerRole ${resource.practitioner?.reference} ${resource.organization?.reference}`];
  }
  const { identifier = [] } = resource as { readonly identifier?: Identifier | Identifier[] };
  return [identifier].flat().map(({ system, value }) => `${resource.resourceType} ${system}|${value}`);
}

function localReferences(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([name, child]) => {
    if (name === 'reference' && typeof child === 'string') {
      return /^[A-Z][A-Za-z]+\/[\w.-]+$/.test(child) ? [child] : [];
    }
    return localReferences(child);
  });
}
