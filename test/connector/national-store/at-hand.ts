import type { Goal, Patient, Reference, Resource } from '@medplum/fhirtypes';
import type { PersonsKnown } from '../../../src/connector/nhn-careplan/persons.ts';
import { nationalIdentifiers } from '../../../src/record/identity.ts';
import { NATIONAL } from '../../../src/record/systems.ts';
import type { NationalStore } from './national-store.ts';
import { hersOf } from './plans.ts';

/** Persons that a test knows, as the store of an installation would: by id, with their numbers. */
export class PersonsAtHand implements PersonsKnown {
  readonly #numbers = new Map<string, ReturnType<typeof nationalIdentifiers>>();
  /** Whom everything is about of which nothing is known. */
  readonly #usual: string;

  constructor(usual: string, numbers: Readonly<Record<string, string>>) {
    this.#usual = usual;
    for (const [id, value] of Object.entries(numbers)) this.#numbers.set(id, [{ system: NATIONAL.birthNumber, value }]);
  }

  know(patient: Patient): void {
    this.#numbers.set(patient.id ?? '', nationalIdentifiers(patient));
  }

  async numbersOf(patient: string) {
    return this.#numbers.get(patient) ?? [];
  }

  async byNumber({ value }: { readonly value: string }) {
    return [...this.#numbers].find(([, numbers]) => numbers.some((one) => one.value === value))?.[0];
  }

  async whose() {
    return this.#usual;
  }

  async whoseIdentifier() {
    return this.#usual;
  }

  async plansOf() {
    return [];
  }
}

/** By her number, as the store has it. */
export function byNumber(number: string): Reference<Patient> {
  return { type: 'Patient', identifier: { system: NATIONAL.birthNumber, value: number } };
}

/** Her people put goals into her plan there; the plan is made with the first. */
export function putGoals(store: NationalStore, number: string, goals: readonly Goal[]): void {
  const subject = byNumber(number);
  for (const goal of goals) store.memory.put({ ...goal, subject });
  const known = hersOf(store.memory, 'Goal', number).map((one: Resource) => ({ reference: `Goal/${one.id}` }));
  store.memory.put({
    resourceType: 'CarePlan',
    id: `plan-${number}`,
    status: 'active',
    intent: 'plan',
    subject,
    goal: known,
  });
}
