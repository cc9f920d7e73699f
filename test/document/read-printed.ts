import { getDocumentProxy } from 'unpdf';

/** What a PDF says, read by an implementation that is not ours. */
export interface ReadPdf {
  /** Content of all sheets, in the order in which it stands there. */
  readonly content: string;
  /** What is no content, sheet by sheet: foot and headers that stand again. */
  readonly furniture: readonly string[];
  readonly title: unknown;
  readonly language: unknown;
  readonly bookmarks: readonly string[];
  /** Roles of the structure, in their order. */
  readonly roles: readonly string[];
}

interface Node {
  readonly role?: string;
  readonly children?: readonly Node[];
}

export async function readPdf(bytes: Uint8Array): Promise<ReadPdf> {
  // It takes the bytes away from who gave them.
  const pdf = await getDocumentProxy(new Uint8Array(bytes));
  const content: string[] = [];
  const furniture: string[] = [];
  const roles: string[] = [];
  for (let number = 1; number <= pdf.numPages; number++) {
    const page = await pdf.getPage(number);
    const open: string[] = [];
    const apart: string[] = [];
    for (const item of (await page.getTextContent({ includeMarkedContent: true })).items) {
      if ('str' in item) (open.includes('Artifact') ? apart : content).push(item.str, item.hasEOL ? '\n' : '');
      else if (item.type === 'endMarkedContent') open.pop();
      else open.push((item as { readonly tag?: string }).tag ?? '');
      if (open.length === 0) content.push(' ');
    }
    furniture.push(apart.join(''));
    roles.push(...rolesIn((await page.getStructTree()) as Node | null));
  }
  const { info } = await pdf.getMetadata();
  const { Title: title, Language: language } = info as Readonly<Record<string, unknown>>;
  const bookmarks = ((await pdf.getOutline()) ?? []).map((one: { readonly title: string }) => one.title);
  await pdf.loadingTask.destroy();
  return { content: content.join(''), furniture, title, language, bookmarks, roles };
}

function rolesIn(node: Node | null): readonly string[] {
  return [...(node?.role === undefined ? [] : [node.role]), ...(node?.children ?? []).flatMap(rolesIn)];
}

const ENTITIES: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };

/** What a page of a document, or a piece of one, says in its order. */
export function readPage(page: string): string {
  return page
    .slice(Math.max(0, page.indexOf('<body>')))
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/&\w+;/g, (entity) => ENTITIES[entity] ?? entity);
}

/** Text without white space, which lines and cells make differently. */
export function dense(text: string): string {
  return text.normalize('NFC').replaceAll(/\s/gu, '');
}
