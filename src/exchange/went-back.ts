import { placeAt } from '../record/peer-place.ts';
import { peerVersionOf, successionOf } from '../record/peer-version.ts';
import type { Finding } from '../validation/finding.ts';
import type { Translated } from './incoming.ts';

/**
 * A version from before the one that the partner was known to hold: no edit of anybody's, so it is not merged. Many at
 * once are a restore, which the pass sees (src/sync/restore.ts); a few are set aside until the partner moves on.
 */
export function wentBack({ counterpart, received }: Translated): readonly Finding[] {
  // Another of her Patients may have come to stand for her.
  if (counterpart?.peerVersion === undefined || counterpart.peerId !== received.peerId) return [];
  const held = peerVersionOf({ version: counterpart.peerVersion, resource: counterpart.echoed });
  const succession = successionOf(held, peerVersionOf(received));
  if (succession !== 'earlier' && succession !== 'branched') return [];
  return [
    {
      severity: 'error',
      code: 'business-rule',
      rule: 'version-went-back',
      path: placeAt(received.type, received.peerId),
      reference: 'FHIR R4 http.html#versions',
      expected: 'a version after the one that was known',
      found: 'one from before it',
      message: {
        nb: 'Partneren viser en eldre versjon enn den hadde før. Den er ikke flettet inn.',
        nn: 'Partnaren viser ein eldre versjon enn han hadde før. Han er ikkje fletta inn.',
        en: 'The partner shows an older version than it had before. It was not merged.',
      },
      action: {
        nb: 'Spør partneren om noe er gjenopprettet. Samplan ser på nytt i hver kjøring.',
        nn: 'Spør partnaren om noko er gjenoppretta. Samplan ser på nytt i kvar køyring.',
        en: 'Ask the partner whether something was restored. Samplan looks again in every pass.',
      },
    },
  ];
}
