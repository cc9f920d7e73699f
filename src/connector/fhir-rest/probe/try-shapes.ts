import { readFileSync } from 'node:fs';
import { isObject, type JsonObject } from '../../../record/json.ts';
import type { Reply } from './ask.ts';
import { differencesOf } from './difference.ts';
import { ORNAMENTS, type Ornament } from './ornaments.ts';
import { originOf } from './plain-resource.ts';
import type { ShapeReport } from './report.ts';
import { ownId, type Trial } from './trial.ts';

/** Types of a record, each after those that its sample refers to. */
export const SAMPLE_TYPES = [
  'Patient',
  'RelatedPerson',
  'Consent',
  'Condition',
  'Observation',
  'Goal',
  'CareTeam',
  'ServiceRequest',
  'CarePlan',
  'Task',
  'Appointment',
  'Encounter',
  'DocumentReference',
  'Communication',
] as const;

const NONE = { lost: [], changed: [], added: [] } as const;

/** A resource of the type with as much on it as a plan can have; references are to `{Type}`. */
export function sampleOf(type: (typeof SAMPLE_TYPES)[number]): JsonObject {
  return JSON.parse(readFileSync(new URL(`samples/${type}.json`, import.meta.url), 'utf8')) as JsonObject;
}

/** Each ornament on a resource of its own, written and read back. */
export async function tryOrnaments(trial: Trial): Promise<readonly ShapeReport[]> {
  const reports: ShapeReport[] = [];
  for (const { name, put } of ORNAMENTS) {
    const resource = put(trial.plain('ornament'), trial.patient);
    reports.push(await shapeOf(trial, name, resource, await trial.create(resource)));
  }
  return reports;
}

/**
 * A rich resource of each type, with every ornament that came back as it was, written and read back.
 *
 * @param patient what was written, when the check made the patient; otherwise hers is left alone
 */
export async function tryTypes(
  trial: Trial,
  ornaments: readonly ShapeReport[],
  patient: JsonObject | undefined,
): Promise<readonly ShapeReport[]> {
  const kept = ORNAMENTS.filter(({ name }) => ornaments.find(({ of }) => of === name)?.answer === 'kept');
  const places = new Map<string, string>([['Patient', trial.patient]]);
  const reports: ShapeReport[] = [];
  for (const type of SAMPLE_TYPES) {
    if (type === 'Patient') {
      reports.push(
        patient
          ? await compared(trial, type, patient, trial.patient.slice('Patient/'.length))
          : { of: type, answer: 'not tried', found: 'was there already', ...NONE },
      );
      continue;
    }
    const resource = adorned(filled(sampleOf(type), places), kept, trial);
    const reply = await trial.create(resource);
    const id = ownId(reply, resource);
    if (id !== undefined) places.set(type, `${type}/${id}`);
    reports.push(await shapeOf(trial, type, resource, reply));
  }
  return reports;
}

function adorned(sample: JsonObject, ornaments: readonly Ornament[], trial: Trial): JsonObject {
  return ornaments.reduce<JsonObject>((resource, { put }) => put(resource, trial.patient), {
    ...sample,
    identifier: [originOf(trial.newId())],
  });
}

/** References to `{Type}` lead to what was made of it; where that was refused, they say only what they are. */
function filled(value: JsonObject, places: ReadonlyMap<string, string>): JsonObject {
  return JSON.parse(
    JSON.stringify(value, (_key, each: unknown) => {
      if (!isObject(each) || typeof each['reference'] !== 'string') return each;
      const type = /^\{(\w+)\}$/.exec(each['reference'])?.[1];
      if (type === undefined) return each;
      const place = places.get(type);
      return place === undefined ? { display: type } : { ...each, reference: place };
    }),
  ) as JsonObject;
}

async function shapeOf(trial: Trial, of: string, sent: JsonObject, reply: Reply): Promise<ShapeReport> {
  const id = ownId(reply, sent);
  if (id === undefined) return { of, answer: 'refused', found: String(reply.status), ...NONE };
  return compared(trial, of, sent, id);
}

async function compared({ ask, base }: Trial, of: string, sent: JsonObject, id: string): Promise<ShapeReport> {
  const { json } = await ask({ method: 'GET', url: base.at([String(sent['resourceType']), id]) });
  const differences = differencesOf(sent, json, base.at([]).href.replace(/\/$/, ''));
  const isKept = Object.values(differences).every(({ length }) => length === 0);
  return { of, answer: isKept ? 'kept' : 'differs', ...differences };
}
