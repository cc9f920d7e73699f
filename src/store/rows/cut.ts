import type { AnchorSigner } from '../../audit/anchor-key.ts';
import { type Cut, cutHash, digestOf } from '../../audit/cut.ts';
import type { StoredLink, StoredSegment } from '../audit-trail.ts';

/**
 * The statement about what is taken out now.
 *
 * @param links that are there still, by position
 * @param last number of the cut before it in the segment; 0: there is none
 */
export function cutOf(
  segment: StoredSegment,
  links: readonly StoredLink[],
  { last, at, signer }: { readonly last: number; readonly at: string; readonly signer: AnchorSigner | undefined },
): Cut {
  const cut: Omit<Cut, 'signature'> = {
    number: last + 1,
    positions: links.map(({ position }) => position),
    digest: digestOf(links.map(({ hash }) => hash)),
    at,
    ...(signer ? { key: signer.key } : {}),
  };
  return signer ? { ...cut, signature: signer.sign(cutHash(cut, segment)) } : cut;
}
