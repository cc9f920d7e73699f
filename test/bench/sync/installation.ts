import { compose, type Samplan } from '../../../src/compose.ts';
import type { PartnerSettings } from '../../../src/config.ts';
import type { Log } from '../../../src/observe/log.ts';
import type { RunSummary } from '../../../src/store/partner-memory.ts';
import { LOOPBACK } from '../../config/loopback-settings.ts';
import { FJORDVIK, organizationNumber, type SystemName, TRUST } from '../../demo/people/organizations.ts';
import type { PeerProcess } from './peer-process.ts';

/** The two sides of the bench: the municipality's plans go to the trust. */
export interface Peers {
  readonly source: PeerProcess;
  readonly recipient: PeerProcess;
}

/** An installation as it is wired in production, between two peers. */
export interface Installation {
  readonly samplan: Samplan;
  pass(side: keyof Peers): Promise<RunSummary>;
}

export const SILENT: Log = { debug() {}, info() {}, warn() {}, error: tell, with: () => SILENT };
export const NAMES: Readonly<Record<keyof Peers, SystemName>> = { source: FJORDVIK, recipient: TRUST };

/** @param onProgress persons done and to do in the present phase of a pass */
export async function install(
  file: string,
  peers: Peers,
  concurrency: number,
  onProgress?: (done: number, total: number) => void,
): Promise<Installation> {
  const partner = (side: keyof Peers): PartnerSettings => ({
    name: NAMES[side],
    organization: organizationNumber(side === 'source' ? 'fjordvik' : 'trust'),
    sector: side === 'source' ? 'municipal' : 'specialist',
    agreement: 'Samarbeidsavtale 2026',
    mode: 'both',
    measures: 'requests',
    schedule: '*/5 * * * *',
    reconcile: '0 3 * * 0',
    quietHours: '',
    jitterSeconds: 0,
    concurrency,
    headers: {},
    connector: { kind: 'fhir-rest', url: peers[side].url, pull: 'auto', overlapSeconds: 60, pageSize: 100 },
    profiles: [],
  });
  const samplan = await compose(
    {
      file: '',
      controller: { name: 'Samplan Fjordvik', organization: '310603015', sector: 'municipal' },
      timezone: 'Europe/Oslo',
      keepRuns: 90,
      retention: {},
      store: { kind: 'sqlite', file },
      audit: { publicKeys: [] },
      ...LOOPBACK,
      profiles: [],
      requiredProfiles: [],
      coordinatingUnits: [],
      subscriptions: { endpoints: [], networks: [], everySeconds: 5 },
      consent: { policy: [], graceDays: {} },
      partners: [partner('source'), partner('recipient')],
      warnings: [],
    },
    { log: SILENT },
  );
  return {
    samplan,
    async pass(side) {
      const [summary] = await samplan.runPass({
        partner: NAMES[side],
        ...(onProgress ? { onProgress: ({ done, total }) => onProgress(done, total) } : {}),
      });
      if (!summary) throw new Error('no pass was run');
      return summary;
    },
  };
}

function tell(event: string, { error }: { readonly error?: Error } = {}): void {
  console.error(event, error ?? '');
}
