import { isNewer, peerVersionOf } from '../../record/peer-version.ts';
import type { Connector, Held } from '../connector.ts';
import type { Send } from './answer.ts';
import type { Base } from './base.ts';
import { isBundle, readPage } from './bundle.ts';
import { isPeerId, readHeld } from './held.ts';

/** How far back one looks where versions must be tried one by one. */
const MOST_TRIED = 50;

/** Earlier versions by the history of the resource; where there is none, by counting its version numbers down. */
export function createVersionsBefore(send: Send, base: Base): Connector['versionsBefore'] {
  return async function* versionsBefore(type, peerId, version) {
    if (!isPeerId(peerId)) return;
    const where = `GET ${type} versions`;
    const answer = await send({ method: 'GET', url: base.at([type, peerId, '_history']), where });
    if (answer.status < 300 && isBundle(answer.body, 'history')) {
      const versions = readPage(answer, base, 'history').entries.flatMap(({ content }): Held[] => {
        const held = readHeld(content, type);
        return 'reason' in held || held.peerId !== peerId ? [] : [held];
      });
      const current = versions.find((one) => one.version === version);
      yield* versions
        .filter((one) => one.version !== version && (!current || isOlder(one, current)))
        .sort((left, right) => (isOlder(left, right) ? 1 : -1));
      return;
    }
    if (!/^\d{1,15}$/.test(version)) return;
    for (let number = Number(version) - 1; number > 0 && number >= Number(version) - MOST_TRIED; number -= 1) {
      const url = base.at([type, peerId, '_history', String(number)]);
      const read = await send({ method: 'GET', url, where });
      const held = read.status < 300 ? readHeld(read.body, type) : { reason: 'not there' };
      if ('reason' in held || held.peerId !== peerId) return;
      yield held;
    }
  };
}

function isOlder(one: Held, other: Held): boolean {
  return isNewer(peerVersionOf(one), peerVersionOf(other));
}
