import type { ServerResponse } from 'node:http';
import type { ServiceRequest } from '@medplum/fhirtypes';
import { stampOf } from '../mould.ts';
import { Holding, type Population } from './holding.ts';

/** A FHIR request that came. */
export interface Journal {
  readonly method: string;
  readonly path: string;
  readonly body: Buffer;
}

/** What a peer is told besides FHIR; the control routes set it. */
export interface Peer {
  readonly holding: Holding;
  /** Where writes go instead while they are only rehearsed. */
  rehearsal: Holding | undefined;
  isDown: boolean;
  /** Every answer waits so long, as one from another town does. */
  delayMs: number;
  /** Number of the person whose papers come, if others' are to be cast from them: ids carry it, and times are the mould's. */
  castAs: string | undefined;
  readonly journal: Journal[];
  isJournaling: boolean;
}

/** What the bench asks of a peer's operator. */
export interface Orders {
  /** Each as it says itself, with version and time. */
  readonly seed: { readonly texts: readonly string[] };
  readonly settle: Population;
  /** So many persons' measures are edited by the peer's own users, spread over all. */
  readonly edit: { readonly persons: number; readonly of: number; readonly word: string };
  /** The same of these persons. */
  readonly editOf: { readonly persons: readonly number[]; readonly word: string };
  readonly switch: Partial<Pick<Peer, 'isDown' | 'delayMs' | 'castAs' | 'isJournaling'>> & {
    readonly isRehearsing?: boolean;
  };
  readonly written: Record<string, never>;
  /** In how many resources, as they are now, each text stands. Only what was written is looked through. */
  readonly tally: { readonly texts: readonly string[] };
  /** A part of the journal, and the journal is empty after the last. */
  readonly journal: { readonly from: number; readonly count: number };
  readonly forget: Record<string, never>;
}

export function control(peer: Peer, url: URL, body: Buffer, response: ServerResponse): void {
  const order = url.pathname.slice('/control/'.length) as keyof Orders;
  const result = carryOut(peer, order, JSON.parse(body.toString()));
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(result ?? null));
}

function carryOut(peer: Peer, order: keyof Orders, given: unknown): unknown {
  const { holding } = peer;
  switch (order) {
    case 'seed': {
      for (const text of (given as Orders['seed']).texts) holding.keep(text);
      return undefined;
    }
    case 'settle':
      return holding.settle(given as Population);
    case 'edit': {
      const { persons, of, word } = given as Orders['edit'];
      for (let number = 0; number < persons; number += 1) {
        const { number: name } = stampOf(Math.floor((number * of) / persons));
        edit(holding, `p${name}-measure-1`, word);
      }
      return undefined;
    }
    case 'editOf': {
      const { persons, word } = given as Orders['editOf'];
      for (const index of persons) edit(holding, `p${stampOf(index).number}-measure-1`, word);
      return undefined;
    }
    case 'switch': {
      const { isRehearsing, ...switches } = given as Orders['switch'];
      if (isRehearsing !== undefined) peer.rehearsal = isRehearsing ? new Holding() : undefined;
      Object.assign(peer, switches);
      return undefined;
    }
    case 'written':
      return holding.written();
    case 'tally': {
      const written = holding.written();
      return (given as Orders['tally']).texts.map((text) => written.filter((one) => one.includes(text)).length);
    }
    case 'journal': {
      const { from, count } = given as Orders['journal'];
      return peer.journal.slice(from, from + count).map((one) => ({ ...one, body: one.body.toString() }));
    }
    case 'forget':
      peer.journal.length = 0;
      return undefined;
  }
}

function edit(holding: Holding, id: string, word: string): void {
  const held = holding.get('ServiceRequest', id);
  if (!held) throw new Error(`no ServiceRequest/${id}`);
  const { note = [], ...measure } = JSON.parse(held.text.toString()) as ServiceRequest;
  const [first, ...rest] = note;
  holding.put({ ...measure, note: [{ ...first, text: `Endret: ${word}.` }, ...rest] }, id);
}
