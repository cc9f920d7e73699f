/**
 * How findings and logs name a partner's resource: `Type/id` at the partner. An id of eleven digits may be a person's
 * identity number and is left out.
 *
 * @example
 * placeAt('Goal', '17'); // 'Goal/17'
 */
export function placeAt(type: string, peerId: string): string {
  return /\d{11}/u.test(peerId) ? `${type}/…` : `${type}/${peerId}`;
}
