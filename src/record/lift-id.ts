import { createHash } from 'node:crypto';

/** Legal as a FHIR id (R4 datatypes.html#id: 64 letters, digits, `-` and `.`), and unlike any that a system makes by itself. */
const FORM = /^(?<plan>[A-Za-z0-9\-.]{1,44})\.inline-[0-9a-f]{12}$/u;

/**
 * The id of a measure that stands inline in a partner's plan: the plan's own id, which says where to read and write it,
 * and a hash of what names it there.
 *
 * @returns undefined when the plan's id leaves no room: then its measures stay inline
 * @example
 * liftedId('plan-1', '#a'); // 'plan-1.inline-e3b0c44298fc'
 */
export function liftedId(plan: string, name: string): string | undefined {
  const id = `${plan}.inline-${hash(name).slice(0, 12)}`;
  return FORM.test(id) ? id : undefined;
}

/** The plan's id in the id of a lifted measure; undefined for any other id. */
export function planOfLifted(id: string | undefined): string | undefined {
  return FORM.exec(id ?? '')?.groups?.['plan'];
}

/** A UUID that is the same whenever the same measure of the same system is lifted. */
export function liftedUuid(base: string, id: string): string {
  return hash(`${base}/${id}`).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/u, '$1-$2-$3-$4-$5');
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
