import type { Identifier, Organization, Practitioner, PractitionerRole, Reference } from '@medplum/fhirtypes';
import { namedUuid } from './identity.ts';

export const FJORDVIK = 'Fjordvik kommune';
export const TRUST = 'Helse Fjordvik HF';

export const GRANLI = 'Granli kommune';
export const NAV = 'NAV';

/** The two systems where the story is played. */
export type SystemName = typeof FJORDVIK | typeof TRUST;
export const SYSTEMS: readonly SystemName[] = [FJORDVIK, TRUST];

/** The systems that are FHIR servers: with the municipality that somebody moves to. */
export type ServerName = SystemName | typeof GRANLI;
export const SERVERS: readonly ServerName[] = [...SYSTEMS, GRANLI];

/** All partners, by the names they have in Samplan's configuration: with the NAV office, which exchanges files. */
export type PartnerName = ServerName | typeof NAV;
export const PARTNERS: readonly PartnerName[] = [...SERVERS, NAV];

const ENH = 'urn:oid:2.16.578.1.12.4.1.4.101';
const RESH = 'urn:oid:2.16.578.1.12.4.1.4.102';
export const HPR = 'urn:oid:2.16.578.1.12.4.1.4.4';
const PERSONNEL_CATEGORY = 'urn:oid:2.16.578.1.12.4.1.1.9060';

interface Unit {
  readonly name: string;
  readonly enh?: string;
  readonly resh?: string;
  readonly partOf?: OrganizationKey;
  /** Systems in whose directory the unit stands from the start. */
  readonly knownAt: readonly ServerName[];
}

export type OrganizationKey =
  | 'fjordvik'
  | 'fjordvik-coordinating-unit'
  | 'fjordvik-home-care'
  | 'fjordvik-rehabilitation'
  | 'fjordvik-medical-centre'
  | 'fjordvik-school'
  | 'granli'
  | 'nav'
  | 'trust'
  | 'trust-coordinating-unit'
  | 'trust-rehabilitation'
  | 'trust-medicine'
  | 'trust-psychiatry';

/** All organizations of the story. The numbers are of the synthetic series (310…), check digit valid. */
export const ORGANIZATIONS: Readonly<Record<OrganizationKey, Unit>> = {
  fjordvik: { name: 'Fjordvik kommune', enh: '310601012', knownAt: SYSTEMS },
  'fjordvik-coordinating-unit': {
    name: 'Koordinerende enhet, Fjordvik kommune',
    enh: '310601020',
    partOf: 'fjordvik',
    knownAt: SYSTEMS,
  },
  'fjordvik-home-care': {
    name: 'Fjordvik hjemmetjeneste',
    enh: '310601047',
    partOf: 'fjordvik',
    knownAt: [FJORDVIK],
  },
  'fjordvik-rehabilitation': {
    name: 'Fjordvik rehabilitering, fysio- og ergoterapi',
    enh: '310601039',
    partOf: 'fjordvik',
    knownAt: [FJORDVIK],
  },
  'fjordvik-medical-centre': { name: 'Fjordvik legesenter', enh: '310601055', knownAt: [FJORDVIK] },
  'fjordvik-school': { name: 'Fjordvik skole', enh: '310601063', partOf: 'fjordvik', knownAt: [FJORDVIK] },
  granli: { name: 'Granli kommune', enh: '310604011', knownAt: [GRANLI] },
  nav: { name: 'NAV Fjordvik', enh: '310605018', knownAt: [] },
  trust: { name: 'Helse Fjordvik HF', enh: '310602019', knownAt: SYSTEMS },
  'trust-coordinating-unit': {
    name: 'Koordinerende enhet, Helse Fjordvik HF',
    enh: '310602027',
    resh: '9900010',
    partOf: 'trust',
    knownAt: SYSTEMS,
  },
  'trust-rehabilitation': {
    name: 'Seksjon for rehabilitering og slagbehandling',
    resh: '9900021',
    partOf: 'trust',
    knownAt: SYSTEMS,
  },
  'trust-medicine': { name: 'Medisinsk poliklinikk', resh: '9900033', partOf: 'trust', knownAt: [TRUST] },
  'trust-psychiatry': { name: 'Fjordvik DPS', resh: '9900045', partOf: 'trust', knownAt: SYSTEMS },
};

interface Employee {
  readonly family: string;
  readonly given: string;
  readonly hpr: string;
  /** Code of helsepersonellkategori (9060). */
  readonly category: 'SP' | 'ET' | 'FT' | 'LE' | 'PS' | 'VP';
  readonly post: string;
  readonly unit: OrganizationKey;
  readonly knownAt: readonly ServerName[];
}

export type PractitionerKey =
  | 'kari'
  | 'turid'
  | 'eirik'
  | 'lise'
  | 'knut'
  | 'hege'
  | 'bjorn'
  | 'marit'
  | 'samira'
  | 'tore'
  | 'astrid';

/** Everyone who works in the story. The HPR numbers are invented. */
export const PRACTITIONERS: Readonly<Record<PractitionerKey, Employee>> = {
  kari: employee('Holte', 'Kari', '565500012', 'SP', 'Koordinator', 'fjordvik-coordinating-unit', SYSTEMS),
  turid: employee('Moen', 'Turid', '565500020', 'ET', 'Ergoterapeut', 'fjordvik-rehabilitation', [FJORDVIK]),
  eirik: employee('Sandvik', 'Eirik', '565500039', 'FT', 'Fysioterapeut', 'fjordvik-rehabilitation', [FJORDVIK]),
  lise: employee('Haugen', 'Lise', '565500047', 'VP', 'Vernepleier', 'fjordvik-home-care', [FJORDVIK]),
  knut: employee('Sæther', 'Knut', '565500055', 'LE', 'Fastlege', 'fjordvik-medical-centre', [FJORDVIK]),
  hege: employee('Solbakken', 'Hege', '565500063', 'SP', 'Koordinator', 'trust-coordinating-unit', SYSTEMS),
  bjorn: employee('Aasen', 'Bjørn', '565500071', 'LE', 'Overlege', 'trust-rehabilitation', SYSTEMS),
  marit: employee('Eide', 'Marit', '565500080', 'PS', 'Psykologspesialist', 'trust-psychiatry', SYSTEMS),
  samira: employee('Rahimi', 'Samira', '565500098', 'LE', 'Lungelege', 'trust-medicine', [TRUST]),
  tore: employee('Brekke', 'Tore', '565500101', 'SP', 'MS-sykepleier', 'trust-medicine', [TRUST]),
  astrid: employee('Lund', 'Astrid', '565500110', 'SP', 'Koordinator', 'granli', [GRANLI]),
};

/** Organization number of an organization that has one. */
export function organizationNumber(key: OrganizationKey): string {
  const { enh } = ORGANIZATIONS[key];
  if (enh === undefined) {
    throw new Error(`${key} has no organization number`);
  }
  return enh;
}

/** What stands in a system's directory at the start: organizations, practitioners and their posts. */
export function directory(system: ServerName): readonly (Organization | Practitioner | PractitionerRole)[] {
  const units = keysOf(ORGANIZATIONS).filter((key) => ORGANIZATIONS[key].knownAt.includes(system));
  const employees = keysOf(PRACTITIONERS).filter((key) => PRACTITIONERS[key].knownAt.includes(system));
  return [
    ...units.map((key) => organization(system, key)),
    ...employees.map((key) => practitioner(system, key)),
    ...employees.map((key) => post(system, key)),
  ];
}

/** Local reference to an organization of the system's directory. */
export function organizationAt(system: ServerName, key: OrganizationKey): Reference<Organization> {
  return { reference: `Organization/${localId(system, `organization-${key}`)}`, display: ORGANIZATIONS[key].name };
}

/** Reference by organization number: how one names an organization that need not stand in the own directory. */
export function organizationByNumber(key: OrganizationKey): Reference<Organization> {
  return {
    type: 'Organization',
    identifier: { system: ENH, value: organizationNumber(key) },
    display: ORGANIZATIONS[key].name,
  };
}

/** Local reference to a practitioner: the person is answerable herself. */
export function practitionerAt(system: ServerName, key: PractitionerKey): Reference<Practitioner> {
  return { reference: `Practitioner/${localId(system, `practitioner-${key}`)}`, display: fullName(key) };
}

/** Local reference to a practitioner's post: she acts for an organization. */
export function postAt(system: ServerName, key: PractitionerKey): Reference<PractitionerRole> {
  const { post, unit } = PRACTITIONERS[key];
  return {
    reference: `PractitionerRole/${localId(system, `post-${key}`)}`,
    display: `${fullName(key)}, ${post.toLowerCase()}, ${ORGANIZATIONS[unit].name}`,
  };
}

/** Local ids never look alike between the two: the municipality's are short, the trust's are UUIDs. */
export function localId(system: ServerName, name: string): string {
  return system === FJORDVIK ? name : namedUuid(`${system}/${name}`);
}

function organization(system: ServerName, key: OrganizationKey): Organization {
  const { name, enh, resh, partOf } = ORGANIZATIONS[key];
  const identifier: Identifier[] = [
    ...(enh === undefined ? [] : [{ system: ENH, value: enh }]),
    ...(resh === undefined ? [] : [{ system: RESH, value: resh }]),
  ];
  return {
    resourceType: 'Organization',
    id: localId(system, `organization-${key}`),
    active: true,
    identifier,
    name,
    ...(partOf === undefined ? {} : { partOf: organizationAt(system, partOf) }),
  };
}

function practitioner(system: ServerName, key: PractitionerKey): Practitioner {
  const { family, given, hpr, category } = PRACTITIONERS[key];
  return {
    resourceType: 'Practitioner',
    id: localId(system, `practitioner-${key}`),
    active: true,
    identifier: [{ system: HPR, value: hpr }],
    name: [{ family, given: [given] }],
    // Each side keeps its own number to the same employee: matching must not make one overwrite the other.
    telecom: [{ system: 'phone', value: system === TRUST ? '57 00 90 00' : '57 00 00 10', use: 'work' }],
    qualification: [{ code: { coding: [{ system: PERSONNEL_CATEGORY, code: category }] } }],
  };
}

function post(system: ServerName, key: PractitionerKey): PractitionerRole {
  const { post, unit } = PRACTITIONERS[key];
  return {
    resourceType: 'PractitionerRole',
    id: localId(system, `post-${key}`),
    active: true,
    practitioner: practitionerAt(system, key),
    organization: organizationAt(system, unit),
    code: [{ text: post }],
  };
}

function fullName(key: PractitionerKey): string {
  return `${PRACTITIONERS[key].given} ${PRACTITIONERS[key].family}`;
}

function employee(
  family: string,
  given: string,
  hpr: string,
  category: Employee['category'],
  post: string,
  unit: OrganizationKey,
  knownAt: readonly ServerName[],
): Employee {
  return { family, given, hpr, category, post, unit, knownAt };
}

function keysOf<K extends string>(table: Readonly<Record<K, unknown>>): readonly K[] {
  return Object.keys(table) as K[];
}
