import { afterEach, beforeEach, describe } from '@jest/globals';
import { auditChainContract } from './store/audit-chain.ts';
import { carriageContract } from './store/carriage.ts';
import { checkContract } from './store/check.ts';
import { commitContract } from './store/commit.ts';
import { counterpartContract } from './store/counterparts.ts';
import { dueLinkContract } from './store/due-links.ts';
import { durabilityContract } from './store/durability.ts';
import { dutyContract } from './store/duties.ts';
import type { StoreFixture } from './store/fixture.ts';
import { joinedContract } from './store/joined.ts';
import { leaseContract } from './store/leases.ts';
import { linkContract } from './store/links.ts';
import { overviewContract } from './store/overview.ts';
import { partnerDocumentContract } from './store/partner-documents.ts';
import { partnerMemoryContract } from './store/partner-memory.ts';
import { recordContract } from './store/records.ts';
import { retentionContract } from './store/retention.ts';
import { searchContract } from './store/search.ts';
import { searchKindsContract } from './store/search-kinds.ts';
import { searchPageContract } from './store/search-pages.ts';
import { sessionContract } from './store/sessions.ts';
import { signalsContract } from './store/signals.ts';
import { subscriptionContract } from './store/subscriptions.ts';
import { takenInContract } from './store/taken-in.ts';
import { usedOnceContract } from './store/used-once.ts';
import { versionContract } from './store/versions.ts';

/**
 * Holds an implementation to the text of src/store/store.ts.
 *
 * @example
 * storeContract('sqlite', async () => ({ store: await openSqliteStore({ file: ':memory:' }), dispose: async () => {} }));
 */
export function storeContract(name: string, factory: () => Promise<StoreFixture>): void {
  describe(`store contract: ${name}`, () => {
    let fixture: StoreFixture;
    beforeEach(async () => {
      fixture = await factory();
    });
    afterEach(async () => {
      await fixture.store.close();
      await fixture.dispose();
    });

    const store = () => fixture.store;
    versionContract(store);
    commitContract(store);
    recordContract(store);
    searchContract(store);
    searchKindsContract(store);
    searchPageContract(store);
    linkContract(store);
    joinedContract(store);
    dueLinkContract(store);
    counterpartContract(store);
    takenInContract(store);
    partnerDocumentContract(store);
    partnerMemoryContract(store);
    subscriptionContract(store);
    leaseContract(store);
    overviewContract(store);
    signalsContract(store);
    auditChainContract(() => fixture);
    usedOnceContract(store);
    retentionContract(store);
    dutyContract(store);
    sessionContract(store);
    carriageContract(() => fixture);
    checkContract(() => fixture);
    durabilityContract(() => fixture);
  });
}
