import type { Bundle, ParametersParameter } from '@medplum/fhirtypes';
import type { KeptSubscription } from '../../store/subscription-memory.ts';
import { CONTENTS } from '../../subscription/terms.ts';
import { badParameter } from '../bad-parameter.ts';
import { readResource } from '../body.ts';
import type { Call, Interaction, Reach } from '../interaction.ts';
import { requireJson } from '../media-type.ts';
import { misplaced } from '../operation-input.ts';
import { notFound } from '../read.ts';
import type { Parameter } from '../request.ts';
import { notificationBundle, subscriptionStatus } from './notification-bundle.ts';
import { refuseUnlessSystem } from './refuse-unless-system.ts';

/** Parameters of `$status` on the type. */
export const STATUS_PARAMETERS = ['id', 'status'] as const;
/** Parameters of `$events`. */
export const EVENTS_PARAMETERS = ['eventsSinceNumber', 'eventsUntilNumber', 'content'] as const;

/**
 * `GET Subscription/$status`, `GET Subscription/[id]/$status`: how the caller's subscriptions stand, with the number of events so far
 * (Subscriptions R5 Backport, operation backport-subscription-status). On the type `id` and `status` choose some of them.
 *
 * @example
 * GET /fhir/Subscription/$status?status=error
 */
export const subscriptionStatuses: Interaction = async (call, reach) => {
  const asked = await parametersOf(call, STATUS_PARAMETERS);
  const values = (name: string): readonly string[] =>
    asked.filter(([one]) => one === name).flatMap(([, value]) => value.split(','));
  const [ids, statuses] = [values('id'), values('status')];
  const found = (await reach.gate.subscriptions.list(call.caller)).filter(
    ({ id, status }) => (ids.length === 0 || ids.includes(id)) && (statuses.length === 0 || statuses.includes(status)),
  );
  return statusAnswer(call, reach, found);
};

/** `GET Subscription/[id]/$status`: as on the type, of one. */
export const oneSubscriptionStatus: Interaction = async (call, reach) => {
  await parametersOf(call, STATUS_PARAMETERS);
  return statusAnswer(call, reach, [await ownOf(call, reach)]);
};

function statusAnswer({ request }: Call, { gate }: Reach, found: readonly KeptSubscription[]): ReturnType<Interaction> {
  const entry = found.map((kept) => ({
    fullUrl: `${request.base}/Subscription/${kept.id}/$status`,
    resource: subscriptionStatus({ type: 'query-status', kept, terms: gate.subscriptions.termsOf(kept), events: [] }),
    search: { mode: 'match' as const },
  }));
  const body: Bundle = {
    resourceType: 'Bundle',
    type: 'searchset',
    total: found.length,
    // FHIR has no empty arrays (json.html § 2.6.2).
    ...(entry.length === 0 ? {} : { entry }),
  };
  return Promise.resolve({ status: 200, headers: {}, body, shown: { resources: [] } });
}

/**
 * `GET Subscription/[id]/$events`: events by number, both ends inclusive, at most 500 (operation backport-subscription-events). What of them
 * is told is decided now, as by any reading: of one whose focus the caller sees no more, the number.
 *
 * @example
 * GET /fhir/Subscription/17/$events?eventsSinceNumber=3&content=id-only
 */
export const subscriptionEvents: Interaction = async (call, reach) => {
  refuseUnlessSystem(call);
  const asked = new Map(await parametersOf(call, EVENTS_PARAMETERS));
  const kept = await ownOf(call, reach);
  const content = asked.get('content');
  const level = CONTENTS.find((one) => one === content);
  if (content !== undefined && !level) throw badParameter('content', UNREADABLE, CONTENTS.join(', '));
  const { terms, events, shown } = await reach.gate.subscriptions.events(call.caller, kept, {
    from: numberIn(asked, 'eventsSinceNumber') ?? 1,
    to: numberIn(asked, 'eventsUntilNumber') ?? kept.numbered,
    ...(level ? { content: level } : {}),
  });
  const body = notificationBundle({ type: 'query-event', kept, terms, events }, reach.newId(), reach.now());
  return { status: 200, headers: {}, body, shown: { resources: shown } };
};

async function ownOf({ caller, id }: Call, { gate }: Reach): Promise<KeptSubscription> {
  const kept = await gate.subscriptions.find(caller, id);
  if (!kept) throw notFound();
  return kept;
}

/** In the address, or as Parameters in the body. */
async function parametersOf({ request }: Call, known: readonly string[]): Promise<readonly Parameter[]> {
  if (request.method !== 'POST') return request.query.filter(([name]) => known.includes(name));
  const bytes = await request.body();
  if (bytes.length === 0) return request.query.filter(([name]) => known.includes(name));
  requireJson(request.headers['content-type']);
  const body = readResource(bytes, 'Parameters') as { readonly parameter?: unknown };
  const list: unknown = body.parameter ?? [];
  if (!Array.isArray(list)) throw misplaced('Parameters.parameter', 'an array');
  return list.map((one: ParametersParameter | null, index): Parameter => {
    const { name = '', valueId, valueCode, valueString } = one ?? {};
    const value: unknown = valueId ?? valueCode ?? valueString;
    if (known.includes(name) && typeof value === 'string') return [name, value];
    throw misplaced(`Parameters.parameter[${index}]`, `${known.join(', ')}, each with a text or code`);
  });
}

const UNREADABLE = {
  nb: 'Parameteren har ikke den formen den skal ha.',
  nn: 'Parameteren har ikkje den forma han skal ha.',
  en: 'The parameter does not have the form it should have.',
} as const;

function numberIn(asked: ReadonlyMap<string, string>, name: string): number | undefined {
  const value = asked.get(name);
  if (value === undefined) return undefined;
  if (/^\d{1,15}$/u.test(value)) return Number(value);
  throw badParameter(name, UNREADABLE, 'a whole number');
}
