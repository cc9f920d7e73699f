/** The two cuts of the font. */
export type Cut = 'regular' | 'bold';

/** Text in one cut. */
export interface Run {
  readonly cut: Cut;
  readonly text: string;
}

/** What stands on one line. */
export type Line = readonly Run[];

/** Width of a text in points. */
export type Measure = (text: string, cut: Cut) => number;

const GRAPHEMES = new Intl.Segmenter('nb', { granularity: 'grapheme' });

/**
 * Text in lines that fit a width: broken at white space, where its writer broke it, and within a word that is wider than a whole line.
 *
 * @param width in points
 * @example
 * linesOf([{ cut: 'regular', text: 'Gå til butikken' }], 60, measure).length; // 2
 */
export function linesOf(runs: readonly Run[], width: number, measure: Measure): readonly Line[] {
  const lines: Run[][] = [[]];
  let used = 0;
  let space = '';

  const put = (text: string, cut: Cut, wide: number): void => {
    const line = lines.at(-1) ?? [];
    const last = line.at(-1);
    if (last?.cut === cut) line.splice(-1, 1, { cut, text: last.text + text });
    else line.push({ cut, text });
    used += wide;
  };
  const begin = (): void => {
    lines.push([]);
    used = 0;
    space = '';
  };
  const putWord = (word: string, cut: Cut): void => {
    const wide = measure(word, cut);
    const gap = space === '' ? 0 : measure(space, cut);
    if (used > 0 && used + gap + wide > width) begin();
    if (space !== '' && used > 0) put(space, cut, gap);
    space = '';
    if (wide <= width) put(word, cut, wide);
    else for (const { segment } of GRAPHEMES.segment(word)) putPiece(segment, cut);
  };
  const putPiece = (piece: string, cut: Cut): void => {
    const wide = measure(piece, cut);
    if (used > 0 && used + wide > width) begin();
    put(piece, cut, wide);
  };

  for (const { cut, text } of runs)
    for (const piece of text.split(/(\n|[^\S\n]+)/u)) {
      if (piece === '\n') begin();
      else if (piece.trim() === '') space = piece === '' ? space : ' ';
      else putWord(piece, cut);
    }
  return lines;
}
