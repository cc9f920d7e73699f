import { isError } from '../../errors.ts';
import { isDirectoryType } from '../../record/kinds.ts';
import type { Cursor } from '../../store/partner-memory.ts';
import type { AskedPerson, Connector, FeedPage } from '../connector.ts';
import type { Answer, Request, Send } from './answer.ts';
import type { Base } from './base.ts';
import { isNationalIdentity } from './identifier.ts';
import { ask, type FeedOptions, readEntries, Turning } from './pages.ts';
import { malformed, refused } from './refusal.ts';
import { REFUSALS } from './type-feed.ts';

/**
 * Everything about each person, by POST [type]/_search with her Patient there: for partners that let nobody browse. Her
 * number stands in the body of a search only, never in an address. Directory entries are read when a plan leads to them.
 */
export function createByPerson(
  send: Send,
  base: Base,
  reads: Pick<Connector, 'read' | 'findByIdentifier'>,
  options: FeedOptions,
): (cursor: Cursor, persons: AsyncIterable<AskedPerson>) => AsyncGenerator<FeedPage, Cursor> {
  const { pageSize, maxPages, onNotice } = options;
  const types = options.types.filter((type) => type !== 'Patient' && !isDirectoryType(type));

  return async function* byPerson(cursor, persons) {
    const refusals = new Map<string, Answer>();
    for await (const person of persons) {
      const patient = person.patient ?? (await patientOf(person));
      if (patient === undefined) continue;
      const whole: string[] = [];
      for (const type of ['Patient', ...types]) {
        if (refusals.has(type)) continue;
        try {
          const refusal = yield* type === 'Patient' ? self(patient) : about(type, patient);
          if (refusal) refusals.set(type, refusal);
          else whole.push(type);
        } catch (error) {
          if (!isError(error, 'partner-malformed', 'partner-refused')) throw error;
          const unreadable = [{ where: error.where ?? type, reason: error.found ?? '' }];
          yield { resources: [], unreadable, about: patient };
        }
      }
      const [first] = refusals.values();
      if (first && refusals.size === types.length) throw refused(first);
      yield { resources: [], unreadable: [], about: patient, complete: { types: whole, patient } };
    }
    for (const [type, { status }] of refusals) onNotice?.({ code: 'type-skipped', type, status });
    return cursor;
  };

  async function patientOf({ identifiers }: AskedPerson): Promise<string | undefined> {
    for (const identifier of identifiers) {
      const [found] = await reads.findByIdentifier('Patient', identifier);
      if (found) return found.peerId;
    }
    return undefined;
  }

  async function* self(patient: string): AsyncGenerator<FeedPage, undefined> {
    const answer = await reads.read('Patient', patient);
    const page = { resources: [], unreadable: [], about: patient };
    if ('found' in answer) yield { ...page, resources: [{ type: 'Patient', ...answer.found }] };
    else if ('gone' in answer) yield { ...page, deleted: [{ type: 'Patient', peerId: patient }] };
  }

  /** @returns the answer, when the partner refuses to be asked for the type */
  async function* about(type: string, patient: string): AsyncGenerator<FeedPage, Answer | undefined> {
    const where = `POST ${type}`;
    const turning = new Turning(where, maxPages);
    let request: Request = {
      method: 'POST',
      url: base.at([type, '_search']),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ patient: `Patient/${patient}`, _count: String(pageSize) }).toString(),
      where,
    };
    for (let number = 1; ; number += 1) {
      const { answer } = await ask(send, request);
      if (number === 1 && REFUSALS.includes(answer.status)) return answer;
      const { page, held, unreadable } = readEntries(answer, base, type, `${type}, page ${number}`, options);
      if (held.length + unreadable.length > 0) {
        yield { resources: held.map((one) => ({ type, ...one })), unreadable, about: patient };
      }
      if (!page.next) return undefined;
      // Some systems use the identity number as id.
      if (isNationalIdentity({ system: '', value: patient }) && page.next.href.includes(patient)) {
        throw malformed(where, 'a next link without the identity number', 'one with it');
      }
      turning.to(page.next);
      request = { method: 'GET', url: page.next, where };
    }
  }
}
