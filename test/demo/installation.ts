import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';
import type { DemoDatabase } from './database.ts';
import type { PartnerProcess } from './partner-process.ts';
import {
  FJORDVIK,
  GRANLI,
  type OrganizationKey,
  organizationNumber,
  type PartnerName,
  TRUST,
} from './people/organizations.ts';

const ORGANIZATION: Readonly<Record<PartnerName, OrganizationKey>> = {
  [FJORDVIK]: 'fjordvik',
  [TRUST]: 'trust',
  [GRANLI]: 'granli',
};

/** Samplan's folder in the demo: a configuration file and, where that is a file, the store. */
export interface Installation {
  readonly folder: string;
  readonly config: string;
  remove(): Promise<void>;
}

/** Writes the configuration into a temporary folder; the partners are listed in the order given. */
export async function install(partners: readonly PartnerProcess[], database: DemoDatabase): Promise<Installation> {
  const folder = await mkdtemp(path.join(tmpdir(), 'samplan-demo-'));
  const config = path.join(folder, 'samplan.yaml');
  const settings = {
    // Of the same synthetic series as the organizations of the story, and none of them.
    controller: { name: 'Samplan Fjordvik', organization: '310603015', sector: 'municipal' },
    store: database.settings,
    http: { port: 0 },
    partners: partners.map(({ name, url }) => ({
      name,
      organization: organizationNumber(ORGANIZATION[name]),
      sector: name === TRUST ? 'specialist' : 'municipal',
      agreement: 'Samarbeidsavtale 2026',
      mode: 'both',
      schedule: '*/5 * * * * *',
      reconcile: '*/12 * * * * *',
      connector: { kind: 'fhir-rest', url, overlapSeconds: 60 },
    })),
  };
  await writeFile(config, stringify(settings));
  return {
    folder,
    config,
    async remove() {
      await database.remove();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
