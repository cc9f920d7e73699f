import type { Bundle } from '@medplum/fhirtypes';
import type { Block } from '../block.ts';
import { blocksOf } from '../narrative-blocks.ts';
import { printedOf } from '../printed-document.ts';
import { WORDS } from '../word-texts.ts';
import { type DocumentFonts, lineHeight, openSheet, type Sheet, type Structure } from './sheet.ts';
import { writeTable } from './table.ts';

const TITLE = 20;
const SECTION = 14;
const HEADING = 11;
const TEXT = 10;

/**
 * A plan document as a PDF (ISO 32000-1) that says what its page says, in the same order: tagged for screen readers (ISO 14289-1), with
 * title, language and a bookmark for each section, its font in it, and version, hash and number on every sheet. The same document makes
 * the same bytes.
 *
 * @param document as `planDocument` makes it
 * @param fonts with what is to be printed; what they lack stands as U+FFFD, and a note says so
 * @throws TypeError for a Bundle that does not begin with a Composition
 * @example
 * await writeFile('plan.pdf', await documentPdf(bundle, { regular, bold }));
 */
export async function documentPdf(document: Bundle, fonts: DocumentFonts): Promise<Uint8Array> {
  const printed = printedOf(document);
  const { language, title, head, sections, foot } = printed;
  const sheet = openSheet(printed, fonts);
  const root = sheet.element('Document');
  writeHeading(sheet, root, 'H1', title, TITLE);
  await writeBlocks(sheet, root, blocksOf(head));
  for (const section of sections) {
    const element = sheet.element('Sect', root);
    writeSectionTitle(sheet, element, section.title);
    await writeBlocks(sheet, element, blocksOf(section.narrative));
    element.end();
  }
  const signing = sheet.element('Sect', root);
  writeSectionTitle(sheet, signing, WORDS.signatures[language]);
  const lines = [WORDS.placeAndDate[language], WORDS.signature[language]];
  for (const who of [WORDS.signsForPerson, WORDS.signsAsCoordinator])
    writeSignature(sheet, signing, who[language], lines);
  signing.end();
  sheet.skip(12);
  await writeBlocks(sheet, root, [{ kind: 'facts', facts: foot }]);
  if (sheet.isReplaced()) await writeBlocks(sheet, root, [{ kind: 'text', text: WORDS.notPrinted[language] }]);
  root.end();
  return sheet.finish();
}

function writeSectionTitle(sheet: Sheet, parent: Structure, title: string): void {
  sheet.skip(14);
  sheet.need(lineHeight(SECTION) + 4 * lineHeight(TEXT));
  sheet.bookmark(title);
  writeHeading(sheet, parent, 'H2', title, SECTION);
}

function writeHeading(sheet: Sheet, parent: Structure, type: 'H1' | 'H2' | 'H3', text: string, size: number): void {
  const element = sheet.element(type, parent);
  sheet.write(element, [{ cut: 'bold', text }], { size });
  element.end();
}

async function writeBlocks(sheet: Sheet, parent: Structure, blocks: readonly Block[]): Promise<void> {
  for (const block of blocks) {
    await writeBlock(sheet, parent, block);
    await sheet.pause();
  }
}

async function writeBlock(sheet: Sheet, parent: Structure, block: Block): Promise<void> {
  switch (block.kind) {
    case 'heading':
      sheet.skip(8);
      // It does not stand alone at the foot of a sheet.
      sheet.need(lineHeight(HEADING) + 2 * lineHeight(TEXT));
      return writeHeading(sheet, parent, 'H3', block.text, HEADING);
    case 'text':
      return writeParagraph(sheet, parent, 'P', [{ cut: 'regular', text: block.text }]);
    case 'facts':
      for (const [label, value] of block.facts) {
        const runs = [
          { cut: 'bold', text: `${label}: ` },
          { cut: 'regular', text: value },
        ] as const;
        writeParagraph(sheet, parent, 'P', runs);
      }
      return;
    case 'list':
      return writeList(sheet, parent, block.items);
    case 'table':
      return writeTable(sheet, parent, block);
  }
}

function writeParagraph(
  sheet: Sheet,
  parent: Structure,
  type: 'P' | 'LBody',
  runs: Parameters<Sheet['write']>[1],
): void {
  const element = sheet.element(type, parent);
  sheet.write(element, runs, type === 'P' ? { size: TEXT, before: 3 } : { size: TEXT, left: 14 });
  element.end();
}

function writeList(sheet: Sheet, parent: Structure, items: readonly string[]): void {
  const list = sheet.element('L', parent);
  for (const item of items) {
    sheet.skip(3);
    sheet.dot(TEXT);
    const element = sheet.element('LI', list);
    writeParagraph(sheet, element, 'LBody', [{ cut: 'regular', text: item }]);
    element.end();
  }
  list.end();
}

/** Room to sign, which stays on one sheet. */
function writeSignature(sheet: Sheet, parent: Structure, who: string, lines: readonly string[]): void {
  const room = 34;
  sheet.skip(8);
  sheet.need(lineHeight(HEADING) + lines.length * (room + lineHeight(TEXT)));
  writeHeading(sheet, parent, 'H3', who, HEADING);
  for (const text of lines) {
    sheet.skip(room);
    sheet.rule(sheet.y(), 0, sheet.width * 0.7);
    writeParagraph(sheet, parent, 'P', [{ cut: 'regular', text }]);
  }
}
