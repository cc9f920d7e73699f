import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isObject, type Json, type JsonObject } from '../../conformance/json.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const CANONICAL = 'http://samplan.no/fhir/StructureDefinition/';
/** A plan as it is sent has narrative, contained resources, notes and several measures. */
const PLAN_BYTES = 4300;

export const PACKAGE = `${ROOT}profiles/package`;

/** A resource to validate: the bytes are the same for every engine and with or without profile, but in a Bundle. */
export interface Subject {
  readonly name: string;
  /** Without a claim in meta.profile. */
  readonly text: string;
  /** Profiles that are asked for by argument; a Bundle's entries claim theirs instead. */
  readonly profiles: readonly string[];
  /** With the claims of a Bundle's entries; the same text as above for all others. */
  readonly textWithProfile: string;
}

function read(path: string): JsonObject {
  const content = JSON.parse(readFileSync(`${ROOT}${path}`, 'utf8')) as Json;
  if (!isObject(content)) throw new Error(`${path} is no object`);
  return content;
}

const example = (name: string): JsonObject => {
  const { meta: _, ...resource } = read(`profiles/package/example/${name}.json`);
  return resource;
};

const list = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []);

/** The example with the parts of a full plan that no profile speaks of, until it has the size of a real one. */
function carePlan(): JsonObject {
  const full = read('test/conformance/seeds/CarePlan-full.json');
  const plan: JsonObject = { ...example('CarePlan-ingrid-plan') };
  const additions: readonly (() => void)[] = [
    ...(['text', 'contained', 'addresses', 'author', 'note', 'description', 'created'] as const).map((key) => () => {
      plan[key] ??= full[key] ?? null;
    }),
    ...list(full['activity']).map((activity) => () => {
      // The same measure may be added again, and an id stands once in a resource.
      const { id: _, ...rest } = isObject(activity) ? activity : {};
      plan['activity'] = [...list(plan['activity']), rest];
    }),
  ];
  for (const add of [...additions, ...additions.slice(-4), ...additions.slice(-4)]) {
    const isContainedUsed =
      plan['contained'] === undefined || (plan['addresses'] !== undefined && plan['author'] !== undefined);
    if (isContainedUsed && JSON.stringify(plan).length >= PLAN_BYTES) break;
    add();
  }
  return plan;
}

const profileOf: Readonly<Record<string, string>> = {
  CarePlan: `${CANONICAL}ip-careplan`,
  CareTeam: `${CANONICAL}ip-careteam`,
  Consent: `${CANONICAL}ip-consent`,
  Patient: `${CANONICAL}ip-patient`,
};

function bundle(resources: readonly JsonObject[], count: number, hasClaims: boolean): string {
  const entry = Array.from({ length: count }, (_, at) => {
    const resource = resources[at % resources.length] ?? {};
    const type = String(resource['resourceType']);
    const id = `bench-${at}`;
    return {
      fullUrl: `https://fhir.example.no/r4/${type}/${id}`,
      resource: { ...resource, id, ...(hasClaims ? { meta: { profile: [profileOf[type] ?? ''] } } : {}) },
    };
  });
  return JSON.stringify({ resourceType: 'Bundle', type: 'collection', entry });
}

export function subjects(): readonly Subject[] {
  const resources = [
    carePlan(),
    example('CareTeam-ingrid-team'),
    example('Consent-ingrid-access-trust'),
    example('Patient-ingrid'),
  ];
  const names = ['carePlan', 'careTeam', 'consent', 'patient'];
  return [
    ...resources.map((resource, at) => {
      const text = JSON.stringify(resource);
      return {
        name: names[at] ?? '',
        text,
        textWithProfile: text,
        profiles: [profileOf[String(resource['resourceType'])] ?? ''],
      };
    }),
    {
      name: 'bundle40',
      text: bundle(resources, 40, false),
      textWithProfile: bundle(resources, 40, true),
      profiles: [],
    },
  ];
}
