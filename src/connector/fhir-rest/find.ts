import type { Connector, Held } from '../connector.ts';
import type { Request, Send } from './answer.ts';
import type { Base } from './base.ts';
import { readPage } from './bundle.ts';
import { readHeld } from './held.ts';
import { carries, isNationalIdentity, isSecret, tokenOf } from './identifier.ts';
import type { FhirRestOptions } from './options.ts';
import { refersTo } from './refers-to.ts';
import { malformed, refused } from './refusal.ts';

type Find = Pick<Connector, 'findByIdentifier' | 'findByReferences'>;

/** Searches for one entry. By POST where it says who somebody is, so that it never stands in an address. */
export function createFind(send: Send, base: Base, { maxPages }: Required<Pick<FhirRestOptions, 'maxPages'>>): Find {
  /** Every resource of a search's pages; `secret` may not come back in a next link. */
  async function collect(first: Request, type: string, secret?: string): Promise<readonly Held[]> {
    const { where } = first;
    const found = new Map<string, Held>();
    const asked = new Set<string>();
    for (let request = first; ; ) {
      const answer = await send(request);
      // No falling back to GET where POST _search is not known: rather no answer than a number in somebody's log.
      if (answer.status >= 300) throw refused(answer);
      const { entries, next } = readPage(answer, base, 'searchset');
      for (const { index, content } of entries) {
        const held = readHeld(content, type);
        if ('reason' in held) throw malformed(`${where}, Bundle.entry[${index}]`, `a ${type}`, held.reason);
        if (!found.has(held.peerId)) found.set(held.peerId, held);
      }
      if (!next) return [...found.values()];
      if (secret !== undefined && holds(next, secret)) {
        throw malformed(where, 'a next link without the identity number', 'one with it');
      }
      if (asked.size >= maxPages || asked.has(next.href)) throw malformed(where, 'a last page', 'pages without end');
      asked.add(next.href);
      request = { method: 'GET', url: next, where };
    }
  }

  const posted = (type: string, criteria: Readonly<Record<string, string>>, where: string): Request => ({
    method: 'POST',
    url: base.at([type, '_search']),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(criteria).toString(),
    where,
  });

  return {
    async findByIdentifier(type, identifier) {
      const token = tokenOf(identifier);
      const found = isSecret(type, identifier)
        ? await collect(posted(type, { identifier: token }, `POST ${type} by identifier`), type, identifier.value)
        : await collect(
            { method: 'GET', url: base.at([type], { identifier: token }), where: `GET ${type} by identifier` },
            type,
          );
      return found.filter(({ resource }) => carries(resource, identifier));
    },
    async findByReferences(type, references) {
      const targets = Object.values(references);
      // Some systems use the identity number as id.
      const secret = targets
        .map((target) => target.slice(target.indexOf('/') + 1))
        .find((value) => isNationalIdentity({ system: '', value }));
      const request: Request =
        secret === undefined
          ? { method: 'GET', url: base.at([type], references), where: `GET ${type} by reference` }
          : posted(type, references, `POST ${type} by reference`);
      const found = await collect(request, type, secret);
      return found.filter(({ resource }) => targets.every((target) => refersTo(resource, target)));
    },
  };
}

function holds({ pathname, searchParams }: URL, value: string): boolean {
  return [pathname, ...searchParams.values()].some((part) => part.includes(value));
}
