import type { Meta, Reference, Resource } from '@medplum/fhirtypes';
import { withoutNarrative } from './narrative.ts';
import { isRelative, mapReferences, targetOf } from './references.ts';

/** A partner's id for ours, or ours for a partner's; undefined where none is known. */
export type IdMap = (type: string, id: string) => string | undefined;

/**
 * A partner's resource in our ids: references to what we know lead to ours, all others become absolute under the
 * partner's base. Version, time stamp and source of its meta are the partner's own business, and so is its narrative: a
 * generated one repeats the data, and what another says besides stays with its sender (R4 narrative.html).
 */
export function toOurs(resource: Resource, id: string, base: string, ourId: IdMap): Resource {
  const mapped = mapReferences(withoutPeerState(resource), (reference) => {
    const target = targetOf(reference.reference);
    if (!reference.reference || !target || !isOf(reference.reference, base)) return reference;
    const known = ourId(target.type, target.id);
    return { ...reference, reference: known ? `${target.type}/${known}` : `${base}/${target.type}/${target.id}` };
  });
  return { ...mapped, id };
}

/** How a reference leaves for a partner. */
export type OutgoingReference = (reference: Reference) => Reference | undefined;

/**
 * One of our resources in a partner's ids, the partner's own absolute references made relative again. `otherwise`
 * decides about references to what the partner does not hold.
 */
export function toTheirs(
  resource: Resource,
  peerId: string | undefined,
  base: string,
  theirId: IdMap,
  otherwise: OutgoingReference,
): Resource {
  const mapped = mapReferences(resource, (reference) => {
    const target = targetOf(reference.reference);
    if (!reference.reference || !target) return reference;
    if (!isRelative(reference.reference) && isOf(reference.reference, base)) {
      return { ...reference, reference: `${target.type}/${target.id}` };
    }
    if (!isRelative(reference.reference)) return otherwise(reference);
    const known = theirId(target.type, target.id);
    return known ? { ...reference, reference: `${target.type}/${known}` } : otherwise(reference);
  });
  const { id: _, ...rest } = mapped;
  return (peerId === undefined ? rest : { ...rest, id: peerId }) as Resource;
}

/** The partner's own: relative, or absolute right below its base. */
function isOf(reference: string, base: string): boolean {
  return isRelative(reference.startsWith(`${base}/`) ? reference.slice(base.length + 1) : reference);
}

/** Without what changes at a partner with every version, whatever is written. */
export function withoutPeerState(resource: Resource): Resource {
  const { meta, ...rest } = resource;
  const { versionId: _version, lastUpdated: _updated, source: _source, ...kept } = meta ?? ({} as Meta);
  const content = Object.keys(kept).length > 0 ? { ...rest, meta: kept } : rest;
  return withoutNarrative(content as Resource);
}
