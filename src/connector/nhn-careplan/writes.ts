import type { Resource } from '@medplum/fhirtypes';
import { oneAtATime } from '../../one-at-a-time.ts';
import { contentOf } from '../../record/content-of.ts';
import { type BusinessIdentifier, identifiersOf } from '../../record/identity.ts';
import { targetOf } from '../../record/references.ts';
import { BarredThere } from '../barred.ts';
import { byAge } from '../by-age.ts';
import type { Connector, Held } from '../connector.ts';
import { isContentHash } from '../content-hash.ts';
import type { Answer, Request, Send } from '../fhir-rest/answer.ts';
import type { Base } from '../fhir-rest/base.ts';
import { isPeerId } from '../fhir-rest/held.ts';
import { tokenOf } from '../fhir-rest/identifier.ts';
import { malformed } from '../fhir-rest/refusal.ts';
import type { RequestHeaders } from './headers.ts';
import type { PersonsKnown } from './persons.ts';
import { heldIn, type Reads } from './reads.ts';
import { CODE, codeOf, refusalOf, withoutNumber } from './refusal.ts';
import type { Statuses } from './status.ts';
import { fromStore, type PersonThere, toStore } from './translate.ts';

type Writes = Required<Pick<Connector, 'create' | 'update' | 'erase'>>;
/** Asked when only the bytes are left to send. */
type Before = (() => Promise<void>) | undefined;

const STALE: readonly number[] = [404, 410, 412];

/** Create, update and delete; nothing of a person is written before the store has said that she lets it. */
export function createStoreWrites(
  send: Send,
  base: Base,
  headers: RequestHeaders,
  { reads, statuses, persons }: { readonly reads: Reads; readonly statuses: Statuses; readonly persons: PersonsKnown },
): (before?: Before) => Writes {
  const exclusively = oneAtATime();

  async function letIn(resource: Resource, where: string): Promise<PersonThere> {
    const subject = 'subject' in resource ? (resource.subject as { reference?: string } | undefined) : undefined;
    const target = targetOf(subject?.reference);
    const who = target?.type === 'Patient' ? await reads.person(target.id) : undefined;
    if (!who) throw withoutNumber(where);
    const { bar, hers } = await statuses.recent(who);
    if (bar) throw new BarredThere(bar, where);
    return hers;
  }

  function write(
    method: Request['method'],
    path: readonly string[],
    hers: PersonThere,
    before: Before,
    body?: Resource,
  ) {
    return send({
      ...(before ? { before } : {}),
      method,
      url: base.at(path),
      headers: {
        ...headers.about(hers.numbers[0]?.value ?? ''),
        ...(body ? { 'content-type': 'application/fhir+json', ...ifMatch(body) } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
      where: `${method} ${path[0]}`,
    });
  }

  async function create(resource: Resource, identifier: BusinessIdentifier, before: Before): Promise<Held> {
    const type = resource.resourceType;
    const hers = await letIn(resource, `POST ${type}`);
    const { id: _ours, ...body } = toStore(contentOf(resource), hers);
    const answer = await write('POST', [type], hers, before, body as Resource);
    if (codeOf(answer) === CODE.duplicate) return thereAlready(resource, identifier, hers, answer);
    return fromStore(heldIn(answer, type), hers);
  }

  /** Whatever carries one of its identifiers: the one under which it was to be created first. */
  async function thereAlready(
    resource: Resource,
    identifier: BusinessIdentifier,
    hers: PersonThere,
    answer: Answer,
  ): Promise<Held> {
    for (const one of [identifier, ...identifiersOf(resource)]) {
      const [found] = [...(await reads.hersBy(resource.resourceType, one, hers))].sort(byAge);
      if (found) return { ...found, readBack: true };
    }
    throw refusalOf(answer);
  }

  async function update(resource: Resource, version: string, before: Before): ReturnType<Writes['update']> {
    const { resourceType: type, id } = resource;
    if (!isPeerId(id)) throw new TypeError("An update needs the store's id");
    const hers = await letIn(resource, `PUT ${type}`);
    const content = toStore(contentOf(resource), hers);
    // What the store gave no version has none to be guarded by: it is read first.
    if (isContentHash(version) && !(await isStill(type, id, version))) return { stale: true };
    const body = isContentHash(version) ? content : { ...content, meta: { ...content.meta, versionId: version } };
    const answer = await write('PUT', [type, id], hers, before, body as Resource);
    const code = codeOf(answer);
    if (code === CODE.stale || STALE.includes(answer.status)) return { stale: true };
    if (code === CODE.unchanged) {
      const now = await reads.read(type, id);
      return 'found' in now && now.found.version === version ? { held: now.found } : { stale: true };
    }
    if (answer.status === 409 && code === undefined) return { stale: true };
    return { held: fromStore(heldIn(answer, type, id), hers) };
  }

  async function isStill(type: string, id: string, version: string): Promise<boolean> {
    const now = await reads.read(type, id);
    return 'found' in now && now.found.version === version;
  }

  return (before) => ({
    create: (resource, identifier) =>
      exclusively(`${resource.resourceType} ${tokenOf(identifier)}`, () => create(resource, identifier, before)),
    update: (resource, version) => update(resource, version, before),
    async erase(type, peerId) {
      const where = `DELETE ${type}`;
      const patient = isPeerId(peerId) ? await persons.whose(type, peerId) : undefined;
      const who = patient === undefined ? undefined : await reads.person(patient);
      if (!who) throw withoutNumber(where);
      // Whatever bars her plan there, a deletion is owed; the store is only asked which of her numbers it stands under.
      const hers = who.numbers.length > 1 ? (await statuses.recent(who)).hers : who;
      const answer = await write('DELETE', [type, peerId], hers, before);
      if (answer.status === 404 || answer.status === 410) return;
      if (answer.status >= 300) throw refusalOf(answer);
      if (answer.status === 202) throw malformed(where, 'that it is done', 'that it may be done later');
    },
  });
}

/** The version that is changed, as HTTP has it; the store may look at either. */
function ifMatch({ meta }: Resource): Readonly<Record<string, string>> {
  return meta?.versionId === undefined ? {} : { 'if-match': `W/"${meta.versionId}"` };
}
