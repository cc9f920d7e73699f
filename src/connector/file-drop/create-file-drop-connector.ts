import type { Resource } from '@medplum/fhirtypes';
import { isError } from '../../errors.ts';
import { oneAtATime } from '../../one-at-a-time.ts';
import { contentOf } from '../../record/content-of.ts';
import type { BusinessIdentifier } from '../../record/identity.ts';
import { DIRECTORY_TYPES, isDirectoryType, RECORD_TYPES } from '../../record/kinds.ts';
import type { PeerKey } from '../../store/partner-memory.ts';
import type { ReceivedResource } from '../../store/store.ts';
import { byAge } from '../by-age.ts';
import type { Asking, Connector, FeedPage, Held, ReadAnswer, WriteAnswer } from '../connector.ts';
import { isPeerId } from '../fhir-rest/held.ts';
import { isOrigin } from '../fhir-rest/identifier.ts';
import { refused, severalMatches } from '../fhir-rest/refusal.ts';
import { PartnerUnreachable } from '../unreachable.ts';
import { heldOf, type Kept, keptIn, keyOf, withWritten } from './drop-document.ts';
import { openDropFolder } from './drop-folder.ts';
import type { DropFormat } from './drop-format.ts';
import { aboutOf, createDropMemory, type DocumentStore } from './drop-memory.ts';
import { folderNotices } from './folder-notices.ts';
import { folderIdentity, knownFolder } from './known-folder.ts';
import { entriesFor, leaveAsFile } from './leave-as-file.ts';
import { type OnFile, takeInFiles } from './take-in-files.ts';

export interface FileDropOptions {
  /** The partner's name: what it holds is kept under it. */
  readonly partner: string;
  /** Shared with the partner: `in/`, `out/`, `processed/` and `failed/` are made in it. */
  readonly directory: string;
  readonly quietSeconds: number;
  readonly format: DropFormat;
  readonly store: DocumentStore;
  /** ISO 8601. */
  readonly now: () => string;
  readonly newId: () => string;
  /** Resources in a page. */
  readonly pageSize?: number;
  readonly onFile?: OnFile;
}

const TYPES = [...RECORD_TYPES, ...DIRECTORY_TYPES];
const DOCUMENTS = 100;

/**
 * A partner without a server: it puts a file about a person into `in/` and takes ours out of `out/`. What it holds is kept in our
 * store, which answers in its place; what is written is kept there too, and leaves by `settle`, all about a person as one file.
 *
 * @throws SamplanError `partner-unreachable` where the folder is not there or cannot be used
 * @example
 * createFileDropConnector({ partner: 'NAV', directory: '/srv/nav', quietSeconds: 10, format: bundleFormat, store, now, newId });
 */
export function createFileDropConnector(options: FileDropOptions): Connector {
  const { directory, quietSeconds, format, now, pageSize = 200, onFile = () => {} } = options;
  const { store, partner, newId } = options;
  const shared = openDropFolder(directory, quietSeconds, now);
  const folder = knownFolder(shared, directory, folderIdentity(store, partner), newId);
  const memory = createDropMemory(store, partner, newId);
  /** Of one process; between processes the store refuses what is stale. */
  const exclusively = oneAtATime();
  let requests = 0;

  function asked<Done>(work: () => Promise<Done>): Promise<Done> {
    requests += 1;
    return exclusively('', async () => {
      try {
        return await work();
      } catch (error) {
        // Another process was faster: the next pass looks again.
        if (isError(error, 'stale-version'))
          throw new PartnerUnreachable({ where: 'partner document', found: 'stale' });
        throw error;
      }
    });
  }

  async function found(key: PeerKey): Promise<Kept | undefined> {
    const known = isPeerId(key.peerId) ? await memory.holding(key) : undefined;
    return known && keptIn(known.document, key);
  }

  async function read(type: string, peerId: string): Promise<ReadAnswer> {
    const kept = await found({ type, peerId });
    if (kept?.is === 'gone') return { gone: true };
    return kept?.is === 'there' ? { found: heldOf(kept) } : { missing: true };
  }

  async function withIdentifier(type: string, identifier: BusinessIdentifier): Promise<readonly Held[]> {
    return (await memory.withIdentifier(type, identifier)).filter(({ is }) => is === 'there').map(heldOf);
  }

  async function write(resource: Resource): Promise<Held> {
    const { resourceType: type, id: peerId = '' } = resource;
    const key = { type, peerId };
    const known = (await memory.holding(key)) ?? (await memory.about(aboutOf(resource) ?? `${type}/${peerId}`));
    const kept = known.document.kept.filter(
      (one) => one.is === 'there' && !one.hasNoPlace && keyOf(one) !== keyOf(key),
    );
    const others = kept.map((one) => one.now);
    const beside = [...others, ...(await entriesFor(memory, [resource, ...others]))];
    const asIs = contentOf(resource);
    const { source } = known.document;
    const echo = isDirectoryType(type) ? asIs : format.echo(asIs, beside, source);
    if (!echo && !format.leavesOut?.(asIs, beside, source)) {
      throw refused({ status: 422, body: undefined, where: `write ${type}` });
    }
    const document = withWritten(known.document, resource, echo, now());
    await memory.save({ ...known, document });
    return heldOf(keptIn(document, key) as Kept);
  }

  async function create(resource: Resource, identifier: BusinessIdentifier): Promise<Held> {
    const [first, another] = [...(await withIdentifier(resource.resourceType, identifier))].sort(byAge);
    if (another && !isOrigin(identifier)) throw severalMatches(`create ${resource.resourceType}`);
    if (first) return { ...first, readBack: true };
    return write({ ...resource, id: newId() });
  }

  async function update(resource: Resource, version: string): Promise<WriteAnswer> {
    const kept = await found({ type: resource.resourceType, peerId: resource.id ?? '' });
    if (!kept || kept.is === 'gone' || String(kept.version) !== version) return { stale: true };
    return { held: await write(resource) };
  }

  async function* changes(
    cursor: Parameters<Connector['changes']>[0],
    asking: Asking = { strategy: 'last-updated' },
  ): ReturnType<Connector['changes']> {
    await asked(() => takeInFiles({ folder, format, memory, now, onFile }));
    const isWhole = asking.strategy !== 'last-updated';
    const given = Number(cursor[CURSOR] ?? '0');
    let reached = isWhole ? 0 : given;
    const reachedCursor = (): typeof cursor => (reached > given ? { ...cursor, [CURSOR]: String(reached) } : cursor);
    for (;;) {
      const documents = await memory.after(reached, DOCUMENTS);
      if (documents.length === 0) break;
      for (const { seq, document } of documents) {
        const there = document.kept.filter(({ is }) => is === 'there').map(receivedOf);
        const deleted = document.kept.filter(({ is }) => is === 'gone').map(({ type, peerId }) => ({ type, peerId }));
        for (let from = 0; from < there.length; from += pageSize) {
          yield { resources: there.slice(from, from + pageSize), unreadable: [] };
        }
        reached = seq;
        yield { resources: [], deleted, unreadable: [], reached: reachedCursor() } satisfies FeedPage;
      }
    }
    if (isWhole) yield { resources: [], unreadable: [], complete: { types: TYPES } };
    return reachedCursor();
  }

  const open = (before?: () => Promise<void>): Connector => ({
    knowing: () => open(before),
    guarded: (given) => open(given),
    requestCount: () => requests,
    // It is our store that answers, and that knows what changed and what is stale.
    statement: async () => ({ software: { name: 'file-drop' }, stated: { lastUpdated: true, ifMatch: true } }),
    changes,
    read: (type, peerId) => asked(() => read(type, peerId)),
    // Who has no server has none of what was before.
    async *versionsBefore() {},
    findByIdentifier: (type, identifier) => asked(() => withIdentifier(type, identifier)),
    findByReferences: (type, references) =>
      asked(async () => {
        const [[name, reference] = ['', ''], ...others] = Object.entries(references);
        const kept = await memory.withReference(type, name, reference);
        return kept.filter((one) => one.is === 'there' && others.every((other) => leadsTo(one, other))).map(heldOf);
      }),
    create: (resource, identifier) => asked(() => create(resource, identifier)),
    update: (resource, version) => asked(() => update(resource, version)),
    settle: (parts, announce) => asked(() => leaveAsFile({ folder, format, memory, before }, parts, announce)),
    unsettled: async () => (await memory.recalled()).map(({ about }) => about),
    notices: () => folderNotices(folder, now),
  });
  return open();
}

/** Where a pull of such a partner stands: the order of changes in our store. */
const CURSOR = 'file-drop';

function receivedOf(kept: Kept): ReceivedResource {
  return { type: kept.type, ...heldOf(kept) };
}

function leadsTo({ now }: Kept, [name, target]: readonly [string, string]): boolean {
  const value = (now as unknown as Record<string, { readonly reference?: unknown } | undefined>)[name];
  return value?.reference === target;
}
