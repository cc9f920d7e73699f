import type { CarePlan, CareTeam, Consent, Goal, Patient, Resource, ServiceRequest, Task } from '@medplum/fhirtypes';
import type { Party } from '../../src/consent/party.ts';
import { type ListChange, withActivity } from './activity-list.ts';
import { decidedAbout } from './decisions.ts';
import { firstPapers } from './first-papers.ts';
import { type Ledger, nameIn } from './ledger.ts';
import {
  documentOf,
  GOAL_STATUS,
  goalOf,
  MEASURE_STATUS,
  measureOf,
  meetingOf,
  memberOf,
  numberOf,
  PARTIES,
  PLAN_STATUS,
  surnameOf,
  TASK_STATUS,
  taskOf,
  withProtection,
} from './papers.ts';
import { type Marked, textOf, withText } from './part-text.ts';
import type { SimulatedPartner } from './partner.ts';
import type { Edit } from './scenario.ts';
import { MOST_PERSONS, type Society } from './society.ts';

/** The users of one partner's system: they write what they see there, and know of nothing else. */
export class Users {
  readonly #society: Society;
  readonly #partner: SimulatedPartner;
  #made = 0;

  constructor(society: Society, partner: SimulatedPartner) {
    this.#society = society;
    this.#partner = partner;
  }

  /** @returns whether there was anything to edit */
  edit({ kind, who, which }: Edit): boolean {
    const person = who % this.#society.persons;
    const patient = this.#patient(person);
    if (kind === 'new-person' || kind === 'new-newborn') return this.#newPerson(kind === 'new-newborn', which % 3 > 0);
    if (!patient) return false;
    const of = { person, patient, which };
    switch (kind) {
      case 'rewrites-goal':
        return this.#rewrite<Goal>(of, 'Goal');
      case 'rewrites-measure':
        return which % 2 === 0 && this.#isInline
          ? this.#changeList(of, 'renames')
          : this.#rewrite<ServiceRequest>(of, 'ServiceRequest');
      case 'rewrites-plan':
        return this.#rewrite<CarePlan>(of, 'CarePlan');
      case 'rewrites-task':
        return this.#rewrite<Task>(of, 'Task');
      case 'sets-goal':
        return this.#change<Goal>(of, 'Goal', (goal) => ({ ...goal, lifecycleStatus: pick(GOAL_STATUS, which) }));
      case 'sets-measure':
        return this.#isInline
          ? this.#changeList(of, 'ends')
          : this.#change<ServiceRequest>(of, 'ServiceRequest', (one) => ({
              ...one,
              status: pick(MEASURE_STATUS, which),
            }));
      case 'sets-task':
        return this.#change<Task>(of, 'Task', (one) => ({ ...one, status: pick(TASK_STATUS, which) }));
      case 'sets-plan':
        return this.#change<CarePlan>(of, 'CarePlan', (one) => ({ ...one, status: pick(PLAN_STATUS, which) }));
      case 'takes-goal-out':
        return this.#change<CarePlan>(of, 'CarePlan', ({ goal = [], ...plan }) => {
          const left = goal.filter((_, index) => index !== which % Math.max(goal.length, 1));
          return left.length > 0 ? { ...plan, goal: left } : plan;
        });
      case 'deletes':
        return this.#delete(of);
      case 'joins-team':
        return this.#change<CareTeam>(of, 'CareTeam', (team) => ({
          ...team,
          participant: [...(team.participant ?? []), memberOf(pick(PARTIES, which))],
        }));
      case 'leaves-team':
        return this.#change<CareTeam>(of, 'CareTeam', (team) => ({
          ...team,
          participant: (team.participant ?? []).map((one, index) =>
            index === 2 + (which % 2) && !one.period ? { ...one, period: { end: '2026-11-01' } } : one,
          ),
        }));
      case 'protects':
      case 'lifts-protection':
        return this.#write(withProtection(patient, kind === 'protects'));
      case 'gets-number':
        return this.#getsNumber(of);
      case 'withdraws':
      case 'consents':
      case 'consents-for-a-while':
      case 'opposes':
      case 'takes-opposition-back':
        return this.#consent(kind, of);
      default:
        return this.#add(kind, of);
    }
  }

  /**
   * A person who is new here, with a plan that is.
   *
   * @param isConsented to the plan being made; without, it may not be active
   */
  admit(person: number, kinds: readonly ('fnr' | 'dnr')[], isConsented = true): void {
    const papers = firstPapers({
      person,
      kinds,
      isConsented,
      partners: this.#society.partners,
      at: this.#at(),
      named: (kind, owners) => this.#named(kind, person, owners),
    });
    for (const paper of papers) this.#write(paper);
  }

  get #isInline(): boolean {
    return this.#partner.traits.measures === 'inline';
  }

  #at(): string {
    return new Date(this.#society.now()).toISOString();
  }

  #newId(): string {
    this.#made += 1;
    return `u${this.#partner.index}-${this.#made}`;
  }

  #write(resource: Resource): true {
    this.#partner.memory.put(resource);
    return true;
  }

  #text(part: string, seen: unknown = ''): string {
    return this.#society.ledger.write(part, this.#partner.index, JSON.stringify(seen));
  }

  #named(kind: Parameters<Ledger['newPart']>[0], person: number, owners: readonly Party[]): string {
    const part = this.#society.ledger.newPart(
      kind,
      person,
      owners.map(({ organization }) => organization),
    );
    return this.#text(part.name);
  }

  #patient(person: number): Patient | undefined {
    const named = this.#partner.all<Patient>('Patient').filter(({ name }) => name?.[0]?.family === surnameOf(person));
    return named.sort(byId)[0];
  }

  /** Resources of a type about a person, in the same order whatever their ids. */
  #of<R extends Marked | CareTeam | Consent>({ patient }: Of, type: R['resourceType']): readonly R[] {
    const about = `"Patient/${patient.id}"`;
    return this.#partner
      .all<R>(type)
      .filter((one) => JSON.stringify(one).includes(about))
      .sort((left, right) => key(left).localeCompare(key(right), 'en', { numeric: true }));
  }

  #change<R extends Marked | CareTeam>(of: Of, type: R['resourceType'], change: (current: R) => R): boolean {
    const all = this.#of<R>(of, type);
    const chosen = all[(of.which >> 3) % Math.max(all.length, 1)];
    if (!chosen) return false;
    const changed = change(chosen);
    if (JSON.stringify(changed) === JSON.stringify(chosen)) return false;
    return this.#write(changed);
  }

  #rewrite<R extends Marked>(of: Of, type: R['resourceType']): boolean {
    return this.#change<R>(of, type, (one) => {
      const name = nameIn(textOf(one));
      return name === undefined ? one : (withText(one, this.#text(name, textOf(one))) as R);
    });
  }

  #plan(of: Of): CarePlan | undefined {
    return this.#of<CarePlan>(of, 'CarePlan')[0];
  }

  #delete(of: Of): boolean {
    const type = pick(['Goal', 'ServiceRequest', 'Task'] as const, of.which);
    const all = this.#of<Goal | ServiceRequest | Task>(of, type);
    const chosen = all[(of.which >> 3) % Math.max(all.length, 1)];
    if (!chosen) return false;
    if (!this.#partner.memory.habits.remembersDeletions) this.#partner.hasLost = true;
    this.#partner.memory.delete(type, chosen.id ?? '');
    return true;
  }

  #add(kind: Edit['kind'], of: Of): boolean {
    const plan = this.#plan(of);
    if (!plan?.id) return false;
    const { person, which } = of;
    const subject = { reference: `Patient/${of.patient.id}` };
    const id = this.#newId();
    const own = [this.#partner.party];
    switch (kind) {
      case 'adds-goal':
        this.#write(goalOf(id, subject, this.#named('goal', person, own)));
        return this.#write({ ...plan, goal: [...(plan.goal ?? []), { reference: `Goal/${id}` }] });
      case 'adds-measure':
        return this.#addMeasure(of, plan, id);
      case 'splits-measure': {
        if (this.#isInline || !this.#rewrite<ServiceRequest>(of, 'ServiceRequest')) return false;
        return this.#addMeasure(of, plan, id);
      }
      case 'adds-task': {
        const measures = this.#of<ServiceRequest>(of, 'ServiceRequest');
        const measure = measures[which % Math.max(measures.length, 1)];
        if (!measure) return false;
        return this.#write(taskOf(id, subject, `ServiceRequest/${measure.id}`, this.#named('task', person, own)));
      }
      case 'adds-meeting':
        return this.#write(meetingOf(id, subject, plan.id, this.#named('meeting', person, own)));
      case 'adds-document':
        return this.#write(documentOf(id, subject, plan.id, this.#named('document', person, own)));
      default:
        return false;
    }
  }

  #addMeasure(of: Of, plan: CarePlan, id: string): boolean {
    if (this.#isInline) return this.#changeList(of, 'adds');
    const { person, which } = of;
    const performer =
      which % 3 === 0 ? undefined : this.#society.partners[which % this.#society.partners.length]?.party;
    const text = this.#named('measure', person, [performer ?? this.#partner.party]);
    this.#write(measureOf(id, { reference: `Patient/${of.patient.id}` }, plan.id ?? '', text, performer));
    const activity = { reference: { reference: `ServiceRequest/${id}` } };
    return this.#write({ ...plan, activity: [...(plan.activity ?? []), activity] });
  }

  /** The list of activities, as a user of a system that keeps measures in it changes it. Each tells which item it is. */
  #changeList(of: Of, change: ListChange): boolean {
    const plan = this.#plan(of);
    if (!plan) return false;
    const edited = withActivity(plan, change, of.which, {
      added: () => this.#named('measure', of.person, [this.#partner.party]),
      rewritten: (name, before) => this.#text(name, before),
    });
    return edited ? this.#write(edited) : false;
  }

  /** What a person decides about one of the partners, told to this one. */
  #consent(kind: Edit['kind'], of: Of): boolean {
    const decided = decidedAbout(kind, {
      party: pick(this.#society.partners, of.which).party,
      patient: { reference: `Patient/${of.patient.id}` },
      given: this.#of<Consent>(of, 'Consent'),
      now: this.#society.now(),
      hours: of.which % 50,
      id: this.#newId(),
    });
    for (const consent of decided) this.#write(consent);
    return decided.length > 0;
  }

  #newPerson(isNewborn: boolean, isConsented: boolean): boolean {
    const { persons } = this.#society;
    if (this.#partner.index !== 0 || persons >= MOST_PERSONS) return false;
    this.#society.persons += 1;
    this.admit(persons, isNewborn ? [] : persons % 2 === 0 ? ['dnr'] : ['fnr'], isConsented);
    return true;
  }

  #getsNumber({ patient, person }: Of): boolean {
    const { system, value } = numberOf(person, 'fnr');
    if (patient.identifier?.some((one) => one.value === value)) return false;
    return this.#write({ ...patient, identifier: [...(patient.identifier ?? []), { system, value }] });
  }
}

/** Whom an edit is about, and a number that chooses. */
interface Of {
  readonly person: number;
  readonly patient: Patient;
  readonly which: number;
}

function pick<T>(items: readonly T[], which: number): T {
  return items[which % items.length] as T;
}

function byId(left: Resource, right: Resource): number {
  return (left.id ?? '') < (right.id ?? '') ? -1 : 1;
}

/** The same in every run, whatever ids were given. */
function key(resource: Marked | CareTeam | Consent): string {
  const text = resource.resourceType === 'CareTeam' || resource.resourceType === 'Consent' ? '' : textOf(resource);
  return nameIn(text) ?? `${resource.resourceType === 'Consent' ? (resource.dateTime ?? '') : ''} ${resource.id}`;
}
