import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { organizationNumber } from '../../demo/people/organizations.ts';
import { AUDIENCE, CONTROLLER, type Issuer } from '../api/installation.ts';
import { NAMES, type Peers } from '../sync/installation.ts';

/** A pass costs something even where it finds nothing: every second it would take most of what a capped process may use. */
export const PASS_EVERY_SECONDS = 5;

/** Writes the configuration that a process is started with: the same for all, but for the name of its connections. Its port is a free one. */
export function configured(
  folder: string,
  name: string,
  {
    url,
    schema,
    pool,
    issuer,
    peers,
  }: {
    readonly url: string;
    readonly schema: string;
    readonly pool: number;
    readonly issuer: Issuer;
    readonly peers: Peers;
  },
): string {
  const file = join(folder, `${name}.yaml`);
  const partner = (side: keyof Peers): object => ({
    name: NAMES[side],
    organization: organizationNumber(side === 'source' ? 'fjordvik' : 'trust'),
    sector: side === 'source' ? 'municipal' : 'specialist',
    agreement: 'Samarbeidsavtale 2026',
    mode: 'both',
    schedule: `*/${PASS_EVERY_SECONDS} * * * * *`,
    jitterSeconds: 0,
    connector: { kind: 'fhir-rest', url: peers[side].url },
  });
  const settings = {
    controller: CONTROLLER,
    store: { kind: 'postgres', url: `${url}&application_name=${name}`, schema, pool },
    http: { port: 0, publicUrl: 'https://samplan.bench.example' },
    access: {
      ...{
        mode: 'oauth',
        audience: AUDIENCE,
        issuers: [{ issuer: issuer.issuer, keys: issuer.keys }],
        requireBinding: false,
      },
      requestsPerMinute: 1_000_000,
    },
    partners: [partner('source'), partner('recipient')],
  };
  writeFileSync(file, stringify(settings));
  return file;
}
