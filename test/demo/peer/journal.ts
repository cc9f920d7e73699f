import type { Bundle } from '@medplum/fhirtypes';

/** One request that reached the partner, and what became of it. */
export interface Exchange {
  readonly method: string;
  /** Path and query: `/fhir/Patient?_count=50`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed when it is JSON, else the text. */
  readonly body?: unknown;
  /** Absent when the request was not carried out because the partner was down. */
  readonly answer?: Answer;
  /** False when the socket was destroyed instead of answering. */
  readonly delivered: boolean;
  /** The answer was an old page (`replay-pages`). */
  readonly replayed?: true;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Type that a request searches by GET on the type; undefined for every other request. */
export function searchedType(method: string, path: string): string | undefined {
  return method === 'GET' ? /^\/fhir\/([A-Z]\w+)\/?(?:\?|$)/.exec(path)?.[1] : undefined;
}

/** Recorded searchset pages in their order, per type. */
export function recordedPages(journal: readonly Exchange[]): Map<string, Bundle[]> {
  const pages = new Map<string, Bundle[]>();
  for (const { method, path, answer, delivered, replayed } of journal) {
    const type = searchedType(method, path);
    if (type && delivered && !replayed && answer?.status === 200) {
      pages.set(type, [...(pages.get(type) ?? []), answer.body as Bundle]);
    }
  }
  return pages;
}
