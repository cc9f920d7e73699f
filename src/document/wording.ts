import type { CodeableConcept, HumanName, Reference, Resource } from '@medplum/fhirtypes';
import { DIRECTORY_SYSTEMS, identifiersOf } from '../record/identity.ts';
import type { PlanRecord } from '../record/record.ts';
import { isRelative, targetOf } from '../record/references.ts';
import type { Language, Text } from '../validation/finding.ts';
import { CODE_NAMES } from './code-names.ts';
import { NUMBERS, STATUSES, WORDS } from './word-texts.ts';

/** How what is in a record is said in one language. */
export interface Wording {
  readonly language: Language;
  word(name: keyof typeof WORDS): string;
  /** Words of a status; the code itself where it is none of R4's for plans. */
  status(code: string | undefined): string | undefined;
  /** What was written, else the name of a code of ours, else its display. */
  concept(concept: CodeableConcept | undefined): string | undefined;
  /** The resource of the record, of its directory, or contained in `within`. */
  target(reference: Reference | undefined, within?: Resource): Resource | undefined;
  /** Who or what a reference stands for: never by a person's identity number. */
  name(reference: Reference | undefined, within?: Resource): string | undefined;
}

/**
 * The wording of a record as one caller sees it: what it does not hold cannot be said.
 *
 * @example
 * wordingOf(record, 'nb').name({ reference: 'PractitionerRole/kari-post' }); // 'Kari Nordbø (Fjordvik kommune)'
 */
export function wordingOf({ parts, directory }: PlanRecord, language: Language): Wording {
  const say = (text: Text | undefined): string | undefined => text?.[language];

  const target = (reference: Reference | undefined, within?: Resource): Resource | undefined => {
    const literal = reference?.reference;
    if (literal === undefined) return reference && identified(reference);
    if (literal.startsWith('#')) return containedIn(within).find(({ id }) => literal === `#${id}`);
    const found = isRelative(literal) ? targetOf(literal) : undefined;
    const key = `${found?.type}/${found?.id}`;
    return found && (parts.get(key)?.resource ?? directory.get(key));
  };

  /** The directory's entry with this identifier: a person is not looked for by number. */
  const identified = ({ identifier }: Reference): Resource | undefined =>
    identifier?.value && DIRECTORY_SYSTEMS.includes(identifier.system ?? '')
      ? [...directory.values()].find((entry) =>
          identifiersOf(entry).some(({ system, value }) => system === identifier.system && value === identifier.value),
        )
      : undefined;

  const concept = (given: CodeableConcept | undefined): string | undefined => {
    const codings = given?.coding ?? [];
    const named = codings.map(({ system = '', code = '' }) => nameOfCode(system, code)).find(Boolean);
    return given?.text ?? say(named) ?? codings.find(({ display }) => display)?.display;
  };

  const name = (reference: Reference | undefined, within?: Resource): string | undefined => {
    const resource = target(reference, within);
    return (resource && ofResource(resource)) ?? reference?.display ?? number(reference);
  };

  const number = (reference: Reference | undefined): string | undefined => {
    const { system = '', value } = reference?.identifier ?? {};
    if (!value || !DIRECTORY_SYSTEMS.includes(system)) return undefined;
    return `${say(NUMBERS[system]) ?? ''} ${value}`.trim();
  };

  const ofResource = (resource: Resource): string | undefined => {
    switch (resource.resourceType) {
      case 'Patient':
      case 'Practitioner':
        return humanName(resource.name);
      case 'RelatedPerson':
        return humanName(resource.name) ?? concept(resource.relationship?.[0]);
      case 'Organization':
      case 'HealthcareService':
      case 'CareTeam':
        return resource.name;
      case 'PractitionerRole': {
        const who = name(resource.practitioner, resource) ?? concept(resource.code?.[0]);
        const where = name(resource.organization, resource);
        return who !== undefined && where !== undefined ? `${who} (${where})` : (who ?? where);
      }
      default:
        return undefined;
    }
  };

  return {
    language,
    word: (key) => WORDS[key][language],
    status: (code) => (code !== undefined && Object.hasOwn(STATUSES, code) ? say(STATUSES[code]) : code),
    concept,
    target,
    name,
  };
}

function containedIn(resource: Resource | undefined): readonly Resource[] {
  return resource !== undefined && 'contained' in resource ? (resource.contained ?? []) : [];
}

function nameOfCode(system: string, code: string): Text | undefined {
  const names = Object.hasOwn(CODE_NAMES, system) ? CODE_NAMES[system] : undefined;
  return names !== undefined && Object.hasOwn(names, code) ? names[code] : undefined;
}

/** As it is in use: an old name is none, unless there is no other. */
function humanName(names: readonly HumanName[] | undefined): string | undefined {
  const { text, given = [], family } = names?.find(({ use }) => use !== 'old') ?? names?.[0] ?? {};
  const parts = text ?? [...given, family].filter(Boolean).join(' ');
  return parts === '' ? undefined : parts;
}
