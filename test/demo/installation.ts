import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';
import type { DemoDatabase } from './database.ts';
import { NavOffice } from './nav-office.ts';
import type { PartnerProcess } from './partner-process.ts';
import {
  FJORDVIK,
  GRANLI,
  NAV,
  type OrganizationKey,
  organizationNumber,
  type PartnerName,
  type ServerName,
  TRUST,
} from './people/organizations.ts';

const ORGANIZATION: Readonly<Record<PartnerName, OrganizationKey>> = {
  [FJORDVIK]: 'fjordvik',
  [TRUST]: 'trust',
  [GRANLI]: 'granli',
  [NAV]: 'nav',
};
const SECTOR: Readonly<Record<PartnerName, string>> = {
  [FJORDVIK]: 'municipal',
  [TRUST]: 'specialist',
  [GRANLI]: 'municipal',
  [NAV]: 'other',
};

/** Of the same synthetic series as the organizations of the story, and none of them. */
export const CONTROLLER = { name: 'Samplan Fjordvik', organization: '310603015', sector: 'municipal' } as const;

/** Samplan's folder in the demo: a configuration file, the store where that is a file, and what the NAV office shares. */
export interface Installation {
  readonly folder: string;
  readonly config: string;
  readonly nav: NavOffice;
  remove(): Promise<void>;
}

/** Writes the configuration into a temporary folder; the partners are listed in the order given. */
export async function install(
  order: readonly PartnerName[],
  servers: Readonly<Record<ServerName, PartnerProcess>>,
  database: DemoDatabase,
): Promise<Installation> {
  const folder = await mkdtemp(path.join(tmpdir(), 'samplan-demo-'));
  const config = path.join(folder, 'samplan.yaml');
  const nav = await NavOffice.open(folder);
  const settings = {
    controller: CONTROLLER,
    store: database.settings,
    http: { port: 0 },
    console: {},
    partners: order.map((name) => ({
      name,
      organization: organizationNumber(ORGANIZATION[name]),
      sector: SECTOR[name],
      agreement: 'Samarbeidsavtale 2026',
      mode: 'both',
      schedule: '*/5 * * * * *',
      reconcile: '*/12 * * * * *',
      connector:
        name === NAV
          ? { kind: 'file-drop', directory: nav.shared, mapping: 'nav-activity', quietSeconds: 0 }
          : { kind: 'fhir-rest', url: servers[name].url, overlapSeconds: 60 },
    })),
  };
  await writeFile(config, stringify(settings));
  return {
    folder,
    config,
    nav,
    async remove() {
      await database.remove();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
