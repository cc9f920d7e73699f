import type { Connector, Held } from '../connector.ts';
import type { Base } from './base.ts';
import type { Request, Send } from './client.ts';
import { readHeld } from './held.ts';
import { carries, isNationalIdentity, tokenOf } from './identifier.ts';
import type { FhirRestOptions } from './options.ts';
import { malformed, refused } from './refusal.ts';
import { readSearchset } from './searchset.ts';

/** Search by identifier: by POST where it is a national identity number, so that it never stands in an address. */
export function createFindByIdentifier(
  send: Send,
  base: Base,
  { maxPages }: Required<Pick<FhirRestOptions, 'maxPages'>>,
): Connector['findByIdentifier'] {
  return async function findByIdentifier(type, identifier) {
    const isSecret = isNationalIdentity(identifier);
    const token = tokenOf(identifier);
    const where = `${isSecret ? 'POST' : 'GET'} ${type} by identifier`;
    const found: Held[] = [];
    const asked = new Set<string>();
    let request: Request = isSecret
      ? {
          method: 'POST',
          url: base.at([type, '_search']),
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: new URLSearchParams({ identifier: token }).toString(),
          where,
        }
      : { method: 'GET', url: base.at([type], { identifier: token }), where };
    for (;;) {
      const answer = await send(request);
      // No falling back to GET where POST _search is not known: rather no answer than a number in somebody's log.
      if (answer.status >= 300) throw refused(answer);
      const { entries, next } = readSearchset(answer, base);
      for (const { index, content } of entries) {
        const held = readHeld(content, type);
        if ('reason' in held) throw malformed(`${where}, Bundle.entry[${index}]`, `a ${type}`, held.reason);
        if (carries(held.resource, identifier) && !found.some(({ peerId }) => peerId === held.peerId)) found.push(held);
      }
      if (!next) return found;
      if (isSecret && holds(next, identifier.value)) {
        throw malformed(where, 'a next link without the identity number', 'one with it');
      }
      if (asked.size >= maxPages || asked.has(next.href)) throw malformed(where, 'a last page', 'pages without end');
      asked.add(next.href);
      request = { method: 'GET', url: next, where };
    }
  };
}

function holds({ pathname, searchParams }: URL, value: string): boolean {
  return [pathname, ...searchParams.values()].some((part) => part.includes(value));
}
