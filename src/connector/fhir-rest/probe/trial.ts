import { isError } from '../../../errors.ts';
import { isObject, type JsonObject } from '../../../record/json.ts';
import type { Base } from '../base.ts';
import { isPeerId } from '../held.ts';
import { tokenOf } from '../identifier.ts';
import { type Ask, entriesOf, etagOf, type Reply } from './ask.ts';
import { originOf, plainResource } from './plain-resource.ts';
import { retired } from './retire.ts';

type Headers = Readonly<Record<string, string>>;

/** Everything that a check has at hand, and all that it made. */
export interface Trial {
  readonly ask: Ask;
  readonly base: Base;
  /** Reference to the synthetic patient there. */
  readonly patient: string;
  /** The type that protocol is tried with. */
  readonly type: string;
  readonly newId: () => string;
  /** A plain resource of the trial's type, with an identifier of its own. */
  plain(note: string): JsonObject;
  create(resource: JsonObject, headers?: Headers): Promise<Reply>;
  read(id: string): Promise<Reply>;
  update(id: string, resource: JsonObject, headers?: Headers): Promise<Reply>;
  search(query: Readonly<Record<string, string>>, headers?: Headers): Promise<Reply>;
  /** Says that a resource may come to be there in another way than by `create` and `update` (of an id of ours). */
  mayMake(resource: JsonObject): void;
  /**
   * Takes away everything that was made, last first; answers with what is still there, which then says that it was
   * never meant, where that can be written.
   */
  cleanUp(): Promise<readonly string[]>;
}

/** What refers to others goes before them; what is referred to in a circle needs another round. */
const ROUNDS = 3;

export function startTrial(context: Pick<Trial, 'ask' | 'base' | 'newId' | 'patient' | 'type'>): Trial {
  const { ask, base, patient, type, newId } = context;
  /** Identifiers given, by token, with the type of what carries them. */
  const given = new Map<string, string>();
  /** Those of which no answer told where they went. */
  const unplaced = new Set<string>();
  const made = new Set<string>();

  function mayMake(resource: JsonObject): void {
    const token = tokenIn(resource);
    if (token === undefined) return;
    given.set(token, String(resource['resourceType']));
    unplaced.add(token);
  }

  async function cleanUp(): Promise<readonly string[]> {
    try {
      for (const token of unplaced) await place(token);
      let left = [...made].reverse();
      for (let round = 1; round <= ROUNDS && left.length > 0; round += 1) {
        for (const one of left) await ask({ method: 'DELETE', url: base.at(one.split('/')) });
        left = await stillThere(left);
      }
      for (const one of left) await retire(one);
      return left;
    } catch (error) {
      if (!isError(error, 'partner-unreachable')) throw error;
      return [...made];
    }
  }

  async function place(token: string): Promise<void> {
    const ofType = given.get(token) ?? type;
    const reply = await ask({ method: 'GET', url: base.at([ofType], { identifier: token }) });
    for (const { resource } of entriesOf(reply)) {
      if (tokenIn(resource) === token && isPeerId(resource['id'])) made.add(`${ofType}/${resource['id']}`);
    }
  }

  async function retire(one: string): Promise<void> {
    const url = base.at(one.split('/'));
    const read = await ask({ method: 'GET', url });
    if (read.ok) await ask({ method: 'PUT', url, headers: etagOf(read), body: retired(read.json) });
  }

  async function stillThere(places: readonly string[]): Promise<string[]> {
    const still: string[] = [];
    for (const one of places) {
      const { status } = await ask({ method: 'GET', url: base.at(one.split('/')) });
      if (status !== 404 && status !== 410) still.push(one);
    }
    return still;
  }

  return {
    ...context,
    plain: (note) => plainResource(type, patient, newId(), note),
    async create(resource, headers = {}) {
      mayMake(resource);
      const ofType = String(resource['resourceType']);
      const reply = await ask({ method: 'POST', url: base.at([ofType]), headers, body: resource });
      const id = ownId(reply, resource);
      if (id !== undefined) made.add(`${ofType}/${id}`);
      // A fault may come after it was made.
      if (id !== undefined || (reply.status >= 400 && reply.status < 500)) unplaced.delete(tokenIn(resource) ?? '');
      return reply;
    },
    async update(id, resource, headers = {}) {
      made.add(`${type}/${id}`);
      return ask({ method: 'PUT', url: base.at([type, id]), headers, body: { ...resource, id } });
    },
    read: (id) => ask({ method: 'GET', url: base.at([type, id]) }),
    search: (query, headers = {}) => ask({ method: 'GET', url: base.at([type], query), headers }),
    mayMake,
    cleanUp,
  };
}

/**
 * Id under which the resource stands that was written, where the answer says so. A server that overlooks conditions can
 * answer with somebody else's resource: that is none of ours, and must not be written to or taken away.
 */
export function ownId(reply: Reply, resource: JsonObject): string | undefined {
  const isOurs = reply.status === 201 || (reply.ok && tokenIn(reply.json) === tokenIn(resource));
  return isOurs ? idOf(reply, String(resource['resourceType'])) : undefined;
}

/** Id that a write answered with: of the resource, else of its address. */
export function idOf({ json, headers }: Reply, type: string): string | undefined {
  if (json['resourceType'] === type && isPeerId(json['id'])) return json['id'];
  const place = headers.get('location') ?? headers.get('content-location') ?? '';
  const [, name, id] = /([A-Za-z]+)\/([^/?#]+)(?:\/_history\/[^/]+)?$/.exec(place) ?? [];
  return name === type && isPeerId(id) ? id : undefined;
}

/** The search token of the identifier that the check gave. */
export function tokenIn(resource: JsonObject): string | undefined {
  const { identifier } = resource;
  const { system } = originOf('');
  const [ours] = (Array.isArray(identifier) ? identifier : []).filter(
    (each) => isObject(each) && each['system'] === system,
  );
  return isObject(ours) ? tokenOf({ system, value: String(ours['value']) }) : undefined;
}
