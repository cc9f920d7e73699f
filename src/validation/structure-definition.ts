/** What validation reads of a FHIR ElementDefinition (http://hl7.org/fhir/R4/elementdefinition.html). */
export interface ElementDefinition {
  readonly id?: string;
  readonly path: string;
  readonly sliceName?: string;
  readonly min?: number;
  readonly max?: string;
  readonly base?: { readonly path?: string; readonly min?: number; readonly max?: string };
  readonly contentReference?: string;
  readonly type?: readonly ElementType[];
  readonly maxLength?: number;
  readonly binding?: Binding;
  readonly slicing?: Slicing;
  readonly constraint?: readonly Constraint[];
  /** fixed[x], pattern[x], minValue[x] and maxValue[x]. */
  readonly [value: string]: unknown;
}

export interface ElementType {
  readonly code: string;
  readonly profile?: readonly string[];
  readonly targetProfile?: readonly string[];
  readonly aggregation?: readonly string[];
  readonly extension?: readonly { readonly url: string; readonly [value: string]: unknown }[];
}

export interface Binding {
  readonly strength: string;
  readonly valueSet?: string;
  /** The extension elementdefinition-maxValueSet, lifted: it holds like a required binding. */
  readonly maxValueSet?: string;
  readonly extension?: readonly { readonly url: string; readonly [value: string]: unknown }[];
}

interface Slicing {
  readonly discriminator?: readonly Discriminator[];
  readonly rules?: string;
  readonly ordered?: boolean;
}

export interface Discriminator {
  readonly type: string;
  readonly path: string;
}

export interface Constraint {
  readonly key: string;
  readonly severity: string;
  readonly human: string;
  readonly expression?: string;
}

/** Where an extension may stand (http://hl7.org/fhir/R4/defining-extensions.html#context). */
export interface ExtensionContext {
  readonly type: string;
  readonly expression: string;
}

/** What validation reads of a FHIR StructureDefinition (http://hl7.org/fhir/R4/structuredefinition.html). */
export interface StructureDefinition {
  readonly resourceType: 'StructureDefinition';
  readonly url: string;
  readonly version?: string;
  readonly name: string;
  readonly kind: string;
  readonly type: string;
  readonly abstract?: boolean;
  readonly baseDefinition?: string;
  readonly derivation?: string;
  readonly context?: readonly ExtensionContext[];
  readonly contextInvariant?: readonly string[];
  readonly snapshot?: { readonly element: readonly ElementDefinition[] };
  readonly differential?: { readonly element: readonly ElementDefinition[] };
}

const MAX_VALUE_SET = 'http://hl7.org/fhir/StructureDefinition/elementdefinition-maxValueSet';

/** The value set beyond which no code may come (http://hl7.org/fhir/R4/extension-elementdefinition-maxvalueset.html). */
export function maxValueSetOf(binding: Binding | undefined): string | undefined {
  const extension = binding?.extension?.find(({ url }) => url === MAX_VALUE_SET);
  const value = extension?.['valueCanonical'] ?? extension?.['valueUri'] ?? binding?.maxValueSet;
  return typeof value === 'string' ? value : undefined;
}
