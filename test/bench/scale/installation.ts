import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { organizationNumber } from '../../demo/people/organizations.ts';
import { AUDIENCE, CONTROLLER, type Issuer } from '../api/installation.ts';
import { NAMES, type Peers } from '../sync/installation.ts';

/** Writes the configuration that each of several processes is started with; their ports are free ones. */
export function configured(
  folder: string,
  {
    url,
    schema,
    issuer,
    peers,
  }: { readonly url: string; readonly schema: string; readonly issuer: Issuer; readonly peers: Peers },
): string {
  const file = join(folder, 'samplan.yaml');
  const partner = (side: keyof Peers): object => ({
    name: NAMES[side],
    organization: organizationNumber(side === 'source' ? 'fjordvik' : 'trust'),
    sector: side === 'source' ? 'municipal' : 'specialist',
    agreement: 'Samarbeidsavtale 2026',
    mode: 'both',
    schedule: '* * * * * *',
    jitterSeconds: 0,
    connector: { kind: 'fhir-rest', url: peers[side].url },
  });
  const settings = {
    controller: CONTROLLER,
    store: { kind: 'postgres', url, schema, pool: 4 },
    http: { port: 0, publicUrl: 'https://samplan.bench.example' },
    access: {
      ...{ mode: 'oauth', audience: AUDIENCE, issuers: [{ ...issuer }], requireBinding: false },
      requestsPerMinute: 1_000_000,
    },
    partners: [partner('source'), partner('recipient')],
  };
  writeFileSync(file, stringify(settings));
  return file;
}
