import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Goal, Patient, PractitionerRole } from '@medplum/fhirtypes';
import type { Asking, Connector, FeedPage, Held } from '../../src/connector/connector.ts';
import type { Cursor } from '../../src/store/partner-memory.ts';
import type { ReceivedResource } from '../../src/store/store.ts';

/** A connector and the partner behind it, as the people there use it. */
export interface PartnerAtHand {
  readonly connector: Connector;
  /** Puts resources into the partner with their ids; an id that is there gets a new version. */
  put(...resources: readonly (Goal | Patient | PractitionerRole)[]): Promise<void>;
  delete(type: string, id: string): Promise<void>;
  /** The next write is carried out and its answer lost. */
  loseNextAnswer(): Promise<void>;
  down(down: boolean): Promise<void>;
  /** Number of resources of the type at the partner. */
  count(type: string): Promise<number>;
  /** Every address the partner was asked for since the start. */
  addresses(): Promise<readonly string[]>;
  close(): Promise<void>;
  /** How it is asked; absent: as the connector does by itself. */
  readonly asking?: () => Asking;
}

/** What a system cannot do, stated by who wrote its connector: other sentences hold for it then. */
export interface Limits {
  /** It is asked about one person at a time, and gives all of hers in one page, her Patient and her plan among it. */
  readonly onePageForEachPerson?: true;
  /** It has no Patients and no directory: it knows `who` by her number, and nobody else. */
  readonly knowsByNumber?: { readonly who: string };
  /** It deletes, because the person no longer lets it stand there. */
  readonly erases?: true;
}

type Identifier = typeof ORIGIN;

const ORIGIN = { system: 'urn:ietf:rfc:3986', value: 'urn:uuid:1f0c8a52-6f1e-4f0e-9d59-0f7a43a1c001' };
const BIRTH_NUMBER = { system: 'urn:oid:2.16.578.1.12.4.1.4.1', value: '15876598765' };

async function collect(feed: ReturnType<Connector['changes']>): Promise<{
  pages: readonly FeedPage[];
  resources: readonly ReceivedResource[];
  cursor: Readonly<Record<string, string>>;
}> {
  const pages: FeedPage[] = [];
  for (;;) {
    const step = await feed.next();
    if (step.done) return { pages, resources: pages.flatMap((page) => page.resources), cursor: step.value };
    pages.push(step.value);
  }
}

/**
 * Every sentence of src/connector/connector.ts, on one implementation.
 *
 * @param open Starts an empty partner whose pages hold two resources.
 * @example
 * connectorContract('fhir-rest', openPeer);
 */
export function connectorContract(name: string, open: () => Promise<PartnerAtHand>, limits: Limits = {}): void {
  const { onePageForEachPerson, knowsByNumber, erases } = limits;
  const goal = (id: string, text: string): Goal => ({
    resourceType: 'Goal',
    id,
    lifecycleStatus: 'active',
    description: { text },
    // Servers that see to it that every reference leads somewhere take the logical one too.
    subject: knowsByNumber
      ? { reference: `Patient/${knowsByNumber.who}` }
      : { identifier: { system: 'urn:other', value: 'ingrid' } },
  });

  describe(`Connector contract: ${name}`, () => {
    let partner: PartnerAtHand;
    let connector: Connector;
    /** Asks for what changed; of what always comes along with a person, only the goals are told. */
    const changes = async function* (cursor: Cursor): ReturnType<Connector['changes']> {
      const feed = connector.changes(cursor, partner.asking?.());
      for (let step = await feed.next(); ; step = await feed.next()) {
        if (step.done) return step.value;
        const { resources, ...page } = step.value;
        yield {
          ...page,
          resources: onePageForEachPerson ? resources.filter(({ type }) => type === 'Goal') : resources,
        };
      }
    };
    beforeEach(async () => {
      partner = await open();
      connector = partner.connector;
    });
    afterEach(() => partner.close());

    async function read(type: string, id: string): Promise<Held> {
      const answer = await connector.read(type, id);
      if (!('found' in answer)) throw new Error(`${type}/${id} is not there`);
      return answer.found;
    }

    describe('changes', () => {
      test('an empty cursor gives everything, page by page', async () => {
        await partner.put(goal('a', '1'), goal('b', '2'), goal('c', '3'), goal('d', '4'), goal('e', '5'));
        const { pages, resources } = await collect(changes({}));
        if (onePageForEachPerson) expect(pages.filter((page) => page.resources.length > 0)).toHaveLength(1);
        else expect(pages.length).toBeGreaterThan(1);
        expect(resources.map(({ type, peerId }) => `${type}/${peerId}`)).toEqual(
          ['a', 'b', 'c', 'd', 'e'].map((id) => `Goal/${id}`),
        );
        expect(pages.flatMap((page) => page.unreadable)).toEqual([]);
      });

      test('what is given is the content and version that a read gives', async () => {
        await partner.put(goal('a', 'Walk to the shop'));
        const { resources } = await collect(changes({}));
        const { peerId, version, resource } = await read('Goal', 'a');
        expect(resources).toEqual([{ type: 'Goal', peerId, version, resource }]);
      });

      test('the returned cursor gives what changed after it, in its newest version', async () => {
        await partner.put(goal('a', '1'), goal('b', '2'));
        const first = await collect(changes({}));
        await partner.put(goal('a', 'changed'), goal('c', '3'));
        const second = await collect(changes(first.cursor));
        const before = new Set(first.resources.map(({ peerId, version }) => `${peerId} ${version}`));
        const fresh = second.resources.filter(({ peerId, version }) => !before.has(`${peerId} ${version}`));
        expect(fresh.map(({ peerId }) => peerId).sort()).toEqual(['a', 'c']);
      });

      test('a version is given once a run, and the same cursor gives the same again', async () => {
        await partner.put(goal('a', '1'), goal('b', '2'), goal('c', '3'));
        const first = await collect(changes({}));
        const once = first.resources.map(({ type, peerId, version }) => `${type} ${peerId} ${version}`);
        expect(new Set(once).size).toBe(once.length);
        const again = await collect(changes({}));
        expect(again.resources).toEqual(first.resources);
        expect(again.cursor).toEqual(first.cursor);
      });

      test('nothing is stepped over when a resource changes between two pages', async () => {
        await partner.put(goal('a', '1'));
        await partner.put(goal('b', '2'));
        await partner.put(goal('c', '3'));
        await partner.put(goal('d', '4'));
        await partner.put(goal('e', '5'));
        const feed = changes({});
        const first = await feed.next();
        await partner.put(goal('a', 'moved to the end'));
        const rest = await collect(feed);
        const given = [...(first.done ? [] : first.value.resources), ...rest.resources].map(({ peerId }) => peerId);
        expect([...new Set(given)].sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
      });

      test('a partner without changes gives nothing and keeps the cursor', async () => {
        const { pages, cursor } = await collect(changes({}));
        for (const page of pages) expect([...page.resources, ...page.unreadable, ...(page.deleted ?? [])]).toEqual([]);
        expect(cursor).toEqual({});
      });

      test('what other cursors hold is kept', async () => {
        const { cursor } = await collect(changes({ Elsewhere: 'kept' }));
        expect(cursor).toMatchObject({ Elsewhere: 'kept' });
      });

      test('fails with partner-unreachable while the partner is down, and goes on afterwards', async () => {
        await partner.put(goal('a', '1'));
        await partner.down(true);
        await expect(collect(changes({}))).rejects.toMatchObject({ code: 'partner-unreachable' });
        await partner.down(false);
        expect((await collect(changes({}))).resources).toHaveLength(1);
      });
    });

    describe('read', () => {
      test('gives what the partner holds', async () => {
        await partner.put(goal('a', 'Walk to the shop'));
        expect(await read('Goal', 'a')).toMatchObject({ peerId: 'a', resource: goal('a', 'Walk to the shop') });
      });

      test('tells what never was from what was deleted', async () => {
        await partner.put(goal('a', '1'));
        await partner.delete('Goal', 'a');
        expect(await connector.read('Goal', 'a')).toEqual({ gone: true });
        expect(await connector.read('Goal', 'never')).toEqual({ missing: true });
      });

      test.each(['..', '.', '', 'a/b', '../Patient/x', 'a?b=c', 'a b'])('an id like %j names nothing', async (id) => {
        expect(await connector.read('Goal', id)).toEqual({ missing: true });
      });
    });

    describe('versionsBefore', () => {
      test('gives what the partner held before, newest first, or nothing', async () => {
        for (const text of ['1', '2', '3']) await partner.put(goal('a', text));
        const { version } = await read('Goal', 'a');
        const found: unknown[] = [];
        for await (const { peerId, resource } of connector.versionsBefore('Goal', 'a', version)) {
          found.push([peerId, (resource as Goal).description.text]);
        }
        expect([
          [],
          [
            ['a', '2'],
            ['a', '1'],
          ],
        ]).toContainEqual(found);
      });
    });

    describe('knowing and counting', () => {
      test('what is known changes nothing that is said here, and requests are counted through', async () => {
        await partner.put(goal('a', '1'));
        const knowing = connector.knowing({ ifMatch: true });
        // Some ask first how things stand, and remember it.
        await connector.read('Goal', 'a');
        const before = connector.requestCount();
        await knowing.read('Goal', 'a');
        expect(connector.requestCount()).toBe(before + 1);
        expect(knowing.requestCount()).toBe(before + 1);
      });
    });

    describe('findByIdentifier', () => {
      test('gives every resource of the type that carries the identifier, and no other', async () => {
        await partner.put(
          { ...goal('a', '1'), identifier: [ORIGIN] },
          { ...goal('b', '2'), identifier: [{ system: 'urn:other', value: '1' }, ORIGIN] },
          { ...goal('c', '3'), identifier: [{ system: 'urn:other', value: ORIGIN.value }] },
          { resourceType: 'Patient', id: 'ingrid', identifier: [ORIGIN] },
        );
        const found = await connector.findByIdentifier('Goal', ORIGIN);
        expect(found.map(({ peerId }) => peerId).sort()).toEqual(['a', 'b']);
        expect(found[0]).toEqual(await read('Goal', found[0]?.peerId ?? ''));
      });

      test('gives nothing when there is nothing', async () => {
        expect(await connector.findByIdentifier('Goal', ORIGIN)).toEqual([]);
      });

      test('finds a person by identity number without it standing in any address', async () => {
        await partner.put({ resourceType: 'Patient', id: 'ingrid', identifier: [BIRTH_NUMBER] });
        const found = await connector.findByIdentifier('Patient', BIRTH_NUMBER);
        expect(found.map(({ peerId }) => peerId)).toEqual(['ingrid']);
        expect((await partner.addresses()).filter((address) => address.includes(BIRTH_NUMBER.value))).toEqual([]);
      });
    });

    describe('findByReferences', () => {
      const role = (id: string, practitioner: string, organization: string): PractitionerRole => ({
        resourceType: 'PractitionerRole',
        id,
        practitioner: { reference: practitioner },
        organization: { reference: organization },
      });
      const sought = { practitioner: 'Practitioner/kari', organization: 'Organization/fjordvik' };

      if (knowsByNumber) {
        test('gives nothing of what it has no place for, and asks nobody', async () => {
          expect(await connector.findByReferences('PractitionerRole', sought)).toEqual([]);
          expect(await partner.addresses()).toEqual([]);
        });
        return;
      }

      test('gives what connects all of these, and nothing that connects some of them', async () => {
        await partner.put(
          role('a', 'Practitioner/kari', 'Organization/fjordvik'),
          role('b', 'Practitioner/kari', 'Organization/granli'),
          role('c', 'Practitioner/per', 'Organization/fjordvik'),
        );
        const found = await connector.findByReferences('PractitionerRole', sought);
        expect(found).toEqual([await read('PractitionerRole', 'a')]);
      });

      test('gives nothing when there is nothing', async () => {
        expect(await connector.findByReferences('PractitionerRole', sought)).toEqual([]);
      });
    });

    describe('create', () => {
      test('answers with the partner’s own id and version', async () => {
        const held = await connector.create({ ...goal('ours', '1'), identifier: [ORIGIN] }, ORIGIN);
        expect(held.peerId).not.toBe('ours');
        expect(held).toEqual(await read('Goal', held.peerId));
        expect(held.resource).toMatchObject({ description: { text: '1' }, identifier: [ORIGIN] });
      });

      test('answers with what carries the identifier already, unchanged', async () => {
        await partner.put({ ...goal('a', 'theirs'), identifier: [ORIGIN] });
        const before = await read('Goal', 'a');
        expect(await connector.create({ ...goal('ours', 'ours'), identifier: [ORIGIN] }, ORIGIN)).toEqual({
          ...before,
          readBack: true,
        });
        expect(await partner.count('Goal')).toBe(1);
      });

      if (knowsByNumber) {
        test('creates nobody: who has no number there is refused', async () => {
          const patient: Patient = { resourceType: 'Patient', identifier: [BIRTH_NUMBER] };
          await expect(connector.create(patient, BIRTH_NUMBER)).rejects.toMatchObject({ code: 'partner-refused' });
          expect(await partner.count('Patient')).toBe(0);
        });
      } else {
        test('creates a person once, and her number stands in no address', async () => {
          const patient: Patient = { resourceType: 'Patient', identifier: [BIRTH_NUMBER] };
          const held = await connector.create(patient, BIRTH_NUMBER);
          expect(await connector.create(patient, BIRTH_NUMBER)).toMatchObject({ peerId: held.peerId });
          expect(await partner.count('Patient')).toBe(1);
          expect((await partner.addresses()).filter((address) => address.includes(BIRTH_NUMBER.value))).toEqual([]);
        });

        test('a partner with two of the same person refuses', async () => {
          const [one, another] = ['a', 'b'].map(
            (id): Patient => ({ resourceType: 'Patient', id, identifier: [BIRTH_NUMBER] }),
          );
          if (one && another) await partner.put(one, another);
          const patient: Patient = { resourceType: 'Patient', identifier: [BIRTH_NUMBER] };
          await expect(connector.create(patient, BIRTH_NUMBER)).rejects.toMatchObject({ code: 'partner-refused' });
          expect(await partner.count('Patient')).toBe(2);
        });
      }

      const created: [string, Goal | Patient, Identifier][] = [
        ['Goal', { ...goal('ours', '1'), identifier: [ORIGIN] }, ORIGIN],
        ['Patient', { resourceType: 'Patient', identifier: [BIRTH_NUMBER] }, BIRTH_NUMBER],
      ];
      test.each(created.filter(([type]) => type !== 'Patient' || !knowsByNumber))(
        'a lost answer is unreachable, and trying again makes no second %s',
        async (type, resource, identifier) => {
          await partner.loseNextAnswer();
          await expect(connector.create(resource, identifier)).rejects.toMatchObject({ code: 'partner-unreachable' });
          const [found] = await connector.findByIdentifier(type, identifier);
          expect(await connector.create(resource, identifier)).toEqual({ ...found, readBack: true });
          expect(await partner.count(type)).toBe(1);
        },
      );

      test('of two with the identifier that we give, the older is the one', async () => {
        await partner.put({ ...goal('a', '1'), identifier: [ORIGIN] });
        await partner.put({ ...goal('b', '1'), identifier: [ORIGIN] });
        const held = await connector.create({ ...goal('ours', '1'), identifier: [ORIGIN] }, ORIGIN);
        expect(held).toEqual({ ...(await read('Goal', 'a')), readBack: true });
        expect(await partner.count('Goal')).toBe(2);
      });

      test('twenty at once make one', async () => {
        const resource = { ...goal('ours', '1'), identifier: [ORIGIN] };
        const held = await Promise.all(Array.from({ length: 20 }, () => connector.create(resource, ORIGIN)));
        expect(new Set(held.map(({ peerId }) => peerId)).size).toBe(1);
        expect(await partner.count('Goal')).toBe(1);
      });
    });

    describe('update', () => {
      test('writes over the version the partner still holds, and answers with the new one', async () => {
        await partner.put(goal('a', '1'));
        const before = await read('Goal', 'a');
        const answer = await connector.update(goal('a', '2'), before.version);
        const after = await read('Goal', 'a');
        expect(answer).toEqual({ held: after });
        expect(after.version).not.toBe(before.version);
        expect(after.resource).toMatchObject({ description: { text: '2' } });
      });

      test('is stale, and writes nothing, when the partner’s copy moved on', async () => {
        await partner.put(goal('a', '1'));
        const { version } = await read('Goal', 'a');
        await partner.put(goal('a', 'theirs'));
        expect(await connector.update(goal('a', 'ours'), version)).toEqual({ stale: true });
        expect(await read('Goal', 'a')).toMatchObject({ resource: { description: { text: 'theirs' } } });
      });

      test('is stale, and brings nothing back, when the partner’s copy is gone', async () => {
        await partner.put(goal('a', '1'));
        const { version } = await read('Goal', 'a');
        await partner.delete('Goal', 'a');
        expect(await connector.update(goal('a', 'ours'), version)).toEqual({ stale: true });
        expect(await connector.read('Goal', 'a')).toEqual({ gone: true });
      });

      test('a lost answer is unreachable, and trying again is stale', async () => {
        await partner.put(goal('a', '1'));
        const { version } = await read('Goal', 'a');
        await partner.loseNextAnswer();
        await expect(connector.update(goal('a', '2'), version)).rejects.toMatchObject({ code: 'partner-unreachable' });
        expect(await connector.update(goal('a', '2'), version)).toEqual({ stale: true });
      });

      test('does not send the version we gave the resource ourselves', async () => {
        await partner.put(goal('a', '1'));
        const { version } = await read('Goal', 'a');
        const ours = { ...goal('a', '2'), meta: { versionId: '17', lastUpdated: '2001-01-01T00:00:00Z' } };
        const answer = await connector.update(ours, version);
        expect('held' in answer && answer.held.version).not.toBe('17');
      });
    });

    if (erases) {
      describe('erase', () => {
        test('takes it out, and nothing else; once more is as good', async () => {
          await partner.put(goal('a', '1'), goal('b', '2'));
          await connector.erase?.('Goal', 'a');
          await connector.erase?.('Goal', 'a');
          expect(await connector.read('Goal', 'a')).toEqual({ gone: true });
          expect(await read('Goal', 'b')).toMatchObject({ peerId: 'b' });
        });

        test('a lost answer is unreachable, and trying again is as good', async () => {
          await partner.put(goal('a', '1'));
          await partner.loseNextAnswer();
          await expect(connector.erase?.('Goal', 'a')).rejects.toMatchObject({ code: 'partner-unreachable' });
          await connector.erase?.('Goal', 'a');
          expect(await connector.read('Goal', 'a')).toEqual({ gone: true });
        });

        test('is asked about last of all like every write, and left undone where that says no', async () => {
          await partner.put(goal('a', '1'));
          const stopped = connector.guarded(async () => {
            throw new Error('no longer');
          });
          await expect(stopped.erase?.('Goal', 'a')).rejects.toThrow('no longer');
          expect(await read('Goal', 'a')).toMatchObject({ peerId: 'a' });
        });
      });
    } else {
      test('nothing is ever deleted there', () => expect(connector.erase).toBeUndefined());
    }
  });
}
