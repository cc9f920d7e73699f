import { expect, test } from '@jest/globals';
import type { ElementDefinition, Resource, StructureDefinition } from '@medplum/fhirtypes';
import { createValidator } from '../../src/validation/validation.ts';
import { packageOf } from '../validation/made-package.ts';
import { exampleFiles, type PackagedResource, packaged, readPackaged } from './package-reader.ts';
import { rulesOf } from './profile-rules.ts';

type Structure = StructureDefinition & PackagedResource;

/** Under canonicals of nobody: Samplan's own can't be defined otherwise. */
const renamed = <T>(resource: T): T =>
  JSON.parse(JSON.stringify(resource).replaceAll('http://samplan.no/fhir/', 'https://probe.example/fhir/'));

const structures = packaged<Structure>('StructureDefinition').map(renamed);
const rules = structures.flatMap((structure) => rulesOf(structure).map((rule) => ({ ...rule, structure })));

/** True of an item that a rule has something to say of: an element that is there, and what comes before `implies`. */
function conditionOf(rule: string, element: ElementDefinition | undefined): string {
  const { expression = '' } = element?.constraint?.find(({ key }) => key === rule) ?? {};
  const [condition, consequence] = expression.split(' implies ');
  return condition !== undefined && consequence !== undefined ? condition : 'true';
}

/** Every rule of the package, and beside each a probe that fails where the rule has something to say. */
const probed = structures.map((structure): Structure => {
  const snapshot = structure.snapshot?.element ?? [];
  const withProbes = (elements: readonly ElementDefinition[] | undefined) =>
    elements?.map((element) => {
      const probes = rules.flatMap(({ structure: of, element: id, rule }, at) =>
        of === structure && id === element.id
          ? [
              {
                key: `probe-${at}`,
                severity: 'error' as const,
                human: 'x',
                expression: `(${conditionOf(
                  rule,
                  snapshot.find((one) => one.id === id),
                )}).not()`,
              },
            ]
          : [],
      );
      return probes.length === 0 ? element : { ...element, constraint: [...(element.constraint ?? []), ...probes] };
    });
  return JSON.parse(
    JSON.stringify({
      ...structure,
      snapshot: structure.snapshot && { element: withProbes(structure.snapshot.element) },
      differential: { element: withProbes(structure.differential?.element) },
    }),
  );
});

const others = packaged().filter(({ resourceType }) => ['CodeSystem', 'ValueSet'].includes(resourceType));
const files = [...probed, ...others.map(renamed)].map((one) => [`${one.resourceType}-${one.id}.json`, one] as const);
const validator = createValidator({ packages: [packageOf(Object.fromEntries(files))] });

const said = new Set(
  exampleFiles()
    .filter((file) => !file.includes('invalid-'))
    .flatMap((file) => {
      const example = renamed(readPackaged<Resource & PackagedResource>(`example/${file}`));
      return validator.validate(example, { profiles: example.meta?.profile ?? [] }).map(({ rule }) => rule as string);
    }),
);

test.each(rules.map(({ profile, element, rule }, at) => [profile.replace(/.*\//, ''), element, rule, at] as const))(
  '%s: a valid example has something that %s %s speaks of',
  (_profile, _element, _rule, at) => {
    expect(said).toContain(`probe-${at}`);
  },
);
