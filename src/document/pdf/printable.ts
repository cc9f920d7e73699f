const GRAPHEMES = new Intl.Segmenter('nb', { granularity: 'grapheme' });

/** Stands where a font has nothing (U+FFFD). */
export const REPLACEMENT = '\uFFFD';

/**
 * Text as a font can print it: what it lacks is a visible sign for each character that a person sees, and what nobody sees is left out.
 *
 * @param has whether the font has a character (code point)
 * @example
 * printable('Šárka 👩‍👧', (code) => code < 0x250); // 'Šárka \uFFFD'
 */
export function printable(text: string, has: (code: number) => boolean): string {
  const isPrinted = (character: string): boolean =>
    /^\s$/u.test(character) || (has(character.codePointAt(0) ?? 0) && !isUnseen(character));
  const composed = text.normalize('NFC');
  if ([...composed].every(isPrinted)) return composed;
  return [...GRAPHEMES.segment(composed)]
    .map(({ segment }) => {
      const seen = [...segment].filter((character) => !isUnseen(character));
      return seen.every(isPrinted) ? seen.join('') : REPLACEMENT;
    })
    .join('');
}

/** Joiners, marks of direction, variants: what has no shape of its own. */
function isUnseen(character: string): boolean {
  return /^[\p{Default_Ignorable_Code_Point}\p{Cc}]$/u.test(character) && !/^\s$/u.test(character);
}
