import { MOULD, type Stamp, stampOf } from '../sync/mould.ts';
import { type Papers, papersFor } from './papers.ts';

/** What is asked, over and over. */
export const KINDS = ['read', 'search by identifier', 'search by subject', 'create', 'update', 'transaction'] as const;
export type Kind = (typeof KINDS)[number];

/** Those that change nothing. */
export const READ_KINDS = ['read', 'search by identifier', 'search by subject'] as const satisfies readonly Kind[];

/** One request, ready to be sent to any FHIR server. */
export interface Request {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** After the FHIR base. */
  readonly path: string;
  readonly contentType?: string;
  readonly body?: string;
}

/** Persons who are read of: as many as a bare server is given the answers for. */
const READ_OF = 500;
/** Who is brought in by a transaction: nobody who is there. */
const NEWCOMERS = 200_000;

/**
 * The `turn`th request of a kind. Reads go to persons who lie evenly among all, changes to all of them in turn.
 *
 * @param records that are there
 */
export function requestOf(kind: Kind, papers: Papers, records: number, turn: number): Request {
  const read = stampOf(Math.floor(((turn % READ_OF) * records) / READ_OF));
  const changed = stampOf(Math.floor((turn * 0.618_033_988_749_895 * records) % records));
  return requestFor(kind, papers, { read, changed, turn });
}

/** Whom a request is about. */
export interface About {
  /** Where it reads. */
  readonly read: Stamp;
  /** Where it changes something. */
  readonly changed: Stamp;
  /** Makes an update one of its own, and somebody who is brought in. */
  readonly turn: number;
}

export function requestFor(kind: Kind, papers: Papers, { read, changed, turn }: About): Request {
  const of = (paper: string): string => papersFor(paper, read);
  switch (kind) {
    case 'read':
      return { method: 'GET', path: `/${of(papers.plan)}` };
    case 'search by identifier':
      return {
        method: 'POST',
        path: '/Patient/_search',
        contentType: 'application/x-www-form-urlencoded',
        body: new URLSearchParams({ identifier: `urn:oid:2.16.578.1.12.4.1.4.1|${of(MOULD.fnr)}` }).toString(),
      };
    case 'search by subject':
      return {
        method: 'GET',
        path: `/CarePlan?subject=${of(papers.patient)}&_sort=-_lastUpdated&_include=CarePlan:goal`,
      };
    case 'create':
      return { method: 'POST', path: '/ServiceRequest', ...json(papersFor(papers.created, changed)) };
    case 'update':
      return {
        method: 'PUT',
        path: `/${papersFor(papers.measure, changed)}`,
        ...json(papersFor(papers.updated, changed, turn)),
      };
    case 'transaction':
      return { method: 'POST', path: '', ...json(papersFor(papers.transaction, stampOf(NEWCOMERS + turn))) };
  }
}

/** Requests whose answers a bare server is given: every one that is ever read. */
export function readRequests(papers: Papers, records: number): readonly Request[] {
  return READ_KINDS.flatMap((kind) =>
    Array.from({ length: READ_OF }, (_, turn) => requestOf(kind, papers, records, turn)),
  );
}

function json(body: string): Pick<Request, 'contentType' | 'body'> {
  return { contentType: 'application/fhir+json', body };
}
