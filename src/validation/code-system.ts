/** A concept of a code system, with those below it. */
export interface Concept {
  readonly code: string;
  readonly display?: string;
  readonly property?: readonly { readonly code: string; readonly valueCoding?: { readonly code?: string } }[];
  readonly concept?: readonly Concept[];
}

/** What validation reads of a FHIR CodeSystem. */
export interface CodeSystem {
  readonly resourceType: 'CodeSystem';
  readonly url: string;
  readonly identifier?: readonly { readonly value?: string }[];
  readonly content?: string;
  readonly caseSensitive?: boolean;
  readonly property?: readonly { readonly code: string }[];
  readonly concept?: readonly Concept[];
}

/** Concepts at every level, each before those below it. */
export function* allConcepts(concepts: readonly Concept[] | undefined): Generator<Concept> {
  const open = [...(concepts ?? [])].reverse();
  for (let concept = open.pop(); concept; concept = open.pop()) {
    yield concept;
    open.push(...[...(concept.concept ?? [])].reverse());
  }
}

/** The codes of concepts at every level. */
export function codesOf(concepts: readonly Concept[] | undefined): Set<string> {
  return new Set([...allConcepts(concepts)].map(({ code }) => code));
}
