import type { Block } from '../block.ts';
import type { Cut, Line } from './line.ts';
import { lineHeight, type Sheet, type Structure } from './sheet.ts';

type Table = Extract<Block, { readonly kind: 'table' }>;

const SIZE = 9;
const PAD = 3;

/** A column: where it begins and how wide its text may be. */
interface Column {
  readonly x: number;
  readonly width: number;
}

/**
 * A table with headers, which stand again above what goes on on another sheet. A row that a sheet can hold is on one; a longer one
 * goes on.
 */
export async function writeTable(sheet: Sheet, parent: Structure, content: Table): Promise<void> {
  const { head, rows } = content;
  const columns = columnsOf(sheet, content);
  const table = sheet.element('Table', parent);
  const headLines = linesIn(sheet, head, columns, 'bold');
  const headHeight = heightOf(headLines);
  const first = heightOf(linesIn(sheet, rows[0] ?? [], columns, 'regular'));
  sheet.skip(4);
  sheet.need(headHeight + Math.min(first, sheet.height - headHeight));
  writeRow(sheet, table, headLines, columns, 'TH');
  const headAgain = (): void => {
    sheet.next();
    const y = sheet.y();
    for (const [index, column] of columns.entries())
      sheet.place(headLines[index] ?? [], { x: column.x + PAD, y: y + PAD, size: SIZE });
    sheet.skipTo(y + headHeight);
    sheet.rule(sheet.y());
  };
  for (const row of rows) {
    const lines = linesIn(sheet, row, columns, 'regular');
    if (heightOf(lines) > sheet.left() && heightOf(lines) <= sheet.height - headHeight) headAgain();
    writeRow(sheet, table, lines, columns, 'TD', headAgain);
    await sheet.pause();
  }
  table.end();
}

function writeRow(
  sheet: Sheet,
  table: Structure,
  cells: readonly (readonly Line[])[],
  columns: readonly Column[],
  type: 'TH' | 'TD',
  goOn: () => void = () => sheet.next(),
): void {
  const row = sheet.element('TR', table);
  const elements = columns.map(() => sheet.element(type, row, type === 'TH' ? { scope: 'Column' } : undefined));
  let rest = cells;
  while (true) {
    if (sheet.left() < lineHeight(SIZE) + 2 * PAD) goOn();
    const fitting = Math.floor((sheet.left() - 2 * PAD) / lineHeight(SIZE));
    const now = rest.map((lines) => lines.slice(0, fitting));
    const y = sheet.y();
    for (const [index, { x }] of columns.entries()) {
      const lines = now[index] ?? [];
      if (lines.length > 0) sheet.place(lines, { x: x + PAD, y: y + PAD, size: SIZE }, elements[index]);
    }
    sheet.skipTo(y + heightOf(now));
    sheet.rule(sheet.y());
    rest = rest.map((lines) => lines.slice(fitting));
    if (rest.every((lines) => lines.length === 0)) break;
    goOn();
  }
  row.end();
}

function linesIn(
  sheet: Sheet,
  cells: readonly string[],
  columns: readonly Column[],
  cut: Cut,
): readonly (readonly Line[])[] {
  return columns.map(({ width }, index) => sheet.lines([{ cut, text: cells[index] ?? '' }], SIZE, width));
}

function heightOf(cells: readonly (readonly Line[])[]): number {
  return Math.max(1, ...cells.map((lines) => lines.length)) * lineHeight(SIZE) + 2 * PAD;
}

/** As wide as what stands in them, where there is room; else each has its longest word, and the rest is shared by need. */
function columnsOf(sheet: Sheet, { head, rows }: Table): readonly Column[] {
  const share = sheet.width / head.length;
  const wish = head.map((title, index) => {
    const cells = rows.map((row) => row[index] ?? '').map((cell) => cell.slice(0, 200));
    const widest = (texts: readonly string[], cut: Cut): number =>
      Math.max(0, ...texts.map((one) => sheet.widthOf(one, cut, SIZE)));
    const words = Math.max(
      widest(title.split(/\s/u), 'bold'),
      widest(
        cells.flatMap((cell) => cell.split(/\s/u)),
        'regular',
      ),
    );
    const whole = Math.max(widest([title], 'bold'), widest(cells, 'regular'));
    const least = Math.min(words + 2 * PAD + 1, share);
    return { least, most: Math.max(least, Math.min(whole + 2 * PAD + 1, 3 * share)) };
  });
  const least = wish.reduce((sum, one) => sum + one.least, 0);
  const more = wish.reduce((sum, one) => sum + one.most - one.least, 0);
  const spare = sheet.width - least;
  let x = 0;
  return wish.map((one) => {
    const wide = one.least + (more === 0 ? spare / head.length : (spare * (one.most - one.least)) / more);
    const column = { x, width: wide - 2 * PAD };
    x += wide;
    return column;
  });
}
