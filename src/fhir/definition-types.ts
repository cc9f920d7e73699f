import type { Resource } from '@medplum/fhirtypes';

/** Types of what Samplan's own package holds: what this server's profiles, operations, codes and plans are defined by. */
export const DEFINITION_TYPES = [
  ...(['PlanDefinition', 'StructureDefinition', 'ValueSet', 'CodeSystem', 'NamingSystem'] as const),
  ...(['SearchParameter', 'OperationDefinition', 'ImplementationGuide'] as const),
];

/** True for what is nobody's, and open to whoever has a token at all. */
export function isDefinitionType(type: string): type is DefinitionType {
  return (DEFINITION_TYPES as readonly string[]).includes(type);
}

export type DefinitionType = (typeof DEFINITION_TYPES)[number];
export type Definition<T extends DefinitionType = DefinitionType> = Extract<Resource, { readonly resourceType: T }>;
/** The definitions of a type, in the order of their ids. */
export type Definitions = <T extends DefinitionType>(type: T) => readonly Definition<T>[];
