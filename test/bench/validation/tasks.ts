import { indexStructureDefinitionBundle, validateResource } from '@medplum/core';
import type { Bundle, Resource, StructureDefinition } from '@medplum/fhirtypes';
import { scanJson } from '../../../src/validation/json-scan.ts';
import { createValidator, type Validator } from '../../../src/validation/validation.ts';
import type { OfficialEngine } from '../../conformance/official-engine.ts';
import { definitionsOf, reducedProfile } from './reduced-profile.ts';
import type { Task } from './rounds.ts';
import { PACKAGE, type Subject } from './subjects.ts';

/** Copies that were parsed one by one, so that no engine is helped by seeing one object again and again. */
const COPIES = 64;

function turning<T>(items: readonly T[]): () => T {
  let at = 0;
  return () => {
    at = (at + 1) % items.length;
    return items[at] as T;
  };
}

const copies = (text: string): (() => Resource) =>
  turning(Array.from({ length: COPIES }, () => JSON.parse(text) as Resource));

function accepts(validator: Validator, text: string, profiles: readonly string[]): void {
  const errors = validator.validate(JSON.parse(text), { profiles }).filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(`a subject is not valid: ${JSON.stringify(errors[0])}`);
}

function refuses(check: () => void, what: string): void {
  try {
    check();
  } catch {
    return;
  }
  throw new Error(`${what} does not see what is missing`);
}

function ours({ name, text, textWithProfile, profiles }: Subject, validator: Validator): readonly Task[] {
  accepts(validator, text, []);
  accepts(validator, textWithProfile, profiles);
  const base = copies(text);
  const claimed = copies(textWithProfile);
  const options = { profiles };
  const none = { profiles: [] };
  return [
    { name: `${name}/parse`, run: () => void JSON.parse(text) },
    ...(text === textWithProfile
      ? []
      : [{ name: `${name}WithProfile/parse`, run: () => void JSON.parse(textWithProfile) }]),
    { name: `${name}/scan`, run: () => void scanJson(text, 100, { lostDigits: () => {} }) },
    { name: `${name}/samplan`, run: () => void validator.validate(base(), none) },
    { name: `${name}WithProfile/samplan`, run: () => void validator.validate(claimed(), options) },
  ];
}

function medplum({ name, text }: Subject): Task {
  const next = copies(text);
  return { name: `${name}/medplum`, run: () => void validateResource(next()) };
}

/** Both with the very same profile, which both accept the plan under, and both see a missing title by. */
function reduced(plan: Subject): readonly Task[] {
  const { definition, url, folder } = reducedProfile();
  const validator = createValidator({ packages: [folder] });
  accepts(validator, plan.text, [url]);
  validateResource(JSON.parse(plan.text), { profile: definition });
  const { title: _, ...untitled } = JSON.parse(plan.text);
  refuses(() => accepts(validator, JSON.stringify(untitled), [url]), 'Samplan');
  refuses(() => validateResource(untitled, { profile: definition }), '@medplum/core');
  const [one, two] = [copies(plan.text), copies(plan.text)];
  const options = { profiles: [url] };
  return [
    { name: 'carePlanReduced/samplan', run: () => void validator.validate(one(), options) },
    { name: 'carePlanReduced/medplum', run: () => void validateResource(two(), { profile: definition }) },
  ];
}

function official({ name, text, textWithProfile, profiles }: Subject, engine: OfficialEngine): readonly Task[] {
  const rate =
    (text: string, profiles: readonly string[]) =>
    async (milliseconds: number): Promise<number> => {
      engine.send({ text, profiles, milliseconds });
      const { perSecond, errors } = (await engine.next()) as { perSecond: number; errors: number };
      if (errors > 0) throw new Error(`HAPI finds ${errors} errors in ${name}`);
      return perSecond;
    };
  return [
    { name: `${name}/hapi`, run: rate(text, []), isRemote: true },
    { name: `${name}WithProfile/hapi`, run: rate(textWithProfile, profiles), isRemote: true },
  ];
}

/** Everything that is measured: each subject under each engine, with and without its profile. */
export function tasksFor(subjects: readonly Subject[], engine: OfficialEngine | undefined): readonly Task[] {
  for (const file of ['profiles-types', 'profiles-resources'] as const) {
    indexStructureDefinitionBundle(definitionsOf(file) as unknown as Bundle<StructureDefinition>);
  }
  const validator = createValidator({ packages: [PACKAGE] });
  const [plan] = subjects;
  return [
    ...subjects.flatMap((subject) => [...ours(subject, validator), medplum(subject)]),
    ...(plan ? reduced(plan) : []),
    ...(engine ? subjects.flatMap((subject) => official(subject, engine)) : []),
  ];
}
