import type { Bundle, Provenance, Resource } from '@medplum/fhirtypes';
import { measureText } from '../document/team-sections.ts';
import { momentText } from '../document/time-texts.ts';
import { type Wording, wordingOf } from '../document/wording.ts';
import { kindOf, type PartKind } from '../record/kinds.ts';
import { keyOf, type PlanRecord } from '../record/record.ts';
import { brief } from './brief.ts';
import type { Visit } from './page.ts';
import { resourcesIn } from './seen-record.ts';
import { ACTIVITY_NAMES, PART_NAMES } from './texts/plan-texts.ts';

/** Versions of one page. */
const COUNT = 30;
/** What she consented to is decided anew, and what waits for a decision is decided, not undone. */
const NOT_UNDONE: ReadonlySet<PartKind | undefined> = new Set(['consent', 'conflict', 'notice', 'person', undefined]);

/** One change: who made it, and what it wrote. */
export interface Change {
  readonly when: string | undefined;
  readonly who: string;
  readonly what: string;
  readonly parts: readonly {
    readonly kind: string;
    readonly text: string;
    readonly version: number;
    /** The version to go back to; absent where there is none, or it is not undone so. */
    readonly before?: { readonly type: string; readonly id: string; readonly version: number };
  }[];
}

/**
 * The changes of a record that the reader sees, the newest first, with who made each.
 *
 * @param nameOf name of an organization by its number
 * @example
 * const { changes, next } = await timelineOf(visit, record, nameOf);
 */
export async function timelineOf(
  { fhir, query, language }: Visit,
  record: PlanRecord,
  nameOf: (organization: string) => string | undefined,
): Promise<{ readonly changes: readonly Change[]; readonly next?: string }> {
  const page = query.get('changes');
  const bundle = await fhir.read<Bundle>(
    ['_history'],
    [['patient', record.person], ['_count', String(COUNT)], ...(page === null ? [] : [['_page', page] as const])],
  );
  const versions = resourcesIn(bundle).filter((one) => kindOf(one) !== undefined);
  const made = await provenancesOf(fhir, versions);
  const wording = wordingOf(record, language);
  const groups = Map.groupBy(versions, (one) => made.get(versionOf(one))?.id ?? versionOf(one));
  const link = bundle.link?.find(({ relation }) => relation === 'next')?.url;
  const next = link === undefined ? null : new URL(link).searchParams.get('_page');
  return {
    changes: [...groups.values()].map((parts) => changeOf(parts, made, { wording, nameOf })),
    ...(next === null ? {} : { next: `changes=${encodeURIComponent(next)}` }),
  };
}

async function provenancesOf(
  fhir: Visit['fhir'],
  versions: readonly Resource[],
): Promise<ReadonlyMap<string, Provenance>> {
  if (versions.length === 0) return new Map();
  const targets = [...new Set(versions.map(keyOf))].join(',');
  const found = resourcesIn(
    await fhir.search('Provenance', [
      ['target', targets],
      ['_count', '500'],
      ['_total', 'none'],
      ['_sort', '-recorded'],
    ]),
  );
  const known = found.filter((one): one is Provenance => one.resourceType === 'Provenance');
  return new Map(known.flatMap((one) => one.target.map(({ reference = '' }) => [reference, one] as const)));
}

function versionOf(resource: Resource): string {
  return `${keyOf(resource)}/_history/${resource.meta?.versionId}`;
}

function changeOf(
  parts: readonly Resource[],
  made: ReadonlyMap<string, Provenance>,
  { wording, nameOf }: { readonly wording: Wording; readonly nameOf: (organization: string) => string | undefined },
): Change {
  const [first] = parts;
  const provenance = first && made.get(versionOf(first));
  const who = provenance?.agent[0]?.who;
  const code = provenance?.activity?.coding?.[0]?.code ?? '';
  const activity = Object.hasOwn(ACTIVITY_NAMES, code)
    ? ACTIVITY_NAMES[code as keyof typeof ACTIVITY_NAMES]
    : undefined;
  return {
    when: momentText(first?.meta?.lastUpdated, wording.language),
    who: nameOf(who?.identifier?.value ?? '') ?? wording.name(who) ?? '',
    what: activity?.[wording.language] ?? '',
    parts: parts.map((part) => partOf(part, wording)),
  };
}

function partOf(part: Resource, wording: Wording): Change['parts'][number] {
  const kind = kindOf(part);
  const version = Number(part.meta?.versionId);
  const mayGoBack = Number.isSafeInteger(version) && version > 1 && !NOT_UNDONE.has(kind);
  return {
    kind: kind ? PART_NAMES[kind][wording.language] : part.resourceType,
    text: brief(textOf(part, wording) ?? ''),
    version,
    ...(mayGoBack ? { before: { type: part.resourceType, id: part.id ?? '', version: version - 1 } } : {}),
  };
}

function textOf(part: Resource, wording: Wording): string | undefined {
  switch (part.resourceType) {
    case 'Goal':
      return wording.concept(part.description);
    case 'CarePlan':
      return part.title;
    case 'ServiceRequest':
      return measureText(part, wording);
    case 'CareTeam':
      return part.name;
    default:
      return undefined;
  }
}
