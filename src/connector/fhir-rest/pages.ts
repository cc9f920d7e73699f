import type { FeedPage, Held } from '../connector.ts';
import type { Answer, Request, Send } from './answer.ts';
import type { Base } from './base.ts';
import { type Entry, type Page, readPage } from './bundle.ts';
import { nameOf, readHeld } from './held.ts';
import type { FhirRestOptions } from './options.ts';
import { AnswerTooLarge, malformed } from './refusal.ts';

/** What every way of asking needs. */
export type FeedOptions = Required<
  Pick<FhirRestOptions, 'types' | 'pageSize' | 'overlapSeconds' | 'maxPages' | 'maxResourceBytes' | 'now'>
> &
  Pick<FhirRestOptions, 'onNotice'>;

/** An answer to a page's request, whatever its status. */
export interface Asked {
  readonly answer: Answer;
  /** As it was asked in the end: for fewer at a time where the partner's page was too large to read. */
  readonly request: Request;
}

/** How much smaller a page is asked for when one is too large. */
const SHRINK = 4;

/** Asks for a page; where it is larger than we read, for fewer resources at a time. */
export async function ask(send: Send, request: Request): Promise<Asked> {
  for (let current = request; ; ) {
    try {
      return { answer: await send(current), request: current };
    } catch (error) {
      const smaller = error instanceof AnswerTooLarge ? withFewer(current) : undefined;
      if (!smaller) throw error;
      current = smaller;
    }
  }
}

function withFewer(request: Request): Request | undefined {
  const count = Number(request.url.searchParams.get('_count'));
  if (!Number.isInteger(count) || count <= 1) return undefined;
  const url = new URL(request.url);
  url.searchParams.set('_count', String(Math.max(1, Math.floor(count / SHRINK))));
  return { ...request, url };
}

/** Holds a search to an end: no page twice, and no more of them than anybody has. */
export class Turning {
  readonly #asked = new Set<string>();
  readonly #maxPages: number;
  readonly #where: string;

  constructor(where: string, maxPages: number) {
    this.#where = where;
    this.#maxPages = maxPages;
  }

  /** @throws SamplanError `partner-malformed` */
  to(url: URL): void {
    if (this.#asked.size >= this.#maxPages || this.#asked.has(url.href)) {
      throw malformed(this.#where, 'a last page', 'pages without end');
    }
    this.#asked.add(url.href);
  }
}

/** A page of a search with its entries read. */
export interface ReadPage extends Pick<FeedPage, 'unreadable'> {
  readonly page: Page;
  readonly held: readonly Held[];
}

/** Reads the entries of a page as resources of a type; those that can't be are told, and the rest goes on. */
export function readEntries(
  answer: Answer,
  base: Base,
  type: string,
  place: string,
  { maxResourceBytes }: Pick<FeedOptions, 'maxResourceBytes'>,
): ReadPage {
  const page = readPage(answer, base, 'searchset');
  const held: Held[] = [];
  const unreadable: FeedPage['unreadable'][number][] = [];
  for (const entry of page.entries) {
    const read = readEntry(entry, type, answer, maxResourceBytes);
    if ('reason' in read) unreadable.push(unreadableAt(`${place}, Bundle.entry[${entry.index}]`, read.reason, entry));
    else held.push(read);
  }
  return { page, held, unreadable };
}

/** An entry's resource, or what is wrong with it. */
export function readEntry(
  { content }: Entry,
  type: string,
  { size }: Answer,
  maxResourceBytes: number,
): Held | { readonly reason: string } {
  const held = readHeld(content, type);
  // Only what came in a large answer can be too large itself: writing out every resource to measure it costs too much.
  const isLarge =
    size > maxResourceBytes && !('reason' in held) && Buffer.byteLength(JSON.stringify(content)) > maxResourceBytes;
  return isLarge ? { reason: `larger than ${maxResourceBytes} bytes` } : held;
}

/** One version of one resource of a type. */
export function keyOf({ peerId, version }: Pick<Held, 'peerId' | 'version'>): string {
  return `${peerId} ${version}`;
}

export function unreadableAt(where: string, reason: string, { content }: Entry): FeedPage['unreadable'][number] {
  const key = nameOf(content);
  return { where, reason, ...(key ? { key } : {}) };
}
