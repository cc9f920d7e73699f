import type { AuditEvent, Bundle, BundleEntry, Composition, CompositionSection, Resource } from '@medplum/fhirtypes';
import { organization } from '../audit/audit-agents.ts';
import { anchorHash } from '../audit/chain.ts';
import { isRecordType } from '../record/kinds.ts';
import { keyOf } from '../record/record.ts';
import type { Store, Stored } from '../store/store.ts';
import type { Language } from '../validation/finding.ts';
import { accessLogOf, everyMatch, referringTo } from './access-log-of.ts';
import type { Context } from './context.ts';
import { patientOf } from './list-disclosures.ts';

/** The evidence about a person's plan, and what of it is to be traced as shown. */
export interface Evidence {
  readonly bundle: Bundle;
  readonly patient: Stored;
}

const TEXTS = {
  title: {
    nb: 'Dokumentasjon til en klagesak om individuell plan',
    nn: 'Dokumentasjon til ei klagesak om individuell plan',
    en: 'Evidence for a complaint about an individual plan',
  },
  versions: {
    nb: 'Planen, hver versjon av hver del',
    nn: 'Planen, kvar versjon av kvar del',
    en: 'The plan, each version of each part',
  },
  provenance: { nb: 'Hvem som endret hva', nn: 'Kven som endra kva', en: 'Who changed what' },
  log: {
    nb: 'Hvem som så, sendte og fikk hva',
    nn: 'Kven som såg, sende og fekk kva',
    en: 'Who saw, sent and received what',
  },
  anchor: {
    nb: 'Siste anker i kjeden over innsynsloggen',
    nn: 'Siste anker i kjeda over innsynsloggen',
    en: 'Newest anchor of the chain over the access log',
  },
} as const;

/**
 * Everything that a complaint body needs to see what happened to a plan: each version of each part, who changed it, and the
 * access log about the person, as a document Bundle (R4 documents.html; pbrl § 7-2). The log's newest anchor is in it, so that
 * the log can be checked against it later.
 *
 * @param options.base what references of the Bundle begin with, without a slash at the end
 * @throws SamplanError `not-found` where there is no such person
 * @example
 * const { bundle } = await exportEvidence(context, person, { base: 'https://samplan.example.no/fhir', language: 'nb' });
 */
export async function exportEvidence(
  context: Context,
  person: string,
  { base, language }: { readonly base: string; readonly language: Language },
): Promise<Evidence> {
  const { store, controller, now, newId } = context;
  const patient = await patientOf(context, person);
  const at = now();
  const log = await accessLogOf(store, patient.resource.id ?? '');
  const versions = await versionsOf(store, patient, log);
  const provenance = await provenanceOf(store, versions);
  const addressOf = (resource: Resource): string => `${base}/${keyOf(resource)}`;
  const section = (name: 'versions' | 'provenance' | 'log', resources: readonly Resource[]): CompositionSection => ({
    title: TEXTS[name][language],
    ...(resources.length > 0
      ? { entry: resources.map((one) => ({ reference: `${addressOf(one)}/_history/${one.meta?.versionId}` })) }
      : { emptyReason: { coding: [NIL_KNOWN] } }),
  });
  const composition: Composition = {
    resourceType: 'Composition',
    id: newId(),
    language,
    status: 'final',
    type: { text: TEXTS.title[language] },
    subject: { reference: addressOf(patient.resource) },
    date: at,
    author: [{ ...organization(controller), display: controller.name }],
    title: TEXTS.title[language],
    section: [
      section('versions', versions),
      section('provenance', provenance),
      { ...section('log', log), ...anchorText(await newestAnchor(store), language) },
    ],
  };
  const entry: BundleEntry[] = [
    { fullUrl: `urn:uuid:${composition.id}`, resource: composition },
    ...[...versions, ...provenance, ...log].map((resource) => ({ fullUrl: addressOf(resource), resource })),
  ];
  const bundle: Bundle = {
    resourceType: 'Bundle',
    type: 'document',
    identifier: { system: 'urn:ietf:rfc:3986', value: `urn:uuid:${newId()}` },
    timestamp: at,
    entry,
  };
  return { bundle, patient };
}

const NIL_KNOWN = { system: 'http://terminology.hl7.org/CodeSystem/list-empty-reason', code: 'nilknown' };

/** Every version of every part that the record has or ever had, by part; the end of one that left it is told by its Provenance. */
async function versionsOf(store: Store, patient: Stored, log: readonly AuditEvent[]): Promise<readonly Resource[]> {
  const { parts } = await store.record(patient.resource.id ?? '');
  const keys = new Set([
    keyOf(patient.resource),
    ...parts.map(({ resource }) => keyOf(resource)),
    ...log.flatMap(keysIn),
  ]);
  const versions: Resource[] = [];
  for (const key of keys) {
    const [type = '', id = ''] = key.split('/');
    if (!isRecordType(type)) continue;
    const history = await store.history(type, id);
    versions.push(...history.flatMap(({ resource, deleted }) => (deleted ? [] : [resource])).toReversed());
  }
  return versions;
}

function keysIn({ entity = [] }: AuditEvent): readonly string[] {
  return entity.flatMap(({ what }) => /^[A-Z][A-Za-z]+\/[A-Za-z0-9.-]+/u.exec(what?.reference ?? '')?.[0] ?? []);
}

async function provenanceOf(store: Store, versions: readonly Resource[]): Promise<readonly Resource[]> {
  const found = new Map<string, Resource>();
  for (const key of new Set(versions.map(keyOf))) {
    for await (const resource of everyMatch(store, 'Provenance', referringTo('target', key)))
      found.set(keyOf(resource), resource);
  }
  return [...found.values()];
}

async function newestAnchor(store: Store): Promise<string | undefined> {
  const closed = (await store.auditSegments()).flatMap((segment) =>
    segment.anchor ? [{ number: segment.anchor.number, hash: anchorHash(segment.anchor, segment) }] : [],
  );
  const newest = closed.sort((one, other) => other.number - one.number)[0];
  return newest && `${newest.number}:${newest.hash}`;
}

function anchorText(anchor: string | undefined, language: Language): Pick<CompositionSection, 'text'> {
  if (anchor === undefined) return {};
  const div = `<div xmlns="http://www.w3.org/1999/xhtml"><p>${TEXTS.anchor[language]}: ${anchor}</p></div>`;
  return { text: { status: 'generated', div } };
}
