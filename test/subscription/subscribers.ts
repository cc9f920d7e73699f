import type { Bundle, Parameters, ParametersParameter, Resource, Subscription } from '@medplum/fhirtypes';
import { type HookCall, HookFailed } from '../../src/connector/rest-hook.ts';
import type { Party } from '../../src/consent/party.ts';
import type { Context, Partner } from '../../src/exchange/context.ts';
import { type Subscriptions, subscriptionsOf } from '../../src/exchange/subscriptions.ts';
import { nextVersion } from '../../src/exchange/writes.ts';
import { isWritable, notificationText } from '../../src/fhir/subscription/notification-text.ts';
import { readXml } from '../../src/fhir/xml/read-xml.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
import type { KeptSubscription } from '../../src/store/subscription-memory.ts';
import { BACKPORT, canonicalOf, type Topic } from '../../src/subscription/topics.ts';
import { notifySubscriber } from '../../src/sync/notify-subscriber.ts';
import { createValidator } from '../../src/validation/validation.ts';
import { SILENT } from '../exchange/stage.ts';
import { AT, FJORDVIK, GRANLI, NAV, TRUST } from '../record/fixtures.ts';

const ENDPOINT = 'https://ehr.example.no/hook';
export const CONTROLLER: Party = { name: 'Samplan', organization: '310600016', sector: 'municipal' };

const validator = createValidator({ packages: ['profiles/package'] });

/** How a subscription is otherwise than usual. */
export interface Otherwise {
  readonly content?: string;
  readonly persons?: string;
  readonly heartbeat?: number;
  readonly maxCount?: number;
  readonly header?: readonly string[];
  readonly endpoint?: string;
  readonly payload?: string;
  readonly more?: Partial<Subscription>;
}

/** A Subscription as the guide has it. */
export function subscription(topic: Topic, otherwise: Otherwise = {}): Subscription {
  const { content = 'id-only', persons, heartbeat, maxCount, header, endpoint = ENDPOINT, more } = otherwise;
  return {
    resourceType: 'Subscription',
    status: 'requested',
    reason: 'to know what changed',
    criteria: canonicalOf(topic),
    ...(persons === undefined
      ? {}
      : { _criteria: { extension: [{ url: BACKPORT.profile('backport-filter-criteria'), valueString: persons }] } }),
    channel: {
      extension: [
        ...(heartbeat === undefined
          ? []
          : [{ url: BACKPORT.profile('backport-heartbeat-period'), valueUnsignedInt: heartbeat }]),
        ...(maxCount === undefined
          ? []
          : [{ url: BACKPORT.profile('backport-max-count'), valuePositiveInt: maxCount }]),
        { url: BACKPORT.profile('backport-timeout'), valueUnsignedInt: 10 },
      ],
      type: 'rest-hook',
      endpoint,
      ...(header === undefined ? {} : { header: [...header] }),
      payload: otherwise.payload ?? 'application/fhir+json',
      _payload: { extension: [{ url: BACKPORT.profile('backport-payload-content'), valueCode: content }] },
    },
    ...more,
  } as Subscription;
}

/** One event as a notification tells it. */
export interface HeardEvent {
  readonly number: string | undefined;
  readonly at: string | undefined;
  readonly focus: string | undefined;
  readonly about: string | undefined;
}

/** A notification as it came to an endpoint. */
export interface Heard {
  readonly type: string | undefined;
  readonly status: string | undefined;
  readonly count: string | undefined;
  readonly topic: string | undefined;
  readonly events: readonly HeardEvent[];
  readonly content: readonly Resource[];
  readonly text: string;
  readonly call: HookCall;
}

const BASE = 'https://samplan.example.no/fhir';

/** What a notification says. */
function heardIn(call: HookCall): Heard {
  const json = call.contentType.includes('xml') ? readXml(call.body) : call.body;
  const { entry = [] } = JSON.parse(json) as Bundle;
  const [status, ...content] = entry.map(({ resource }) => resource);
  const parameters = (status as Parameters).parameter ?? [];
  const value = (name: string, among: readonly ParametersParameter[] = parameters): string | undefined => {
    const one = among.find((parameter) => parameter.name === name);
    const found = one?.valueCode ?? one?.valueString ?? one?.valueCanonical ?? one?.valueInstant;
    return found ?? one?.valueReference?.reference?.replace(`${BASE}/`, '');
  };
  return {
    type: value('type'),
    status: value('status'),
    count: value('events-since-subscription-start'),
    topic: value('topic'),
    events: parameters
      .filter(({ name }) => name === 'notification-event')
      .map(({ part = [] }) => ({
        number: value('event-number', part),
        at: value('timestamp', part),
        focus: value('focus', part),
        about: value('additional-context', part),
      })),
    content: content.flatMap((one) => (one ? [one] : [])),
    text: call.body,
    call,
  };
}

/** Records in a store, organizations that subscribe, and one endpoint that takes or fails. */
export interface Subscribers {
  readonly context: Context;
  readonly store: Store;
  readonly subscriptions: Subscriptions;
  /** What came to the endpoint. */
  readonly heard: Heard[];
  /** What the endpoint does with the next notifications; undefined: takes them. */
  fails: (() => HookFailed | Promise<HookFailed | undefined> | undefined) | undefined;
  /** Called when the connection stands, before the guard. */
  connected: (() => Promise<void>) | undefined;
  /** Writes the next version of each, as its owner's, into Ingrid's record or another's. */
  put(resources: readonly Resource[], owner?: Party, person?: string): Promise<void>;
  enrol(partner: Party, person?: string): Promise<void>;
  subscribe(party: Party, topic: Topic, otherwise?: Otherwise): Promise<KeptSubscription>;
  /** One turn of each subscription. */
  turn(): Promise<void>;
  /** Events that came since the last time that this was asked. */
  news(): readonly HeardEvent[];
  later(milliseconds: number): void;
  now(): string;
}

/**
 * @param given a store that dies or is watched, or the context of another stage, which has a clock of its own
 * @example const stage = await openSubscribers(); await stage.subscribe(TRUST, 'record-changed'); await stage.turn();
 */
export async function openSubscribers(
  given: { readonly store?: Store; readonly context?: Context } = {},
): Promise<Subscribers> {
  const store = given.context?.store ?? given.store ?? (await openSqliteStore({ file: ':memory:' }));
  let clock = Date.parse(AT);
  let ids = 0;
  const partners = [FJORDVIK, TRUST, NAV, GRANLI].map((party): Partner => {
    const settings = { mode: 'both', agreement: 'a', profiles: [], configuration: 'c' } as const;
    return { ...party, ...settings, base: 'https://partner.example.no/fhir', connector: {} as Partner['connector'] };
  });
  const context: Context = given.context ?? {
    store,
    validator,
    controller: CONTROLLER,
    partners,
    now: () => {
      clock += 1;
      return new Date(clock).toISOString();
    },
    newId: () => {
      ids += 1;
      return `00000000-0000-4000-8000-${String(ids).padStart(12, '0')}`;
    },
  };
  const subscriptions = subscriptionsOf(context, { endpoints: [new URL(ENDPOINT).origin] });
  const heard: Heard[] = [];
  let told = 0;
  const stage: Subscribers = {
    context,
    store,
    subscriptions,
    heard,
    fails: undefined,
    connected: undefined,
    async put(resources, owner = FJORDVIK, person = 'ingrid') {
      for (const resource of resources) {
        const previous = await store.read(resource.resourceType, resource.id ?? '');
        const write = nextVersion(resource, previous, new Date(clock).toISOString());
        await store.commit({ writes: [{ ...write, record: person, owner: owner.organization }] });
      }
    },
    async enrol(partner, person = 'ingrid') {
      await store.commit({ links: [{ person, partner: partner.name, standing: 'owed', attempts: 0 }] });
    },
    subscribe: (party, topic, otherwise) =>
      subscriptions.keep(party, { resource: subscription(topic, otherwise), base: BASE }),
    async turn() {
      for (const { id } of await store.subscriptions()) {
        await notifySubscriber(context, id, {
          subscriptions,
          async hook(call) {
            const failure = await stage.fails?.();
            if (failure && failure.failure !== 'refused') throw failure;
            await stage.connected?.();
            await call.guard();
            heard.push(heardIn(call));
            if (failure) throw failure;
          },
          textOf: (notification) => notificationText(notification, context.newId(), context.now()),
          isWritable,
          owner: 'test',
          random: () => 0.5,
          log: SILENT,
        });
      }
    },
    news() {
      const events = heard.slice(told).flatMap((one) => one.events);
      told = heard.length;
      return events;
    },
    later(milliseconds) {
      clock += milliseconds;
    },
    now: () => context.now(),
  };
  return stage;
}

/** An endpoint that nobody answers at. */
export const unreachable = (): HookFailed => new HookFailed('unreachable');
