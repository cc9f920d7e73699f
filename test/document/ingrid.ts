import type { CarePlan, Resource } from '@medplum/fhirtypes';
import { type DocumentOptions, planDocument } from '../../src/document/plan-document.ts';
import { COMPLAINT } from '../../src/law/complaint.ts';
import { isDirectoryType } from '../../src/record/kinds.ts';
import { keyOf, type PlanRecord, recordOf } from '../../src/record/record.ts';
import { exampleFiles, readPackaged } from '../profiles/package-reader.ts';

/** Ingrid's record as the examples of the package have it, with the directory. */
export function ingridsResources(): readonly Resource[] {
  return exampleFiles()
    .filter((file) => !file.includes('invalid'))
    .map((file) => readPackaged<Resource & { id: string }>(`example/${file}`))
    .filter(
      (resource) =>
        isDirectoryType(resource.resourceType) ||
        (resource.resourceType !== 'Composition' && JSON.stringify(resource).includes('"Patient/ingrid"')) ||
        keyOf(resource) === 'Patient/ingrid',
    );
}

function recordFrom(resources: readonly Resource[]): PlanRecord {
  const entries = resources.filter(({ resourceType }) => isDirectoryType(resourceType));
  const directory = new Map(entries.map((entry) => [keyOf(entry), entry]));
  return recordOf(
    'ingrid',
    resources.map((resource) => ({ resource })),
    directory,
  );
}

/** The document of a plan among these resources. */
export function documentOf(
  resources: readonly Resource[],
  options: Partial<DocumentOptions> = {},
  id = 'ingrid-plan',
): ReturnType<typeof planDocument> {
  const plan = resources.find((one) => keyOf(one) === `CarePlan/${id}`) as CarePlan;
  let made = 0;
  return planDocument(recordFrom(resources), plan, {
    base: 'https://samplan.example.no/fhir',
    language: 'nb',
    at: '2026-11-27T10:00:00.000Z',
    controller: { name: 'Samplan Fjordvik', organization: '310000019' },
    complaint: COMPLAINT,
    newId: () => `00000000-0000-4000-8000-${String(made++).padStart(12, '0')}`,
    ...options,
  });
}
