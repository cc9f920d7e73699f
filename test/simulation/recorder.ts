import type {
  AuditEvent,
  Consent,
  Organization,
  Patient,
  Provenance,
  Reference,
  Resource,
  Task,
} from '@medplum/fhirtypes';
import { NATIONAL, SAMPLAN } from '../../src/record/systems.ts';
import type { Commit, Store, Stored } from '../../src/store/store.ts';
import { type Ledger, marksIn, nameIn } from './ledger.ts';
import { personIn } from './papers.ts';
import { textOf } from './part-text.ts';
import type { Leaving, SimulatedPartner } from './partner.ts';
import type { Violation } from './violation.ts';

/** What is known of a person by what was committed. */
interface Committed {
  readonly consents: Map<string, Consent>;
  readonly plans: Map<string, string>;
  /** Her own, as it was committed last. */
  patient?: Patient;
  isProtected: boolean;
}

/**
 * Sees every commit as the disk got it and every byte as it leaves, and judges them by rules of its own: what consents
 * permit (I2), what an edit may reach (I5), what a plan needs (I6), and that everything has its trace (I7).
 */
export class Recorder {
  readonly store: Store;
  /** Partners whose passes run now. */
  readonly passing = new Set<SimulatedPartner>();
  /** Our ids of persons, by the simulation's. */
  readonly persons = new Map<number, Set<string>>();
  /** Versions written, except traces. */
  versions = 0;
  readonly #inner: Store;
  readonly #ledger: Ledger;
  readonly #report: (violation: Violation) => void;
  readonly #now: () => string;
  readonly #known = new Map<string, Committed>();
  /** Recipient and part of disclosures that are in the access log. */
  readonly #announced = new Set<string>();
  /** Numbers of organizations, by references to them. */
  readonly #numbers = new Map<string, string>();

  constructor(inner: Store, ledger: Ledger, now: () => string, report: (violation: Violation) => void) {
    this.#inner = inner;
    this.#ledger = ledger;
    this.#now = now;
    this.#report = report;
    const commit: Store['commit'] = async (change) => {
      const written = await inner.commit(change);
      this.committed(change, written);
      return written;
    };
    this.store = new Proxy(inner, {
      get(target, name) {
        if (name === 'commit') return commit;
        const method: unknown = Reflect.get(target, name);
        return typeof method === 'function' ? method.bind(target) : method;
      },
    });
  }

  /** Whether consents permit that an organization gets plan parts that are not its own, by what is committed. */
  mayGet(person: string, organization: string): boolean {
    const known = this.#known.get(person);
    if (!known || known.isProtected) return false;
    const now = this.#now();
    const active = [...known.consents.values()].filter(({ status }) => status === 'active');
    const about = active.filter((one) => this.#names(one, organization));
    const permits = about.filter(({ provision }) => provision?.type === 'permit');
    const isOpposed = about.some((one) => one.provision?.type === 'deny' && !isDerived(one));
    return !isOpposed && permits.some(({ provision }) => (provision?.period?.end ?? '9') > now);
  }

  /** What no rule but a derived denial withholds. */
  isDenied(person: string, organization: string): boolean {
    return [...(this.#known.get(person)?.consents.values() ?? [])].some(
      (one) => one.status === 'active' && one.provision?.type === 'deny' && this.#names(one, organization),
    );
  }

  /** The invariants of a write at the moment when its bytes leave. */
  async leaving(partner: SimulatedPartner, { method, type, id, body }: Leaving): Promise<void> {
    const { organization, name } = partner.party;
    for (const { part, mark } of marksIn(body)) {
      const known = this.#ledger.parts.get(part);
      if (!known || known.owners.includes(organization) || partner.held.has(mark)) continue;
      const persons = [...(this.persons.get(known.person) ?? [])];
      if (!persons.some((person) => this.mayGet(person, organization))) {
        this.#report({ invariant: 'I2', text: `${method} ${type} to ${name} carries ${mark} of ${part}` });
      }
    }
    if (!PARTS.has(type)) return;
    const keys = method === 'POST' ? originsIn(body, type) : [await this.#ours(partner, type, id ?? '')];
    const isAnnounced = keys.some((key) => this.#announced.has(`${organization} ${key}`));
    // A plan that holds measures changes with each of them.
    if (!isAnnounced && !(partner.traits.measures === 'inline' && type === 'CarePlan')) {
      this.#report({ invariant: 'I7', text: `${method} ${type} to ${name} left without a trace` });
    }
  }

  /** Our ids of the persons that the simulation knows. */
  async people(): Promise<readonly { readonly index: number; readonly person: string }[]> {
    const found: { index: number; person: string }[] = [];
    for (const [index, ids] of this.persons) {
      const survivors = new Set<string>();
      for (const id of ids) survivors.add(await this.#inner.survivor(id));
      for (const person of survivors) found.push({ index, person });
    }
    return found.sort((left, right) => left.index - right.index);
  }

  #names({ provision }: Consent, organization: string): boolean {
    return (provision?.actor ?? []).some(({ reference }) => this.#numberOf(reference) === organization);
  }

  #numberOf({ identifier, reference = '' }: Reference): string | undefined {
    return identifier?.value ?? this.#numbers.get(reference);
  }

  #number({ id, identifier = [] }: Organization): void {
    const number = identifier.find(({ system }) => system === NATIONAL.organization)?.value;
    if (number !== undefined) this.#numbers.set(`Organization/${id}`, number);
  }

  async #ours(partner: SimulatedPartner, type: string, id: string): Promise<string> {
    const row = await this.#inner.counterpartByPeerId(partner.party.name, type, id);
    return `${type}/${row?.id}`;
  }

  /** Judges a commit: as it is made, or afterwards as the store has it. */
  committed({ writes = [], joined }: Pick<Commit, 'writes' | 'joined'>, written: readonly Stored[]): void {
    const traced = tracedIn(writes.map(({ resource }) => resource));
    for (const { resource, record, version } of written) {
      this.#intent(resource);
      if (resource.resourceType === 'Organization') this.#number(resource);
      if (record === undefined) continue;
      this.versions += 1;
      const key = `${resource.resourceType}/${resource.id}`;
      const isTraced =
        traced.provenance.has(`${key}/_history/${version}`) && traced.audit.has(`${key}/_history/${version}`);
      if (!isTraced) this.#report({ invariant: 'I7', text: `${resource.resourceType} was written without a trace` });
      for (const { mark } of marksIn(JSON.stringify(resource))) this.#ledger.committed.add(mark);
      this.#reaches(resource, joined !== undefined);
    }
    const parts = written.filter(({ record }) => record !== undefined);
    // A consent may come in the same commit as its plan, after it.
    const isPlan = ({ resource }: Stored): boolean => resource.resourceType === 'CarePlan';
    // A plan that gives way to another leaves the record with what comes in its place.
    for (const { record = '', resource } of parts.filter((one) => one.deleted && isPlan(one)))
      this.#known.get(record)?.plans.delete(resource.id ?? '');
    for (const { record = '', resource } of parts.filter((one) => !isPlan(one))) this.#remember(record, resource);
    for (const { record = '', resource } of parts.filter((one) => !one.deleted && isPlan(one)))
      this.#remember(record, resource);
  }

  #intent(resource: Resource): void {
    if (resource.resourceType !== 'AuditEvent' || !isIntent(resource)) return;
    const recipients = (resource.agent ?? []).flatMap(({ who }) => who?.identifier?.value ?? []);
    for (const { what } of resource.entity ?? []) {
      for (const recipient of recipients) this.#announced.add(`${recipient} ${what?.reference}`);
    }
  }

  /** A partner's edit changes what the partner has, and nothing else. */
  #reaches(resource: Resource, isJoining: boolean): void {
    const name = nameIn(textOf(resource));
    const part = this.#ledger.parts.get(name ?? '');
    if (name === undefined || !part || isJoining || this.passing.size === 0 || isConflict(resource)) return;
    if (![...this.passing].some(({ held }) => held.has(name))) {
      const names = [...this.passing].map(({ party }) => party.name).join();
      this.#report({ invariant: 'I5', text: `${name} changed in a pass of ${names}, who never had it` });
    }
  }

  #remember(person: string, resource: Resource): void {
    const known: Committed = this.#known.get(person) ?? { consents: new Map(), plans: new Map(), isProtected: false };
    this.#known.set(person, known);
    const name = nameIn(textOf(resource));
    const part = this.#ledger.parts.get(name ?? '');
    if (part && !isConflict(resource)) this.#isOf(part.person, person);
    switch (resource.resourceType) {
      // What was asked about in the transaction that restricts leaves in the same turn: at that moment.
      case 'Consent': {
        const remember = (): unknown => known.consents.set(resource.id ?? '', resource);
        if (resource.status === 'active' && resource.provision?.type !== 'deny') remember();
        else setImmediate(remember);
        break;
      }
      case 'Patient':
        known.patient = resource;
        if (!isProtected(resource)) known.isProtected = false;
        else
          setImmediate(() => {
            if (known.patient === resource) known.isProtected = true;
          });
        if (personIn(resource) !== undefined) this.#isOf(personIn(resource) ?? 0, person);
        break;
      case 'CarePlan': {
        if (resource.partOf) break;
        const before = known.plans.get(resource.id ?? '');
        known.plans.set(resource.id ?? '', resource.status);
        const active = [...known.plans.values()].filter((status) => status === 'active');
        if (active.length > 1) this.#report({ invariant: 'I6', text: `${active.length} active plans of one person` });
        const begins = resource.status === 'active' && before !== 'active';
        const isMade = [...known.consents.values()].some(
          ({ status, category }) => status === 'active' && JSON.stringify(category).includes('"plan-made"'),
        );
        if (begins && !isMade) this.#report({ invariant: 'I6', text: 'a plan became active without consent A' });
        break;
      }
      default:
    }
  }

  #isOf(index: number, person: string): void {
    this.persons.set(index, (this.persons.get(index) ?? new Set()).add(person));
  }
}

const PARTS = new Set([
  'CareTeam',
  'CarePlan',
  'Goal',
  'ServiceRequest',
  'Task',
  'Appointment',
  'DocumentReference',
  'Consent',
]);

function tracedIn(resources: readonly Resource[]): {
  readonly provenance: ReadonlySet<string | undefined>;
  readonly audit: ReadonlySet<string | undefined>;
} {
  const provenance = resources.filter((one): one is Provenance => one.resourceType === 'Provenance');
  const audit = resources.filter((one): one is AuditEvent => one.resourceType === 'AuditEvent');
  return {
    provenance: new Set(provenance.flatMap(({ target }) => target.map(({ reference }) => reference))),
    audit: new Set(audit.flatMap(({ entity = [] }) => entity.map(({ what }) => what?.reference))),
  };
}

function isIntent({ subtype = [] }: AuditEvent): boolean {
  return subtype.some(({ code }) => code === 'deliver-intent');
}

export function isConflict(resource: Resource): resource is Task {
  return resource.resourceType === 'Task' && JSON.stringify(resource.code ?? '').includes(SAMPLAN.conflictKind);
}

function isDerived({ meta }: Consent): boolean {
  return (meta?.tag ?? []).some(({ code }) => code === 'derived');
}

function isProtected({ meta }: Patient): boolean {
  return (meta?.security ?? []).some(({ code }) => code === 'strengtFortrolig');
}

function originsIn(body: string, type: string): readonly string[] {
  return [...body.matchAll(/"urn:uuid:([^"]+)"/gu)].map(([, id]) => `${type}/${id}`);
}
