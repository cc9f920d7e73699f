/** As many characters as a list shows of what somebody wrote. */
const MOST = 160;

/**
 * The beginning of a text, for a list in which others stand too.
 *
 * @example
 * brief('Ingrid') // 'Ingrid'
 */
export function brief(text: string): string {
  const characters = [...text];
  return characters.length <= MOST ? text : `${characters.slice(0, MOST).join('')}…`;
}
