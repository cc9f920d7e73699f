/**
 * A text as strings are compared by default: "normalized by case and combining characters" (search.html § 3.1.1.4.8). What Unicode takes
 * apart loses its marks, so å is found by a and é by e; æ and ø are letters of their own in Unicode too, and stay.
 *
 * @example
 * normalized('  Åse  Ørn'); // 'ase ørn'
 */
export function normalized(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase().replaceAll(/\s+/gu, ' ').trim();
}
