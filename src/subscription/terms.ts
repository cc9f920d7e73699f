import type { Extension, Subscription } from '@medplum/fhirtypes';
import type { Finding } from '../validation/finding.ts';
import { isListedEndpoint, namesPerson } from './endpoint.ts';
import { termFault } from './term-faults.ts';
import { BACKPORT, canonicalOf, TOPICS, type Topic, topicOf } from './topics.ts';

/** How much of what happened a notification tells (payloads.html). */
export const CONTENTS = ['empty', 'id-only', 'full-resource'] as const;
export type Content = (typeof CONTENTS)[number];

/** What a subscriber asked for. */
export interface Terms {
  readonly topic: Topic;
  /** Ids of Patients here; absent: everybody whom it reaches. */
  readonly persons?: readonly string[];
  readonly endpoint: string;
  /** Value of the Authorization header. */
  readonly authorization?: string;
  readonly contentType: 'application/fhir+json' | 'application/fhir+xml';
  readonly content: Content;
  /** Seconds without a notification after which it hears that we are there; absent: never. */
  readonly heartbeatSeconds?: number;
  readonly timeoutSeconds: number;
  /** Most events in one notification. */
  readonly maxCount: number;
}

const TIMEOUT = { least: 1, most: 60, usual: 20 } as const;
const HEARTBEAT = { least: 10, most: 86_400 } as const;
const COUNT = { least: 1, most: 100, usual: 50 } as const;

/**
 * The terms of a topic-based Subscription (profile backport-subscription of the Subscriptions R5 Backport guide 1.1.0), or
 * everything in which it is none that Samplan can keep.
 *
 * @param subscription whose form R4 has nothing against
 * @param endpoints origins that the operator lists
 * @example
 * readTerms(subscription, ['https://ehr.example.no']).terms?.topic; // 'record-changed'
 */
export function readTerms(
  subscription: Subscription,
  endpoints: readonly string[],
): { readonly terms?: Terms; readonly findings: readonly Finding[] } {
  const findings: Finding[] = [];
  const told = (...given: Parameters<typeof termFault>): undefined => {
    findings.push(termFault(...given));
  };
  const { channel } = subscription;
  const topic = topicOf(subscription.criteria);
  if (!topic) told('subscription-topic', 'Subscription.criteria', TOPICS.map(canonicalOf).join(', '));
  const persons = personsIn(subscription, told);
  const isHook = channel.type === 'rest-hook' && !hasExtension(extensionsOf(channel, 'type'), 'backport-channel-type');
  if (!isHook) told('subscription-channel', 'Subscription.channel.type', 'rest-hook');
  const { endpoint } = channel;
  if (!isListedEndpoint(endpoint, endpoints))
    told('subscription-endpoint', 'Subscription.channel.endpoint', 'an https address of a host that is listed');
  const contentType = contentTypeOf(channel.payload);
  const code = namedIn(extensionsOf(channel, 'payload'), 'backport-payload-content')?.valueCode;
  const content = CONTENTS.find((one) => one === code);
  if (!contentType || !content)
    told('subscription-payload', 'Subscription.channel.payload', `a media type of FHIR, and ${CONTENTS.join(', ')}`);
  const authorization = authorizationIn(channel.header ?? [], told);
  const number = (name: string, range: { readonly least: number; readonly most: number }): number | undefined => {
    const one = namedIn(channel.extension ?? [], name);
    if (!one) return undefined;
    const value = one.valueUnsignedInt ?? one.valuePositiveInt ?? Number.NaN;
    if (value >= range.least && value <= range.most) return value;
    return told('subscription-number', `Subscription.channel.extension('${name}')`, `${range.least} to ${range.most}`);
  };
  const heartbeatSeconds = number('backport-heartbeat-period', HEARTBEAT);
  const timeoutSeconds = number('backport-timeout', TIMEOUT) ?? TIMEOUT.usual;
  const maxCount = number('backport-max-count', COUNT) ?? COUNT.usual;
  if (findings.length > 0 || !topic || !contentType || !content || endpoint === undefined) return { findings };
  const terms: Terms = {
    ...{ topic, endpoint, contentType, content, timeoutSeconds, maxCount },
    ...(persons === undefined ? {} : { persons }),
    ...(authorization === undefined ? {} : { authorization }),
    ...(heartbeatSeconds === undefined ? {} : { heartbeatSeconds }),
  };
  return { terms, findings };
}

const FILTER =
  /^(?:Patient\?_id|patient)=((?:Patient\/)?[A-Za-z0-9\-.]{1,64}(?:,(?:Patient\/)?[A-Za-z0-9\-.]{1,64})*)$/u;
const MOST_PERSONS = 500;

/** Filters all hold: only who is in every one is meant. */
function personsIn(
  subscription: Subscription,
  told: (...given: Parameters<typeof termFault>) => undefined,
): readonly string[] | undefined {
  const filters = extensionsOf(subscription, 'criteria').filter(isNamed('backport-filter-criteria'));
  if (filters.length === 0) return undefined;
  const asked = filters.map(({ valueString = '' }) => {
    const ids = FILTER.exec(valueString)?.[1]
      ?.split(',')
      .map((one) => one.replace('Patient/', ''));
    if (!ids || ids.length > MOST_PERSONS || namesPerson(valueString))
      return told('subscription-filter', 'Subscription.criteria.extension', 'Patient?_id=<id>[,<id>]') ?? [];
    return ids;
  });
  const [first = [], ...more] = asked;
  return [...new Set(first)].filter((id) => more.every((ids) => ids.includes(id)));
}

const AUTHORIZATION = /^authorization: ?([\x21-\x7e](?:[\x20-\x7e]{0,3999}))$/iu;

function authorizationIn(
  header: readonly string[],
  told: (...given: Parameters<typeof termFault>) => undefined,
): string | undefined {
  if (header.length === 0) return undefined;
  const value = header.length === 1 ? AUTHORIZATION.exec(header[0] ?? '')?.[1] : undefined;
  return value ?? told('subscription-header', 'Subscription.channel.header', 'Authorization: <value>');
}

function contentTypeOf(payload: unknown): Terms['contentType'] | undefined {
  const [, type] = /^(application\/fhir\+(?:json|xml))(?:; ?fhirVersion=4\.0)?$/u.exec(String(payload)) ?? [];
  return type as Terms['contentType'] | undefined;
}

/** Extensions of a primitive stand beside it (json.html § 2.6.2.3). */
function extensionsOf(element: object, name: string): readonly Extension[] {
  const beside = (element as Readonly<Record<string, { readonly extension?: readonly Extension[] }>>)[`_${name}`];
  return beside?.extension ?? [];
}

function isNamed(name: string): (extension: Extension) => boolean {
  return ({ url }) => url === BACKPORT.profile(name);
}

function hasExtension(extensions: readonly Extension[], name: string): boolean {
  return extensions.some(isNamed(name));
}

function namedIn(extensions: readonly Extension[], name: string): Extension | undefined {
  return extensions.find(isNamed(name));
}
