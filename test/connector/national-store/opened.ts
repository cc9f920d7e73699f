import type { AskedPerson, Connector, FeedPage } from '../../../src/connector/connector.ts';
import { createNhnCareplanConnector } from '../../../src/connector/nhn-careplan/create-nhn-careplan-connector.ts';
import type { NhnCareplanOptions } from '../../../src/connector/nhn-careplan/options.ts';
import type { Cursor } from '../../../src/store/partner-memory.ts';
import { PersonsAtHand } from './at-hand.ts';
import { openTokens } from './callers.ts';
import { type NationalStore, startNationalStore } from './national-store.ts';

/** Synthetic numbers (month + 80) of two persons. */
export const NUMBERS = { ingrid: '14836830068', per: '05895500275' } as const;

/** A store with a connector to it that two persons are known to. */
export interface OpenedStore {
  readonly store: NationalStore;
  readonly connector: Connector;
  /** What a pull gives, and where it ends. */
  pull(cursor?: Cursor, whole?: true): Promise<{ readonly pages: readonly FeedPage[]; readonly cursor: Cursor }>;
  /** What its tokens say otherwise than usual; null: it sends none. */
  claims: Readonly<Record<string, unknown>> | null;
  /** Whom is asked about. */
  asks: readonly (keyof typeof NUMBERS)[];
  close(): Promise<void>;
}

/** @example const { store, connector } = await openNationalStore(); */
export async function openNationalStore(more: Partial<NhnCareplanOptions> = {}): Promise<OpenedStore> {
  const tokens = await openTokens();
  const store = await startNationalStore(tokens.letIn);
  let events = 0;
  const connector = createNhnCareplanConnector({
    url: store.url,
    sourceSystem: 'Samplan',
    userRole: 'LE',
    accessBasis: 'consent',
    persons: new PersonsAtHand('ingrid', NUMBERS),
    newId: () => {
      events += 1;
      return `00000000-0000-4000-8000-${String(events).padStart(12, '0')}`;
    },
    authorize: async ({ headers }) => {
      if (opened.claims) headers.set('authorization', `Bearer ${await tokens.token(opened.claims)}`);
    },
    ...more,
  });
  const opened: OpenedStore = {
    store,
    connector,
    claims: {},
    asks: ['ingrid'],
    async pull(cursor = {}, whole) {
      const persons = (async function* (): AsyncGenerator<AskedPerson> {
        for (const patient of opened.asks) yield { patient, identifiers: [] };
      })();
      const feed = connector.changes(cursor, { strategy: 'per-person', persons, ...(whole ? { whole } : {}) });
      const pages: FeedPage[] = [];
      for (let step = await feed.next(); ; step = await feed.next()) {
        if (step.done) return { pages, cursor: step.value };
        pages.push(step.value);
      }
    },
    close: () => store.close(),
  };
  return opened;
}
