import PDFDocument from 'pdfkit';
import type { PrintedDocument } from '../printed-document.ts';
import { WORDS } from '../word-texts.ts';
import { type Cut, type Line, linesOf, type Run } from './line.ts';
import { printable, REPLACEMENT } from './printable.ts';

/** The font of a PDF: two TrueType files, whole. */
export interface DocumentFonts {
  readonly regular: Uint8Array;
  readonly bold: Uint8Array;
}

/** An element of the structure that a screen reader walks (ISO 32000-1 § 14.7). */
export type Structure = PDFKit.PDFStructureElement;

/** Text that is drawn, in points. */
export interface Style {
  readonly size: number;
  /** From the left margin. */
  readonly left?: number;
  /** Free space above. */
  readonly before?: number;
}

/** The sheets of a PDF, written from above to below. */
export interface Sheet {
  /** Between the margins, in points. */
  readonly width: number;
  /** What is left of the sheet, and what a whole one has. */
  readonly left: () => number;
  readonly height: number;
  /** What the font lacked has been replaced somewhere. */
  readonly isReplaced: () => boolean;
  /** Begins a new sheet unless so much is left. */
  need(height: number): void;
  next(): void;
  /** Free space, which is none at the top of a sheet. */
  skip(height: number): void;
  /** Goes down to this height. */
  skipTo(y: number): void;
  lines(runs: readonly Run[], size: number, width: number): readonly Line[];
  /** Width of a text on one line. */
  widthOf(text: string, cut: Cut, size: number): number;
  /** An element of the structure within another, which has to be ended. */
  element(type: string, parent?: Structure, options?: { readonly scope: 'Column' }): Structure;
  /** A paragraph, on as many sheets as it takes. */
  write(structure: Structure, runs: readonly Run[], style: Style): void;
  /** Lines where they are put, on this sheet; without structure they are no content. */
  place(
    lines: readonly Line[],
    at: { readonly x: number; readonly y: number; readonly size: number },
    of?: Structure,
  ): void;
  /** A line from left to right at this height: no content. */
  rule(y: number, from?: number, to?: number): void;
  /** A dot before an item of a list, on the line that comes: no content. */
  dot(size: number): void;
  /** Where the next thing will stand. */
  y(): number;
  bookmark(title: string): void;
  /** Lets others be served in between: a plan can be long. */
  pause(): Promise<void>;
  finish(): Promise<Uint8Array>;
}

const MARGIN = { top: 51, bottom: 62, side: 51 };
const A4 = { width: 595.28, height: 841.89 };
/** Of a line, for each point of its size. */
const LINE = 1.4;

export function lineHeight(size: number): number {
  return size * LINE;
}

/**
 * Empty sheets for a document: tagged, with title and language, dated as the document is, so that the same document makes the same
 * bytes.
 */
export function openSheet({ language, at, foot }: PrintedDocument, fonts: DocumentFonts): Sheet {
  const made = new Date(at);
  const options: PDFKit.PDFDocumentOptions = {
    size: 'A4',
    margins: { top: MARGIN.top, bottom: MARGIN.bottom, left: MARGIN.side, right: MARGIN.side },
    pdfVersion: '1.7',
    tagged: true,
    displayTitle: true,
    lang: language,
    bufferPages: true,
    font: '',
    info: {
      // Neither a name nor a title that somebody wrote: it is in the history of whatever opens it.
      Title: WORDS.title[language],
      Creator: 'Samplan',
      CreationDate: Number.isNaN(made.getTime()) ? new Date(0) : made,
    },
  };
  const pdf = new PDFDocument(options);
  const chunks: Uint8Array[] = [];
  pdf.on('data', (chunk: Uint8Array) => void chunks.push(chunk));
  const ended = new Promise<void>((resolve, reject) => {
    pdf.on('end', resolve);
    pdf.on('error', reject);
  });
  pdf.registerFont('regular', fonts.regular);
  pdf.registerFont('bold', fonts.bold);
  for (const cut of ['bold', 'regular'] as const) meetMarks(fontOf(pdf, cut));
  // Both cuts have the same characters.
  const font = fontOf(pdf, 'regular');

  let isReplaced = false;
  const say = (text: string): string => {
    const shown = printable(text, (code) => font.hasGlyphForCodePoint(code));
    // Somebody may have written the sign itself.
    isReplaced ||= countOf(shown) > countOf(text);
    return shown;
  };
  const widthOf = (text: string, cut: Cut, size: number): number => pdf.font(cut).fontSize(size).widthOfString(text);
  const bottom = A4.height - MARGIN.bottom;

  const draw = (line: Line, x: number, y: number, size: number): void => {
    let at = x;
    for (const { cut, text } of line) {
      pdf.font(cut).fontSize(size).text(text, at, y, { lineBreak: false });
      at += widthOf(text, cut, size);
    }
  };
  const noContent = (type: 'Layout' | 'Pagination', drawn: () => void): void => {
    pdf.markContent('Artifact', { type });
    drawn();
    pdf.endMarkedContent();
  };
  /** Within marked content, which goes on there. */
  const goOn = (): void => {
    (pdf as unknown as { continueOnNewPage(): void }).continueOnNewPage();
    pdf.y = MARGIN.top;
  };

  const sheet: Sheet = {
    width: A4.width - 2 * MARGIN.side,
    height: bottom - MARGIN.top,
    left: () => bottom - pdf.y,
    isReplaced: () => isReplaced,
    y: () => pdf.y,
    need: (height) => {
      if (pdf.y + height > bottom && pdf.y > MARGIN.top) sheet.next();
    },
    next: () => {
      pdf.addPage();
      pdf.y = MARGIN.top;
    },
    skip: (height) => {
      if (pdf.y > MARGIN.top) pdf.y += height;
    },
    skipTo: (y) => {
      pdf.y = y;
    },
    lines: (runs, size, width) =>
      linesOf(
        runs.map(({ cut, text }) => ({ cut, text: say(text) })),
        width,
        (text, cut) => widthOf(text, cut, size),
      ),
    widthOf: (text, cut, size) => widthOf(say(text), cut, size),
    element: (type, parent, options) => {
      const element = pdf.struct(type, options as PDFKit.Mixins.StructureElementOptions | undefined);
      if (parent) parent.add(element);
      else pdf.addStructure(element);
      return element;
    },
    write: (structure, runs, { size, left = 0, before = 0 }) => {
      const lines = sheet.lines(runs, size, sheet.width - left);
      sheet.skip(before);
      sheet.need(lineHeight(size));
      structure.add(() => {
        for (const line of lines) {
          if (pdf.y + lineHeight(size) > bottom) goOn();
          const { y } = pdf;
          draw(line, MARGIN.side + left, y, size);
          pdf.y = y + lineHeight(size);
        }
      });
    },
    place: (lines, { x, y, size }, of) => {
      const before = pdf.y;
      const drawn = (): void => {
        for (const [index, line] of lines.entries()) draw(line, MARGIN.side + x, y + index * lineHeight(size), size);
      };
      if (of) of.add(drawn);
      else noContent('Pagination', drawn);
      pdf.y = before;
    },
    rule: (y, from = 0, to = sheet.width) =>
      noContent('Layout', () => {
        pdf
          .lineWidth(0.5)
          .moveTo(MARGIN.side + from, y)
          .lineTo(MARGIN.side + to, y)
          .stroke();
      }),
    dot: (size) => {
      sheet.need(lineHeight(size));
      noContent('Layout', () => {
        pdf.circle(MARGIN.side + 4, pdf.y + size * 0.75, 1.5).fill();
      });
    },
    // pdfkit counts from the right.
    bookmark: (title) => void pdf.outline.addItem(title, { left: A4.width, top: pdf.y } as never),
    pause: () => new Promise((resolve) => void setImmediate(resolve)),
    finish: async () => {
      const { count } = pdf.bufferedPageRange();
      const told = foot.map((fact) => fact.join(': ')).join(' · ');
      for (let page = 0; page < count; page++) {
        pdf.switchToPage(page);
        const number = say(`${WORDS.page[language]} ${page + 1} ${WORDS.of[language]} ${count}`);
        noContent('Pagination', () => {
          const y = A4.height - 36;
          draw([{ cut: 'regular', text: say(told) }], MARGIN.side, y, FOOT);
          draw([{ cut: 'regular', text: number }], A4.width - MARGIN.side - widthOf(number, 'regular', FOOT), y, FOOT);
        });
      }
      // Not pdfkit's own `subset`: with it a list of glyphs is written that is not what PDF/UA wants (veraPDF, 7.21.4.2).
      pdf.appendXML(ACCESSIBLE);
      pdf.end();
      await ended;
      return Buffer.concat(chunks);
    },
  };
  return sheet;
}

const FOOT = 7;

/** How often the sign for what is not printed stands in a text. */
function countOf(text: string): number {
  return text.split(REPLACEMENT).length - 1;
}

/** That it is PDF/UA-1 (ISO 14289-1 § 5). */
const ACCESSIBLE = `
        <rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="">
            <pdfuaid:part>1</pdfuaid:part>
        </rdf:Description>
        `;

/** What of fontkit is asked for past pdfkit, which keeps the font that it opened to itself. */
interface OpenFont {
  hasGlyphForCodePoint(code: number): boolean;
  glyphForCodePoint(code: number): unknown;
}

function fontOf(pdf: PDFKit.PDFDocument, cut: Cut): OpenFont {
  return (pdf.font(cut) as unknown as { readonly _font: { readonly font: OpenFont } })._font.font;
}

/**
 * fontkit remembers a glyph with the characters that it first met it for. A mark that it met as a piece of a letter (of ị, say) would
 * have none, and nobody could copy or search it.
 */
function meetMarks(font: OpenFont): void {
  for (let code = 0x300; code < 0x370; code++) if (font.hasGlyphForCodePoint(code)) font.glyphForCodePoint(code);
}
