import type { ImplementationGuideDefinitionResource } from '@medplum/fhirtypes';
import type { CompiledResource } from './shorthand-compiler.ts';

/** What a guide lists: everything compiled but the guide itself, and the examples that are valid (http://hl7.org/fhir/R4/implementationguide.html). */
export function guideContents(
  conformance: readonly CompiledResource[],
  examples: readonly CompiledResource[],
): ImplementationGuideDefinitionResource[] {
  return [
    ...conformance.filter(({ resourceType }) => resourceType !== 'ImplementationGuide').map(definition),
    ...examples.map(example),
  ].sort((a, b) => ((a.reference.reference ?? '') < (b.reference.reference ?? '') ? -1 : 1));
}

function definition({ resourceType, id, title, name }: CompiledResource): ImplementationGuideDefinitionResource {
  return {
    reference: { reference: `${resourceType}/${id}` },
    name: String(title ?? name ?? id),
    exampleBoolean: false,
  };
}

function example({ resourceType, id, meta }: CompiledResource): ImplementationGuideDefinitionResource {
  const [profile] = (meta as { profile?: string[] } | undefined)?.profile ?? [];
  return {
    reference: { reference: `${resourceType}/${id}` },
    name: id,
    ...(profile === undefined ? { exampleBoolean: true } : { exampleCanonical: profile }),
  };
}
