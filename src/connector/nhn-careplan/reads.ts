import type { Resource } from '@medplum/fhirtypes';
import type { BusinessIdentifier } from '../../record/identity.ts';
import { targetOf } from '../../record/references.ts';
import { BarredThere } from '../barred.ts';
import type { Connector, Held } from '../connector.ts';
import type { Answer, Send } from '../fhir-rest/answer.ts';
import type { Base } from '../fhir-rest/base.ts';
import { readPage } from '../fhir-rest/bundle.ts';
import { isPeerId, readHeld } from '../fhir-rest/held.ts';
import { carries, tokenOf } from '../fhir-rest/identifier.ts';
import { AnswerTooLarge, malformed } from '../fhir-rest/refusal.ts';
import type { RequestHeaders } from './headers.ts';
import { isStoreType } from './holds.ts';
import type { PersonsKnown } from './persons.ts';
import { refusalOf, withoutNumber } from './refusal.ts';
import type { Statuses } from './status.ts';
import { fromStore, type PersonThere, patientThere } from './translate.ts';

/** Everything that the search for a person's plan gave. */
export interface PlanThere {
  readonly held: readonly Held[];
  readonly unreadable: readonly { readonly where: string; readonly reason: string }[];
}

export interface Reads extends Pick<Connector, 'read' | 'findByIdentifier' | 'findByReferences'> {
  /** The person as she stands there; undefined without a number. */
  person(patient: string): Promise<PersonThere | undefined>;
  /** Her active plan with all that it leads to. */
  plan(person: PersonThere): Promise<PlanThere>;
  /** Every resource of the type that is hers and carries the identifier. */
  hersBy(type: string, identifier: BusinessIdentifier, person: PersonThere): Promise<readonly Held[]>;
}

/** Reads and searches. Every one is about one person, whose number stands in the body and in the header that the store prescribes. */
export function createReads(
  send: Send,
  base: Base,
  headers: RequestHeaders,
  {
    persons,
    statuses,
    maxResourceBytes,
  }: { readonly persons: PersonsKnown; readonly statuses: Statuses; readonly maxResourceBytes: number },
): Reads {
  async function person(patient: string): Promise<PersonThere | undefined> {
    const numbers = await persons.numbersOf(patient);
    return numbers.length > 0 ? { patient, numbers } : undefined;
  }

  /** Nothing of a person is fetched before the store has said that she lets it. */
  async function letIn(person: PersonThere, where: string): Promise<PersonThere> {
    const { bar, hers } = await statuses.recent(person);
    if (bar) throw new BarredThere(bar, where);
    return hers;
  }

  /** The store has no search by GET (domain § 1.5 a). */
  async function search(type: string, query: (number: string) => Readonly<Record<string, string>>, who: PersonThere) {
    const where = `POST ${type} search`;
    const hers = await letIn(who, where);
    const number = hers.numbers[0]?.value ?? '';
    const answer = await send({
      method: 'POST',
      url: base.at([type, '_search']),
      headers: {
        ...headers.about(number),
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams(query(number)).toString(),
      where,
    });
    if (answer.status >= 300) throw refusalOf(answer);
    const page = readPage(answer, base, 'searchset');
    // One person's plan is one page; another could only be asked for by an address with her number.
    if (page.next) throw malformed(where, 'one page', 'a next link');
    return page.entries;
  }

  async function hersBy(type: string, identifier: BusinessIdentifier, hers: PersonThere): Promise<readonly Held[]> {
    const where = `POST ${type} search`;
    const found: Held[] = [];
    for (const { index, content } of await search(type, () => ({ identifier: tokenOf(identifier) }), hers)) {
      const held = readHeld(content, type);
      if ('reason' in held) throw malformed(`${where}, Bundle.entry[${index}]`, `a ${type}`, held.reason);
      if (carries(held.resource, identifier)) found.push(fromStore(held, hers));
    }
    return found;
  }

  async function plan(hers: PersonThere): Promise<PlanThere> {
    const query = (number: string) => ({ 'subject:Patient.identifier': number, _include: '*', status: 'active' });
    const held: Held[] = [];
    const unreadable: PlanThere['unreadable'][number][] = [];
    for (const { index, content } of await search('CarePlan', query, hers)) {
      const type = typeOf(content);
      // What else it includes has no place in what is exchanged with it.
      if (!isStoreType(type)) continue;
      const read = readHeld(content, type);
      if ('reason' in read) unreadable.push({ where: `CarePlan search, Bundle.entry[${index}]`, reason: read.reason });
      else held.push(fromStore(read, hers));
    }
    return { held, unreadable };
  }

  return {
    person,
    plan,
    hersBy,
    async read(type, peerId) {
      if (!isPeerId(peerId)) return { missing: true };
      if (type === 'Patient') {
        const hers = await person(peerId);
        return hers ? { found: patientThere(hers) } : { missing: true };
      }
      const patient = isStoreType(type) ? await persons.whose(type, peerId) : undefined;
      if (patient === undefined) return { missing: true };
      const where = `GET ${type} by id`;
      const who = await person(patient);
      if (!who) throw withoutNumber(where);
      const hers = await letIn(who, where);
      const answer = await send({
        method: 'GET',
        url: base.at([type, peerId]),
        headers: headers.about(hers.numbers[0]?.value ?? ''),
        where,
      });
      if (answer.status === 404) return { missing: true };
      if (answer.status === 410) return { gone: true };
      if (answer.size > maxResourceBytes) throw new AnswerTooLarge(where, maxResourceBytes);
      return { found: fromStore(heldIn(answer, type, peerId), hers) };
    },
    async findByIdentifier(type, identifier) {
      if (type === 'Patient') {
        const patient = await persons.byNumber(identifier);
        const hers = patient === undefined ? undefined : await person(patient);
        return hers ? [patientThere(hers)] : [];
      }
      const patient = isStoreType(type) ? await persons.whoseIdentifier(type, identifier) : undefined;
      const hers = patient === undefined ? undefined : await person(patient);
      return hers ? hersBy(type, identifier, hers) : [];
    },
    async findByReferences(type, references) {
      const { subject, ...others } = references;
      const target = targetOf(subject);
      if (type !== 'CarePlan' || target?.type !== 'Patient' || Object.keys(others).length > 0) return [];
      const hers = await person(target.id);
      const { held } = hers ? await plan(hers) : { held: [] };
      return held.filter(({ resource }) => resource.resourceType === 'CarePlan');
    },
  };
}

/**
 * The resource that an answer holds.
 *
 * @param peerId undefined: whichever the store gave it
 * @throws SamplanError as the store's code says, or `partner-malformed`
 */
export function heldIn(answer: Answer, type: string, peerId?: string): Held {
  if (answer.status >= 300) throw refusalOf(answer);
  const held = readHeld(answer.body, type);
  if ('reason' in held) throw malformed(answer.where, `a ${type}`, held.reason);
  if (peerId !== undefined && held.peerId !== peerId)
    throw malformed(answer.where, 'the resource that was asked for', 'one with another id');
  return held;
}

function typeOf(content: unknown): string {
  return String((content as Partial<Resource> | undefined)?.resourceType);
}
