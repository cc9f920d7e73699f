import type { JsonObject } from '../../src/record/json.ts';
import { type Field, type Fields, fieldsOf } from '../../src/validation/fields.ts';
import type { Dice } from './dice.ts';

const TEXTS = [
  'a',
  '',
  ' ',
  'active',
  'æøå',
  '\u0000',
  '𝄞',
  '\u202e',
  '<p>x</p>',
  '2026-03-01',
  'Patient/1',
  '#a',
  'urn:uuid:x',
  '__proto__',
];
const NUMBERS = [0, 1, -1, 1.5, 1e300, 123456789012345680000, 0.1];
/** Deeper than any resource has to be. */
const DEEPEST = 6;

/** Sound, as far as base R4 goes. */
const SOUND: Readonly<Record<string, JsonObject>> = {
  Patient: { active: true },
  Goal: { lifecycleStatus: 'proposed', description: { text: 'Gå tur' } },
  CarePlan: { status: 'draft', intent: 'plan', title: 'Plan' },
  CareTeam: { status: 'proposed', name: 'Team' },
  ServiceRequest: { status: 'draft', intent: 'plan', code: { text: 'Tiltak' } },
  Task: { status: 'draft', intent: 'plan', description: 'Ring' },
  Condition: { code: { text: 'Behov' } },
  Observation: { status: 'final', code: { text: 'Ressurs' } },
  Communication: { status: 'completed', payload: [{ contentString: 'Referat' }] },
  Organization: { name: 'Hjemmetjenesten' },
  Practitioner: { active: true },
};

/** A resource of a type out of R4's own definitions: often sound but for an element or two, else anything. */
export function resourceOf(type: string, dice: Dice, subject?: string): JsonObject {
  const fields: Fields = fieldsOf(type) ?? new Map();
  const sound = dice.isOneIn(3) ? undefined : SOUND[type];
  const [field] = sound && dice.isOneIn(2) ? [dice.one([...fields.values()])] : [];
  return {
    resourceType: type,
    ...(sound ?? objectOf(fields, dice, 0)),
    ...(field ? { [field.name]: anyOf(field, dice, 1) as never } : {}),
    ...(subject && fields.has('subject') ? { subject: { reference: subject } } : {}),
    ...(subject && fields.has('patient') ? { patient: { reference: subject } } : {}),
  };
}

function objectOf(fields: Fields, dice: Dice, depth: number): JsonObject {
  const object: Record<string, never> = {};
  for (const field of fields.values()) {
    if (!field.isMandatory && !dice.isOneIn(6 + depth * 4)) continue;
    const one = (): unknown => anyOf(field, dice, depth);
    // Now and then a list where none belongs, or none where one does.
    const isList = dice.isOneIn(200) ? !field.isList : field.isList;
    object[field.name] = (
      isList ? Array.from({ length: dice.below(3) + (dice.isOneIn(30) ? 0 : 1) }, one) : one()
    ) as never;
  }
  return object;
}

function anyOf({ kind, type, fields }: Field, dice: Dice, depth: number): unknown {
  if (dice.isOneIn(150)) return dice.one([null, [], {}, true, dice.one(TEXTS), dice.one(NUMBERS)]);
  if (kind === 'narrative')
    return dice.one(['<div xmlns="http://www.w3.org/1999/xhtml">x</div>', '<div><script>x</script></div>', '']);
  if (kind === 'resource')
    return depth > 1 ? null : resourceOf(dice.one(['Patient', 'Goal', 'Basic', 'Nothing']), dice);
  if (kind === 'object') return depth >= DEEPEST ? {} : objectOf(fields, dice, depth + 1);
  switch (type) {
    case 'boolean':
      return dice.isOneIn(2);
    case 'decimal':
    case 'integer':
    case 'positiveInt':
    case 'unsignedInt':
      return dice.one(NUMBERS);
    default:
      return dice.one(TEXTS);
  }
}
