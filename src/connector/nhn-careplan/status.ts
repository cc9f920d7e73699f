import { isObject } from '../../record/json.ts';
import type { Bar } from '../barred.ts';
import type { Send } from '../fhir-rest/answer.ts';
import type { Base } from '../fhir-rest/base.ts';
import { malformed } from '../fhir-rest/refusal.ts';
import type { RequestHeaders } from './headers.ts';
import { refusalOf } from './refusal.ts';
import type { PersonThere } from './translate.ts';

/** How it stands with a person's plan in the store. */
export interface PlanStatus {
  /** What forbids to send or fetch it. */
  readonly bar?: Bar;
  /** When something of it changed last, as the store spells it; absent: never. */
  readonly changed?: string;
}

/** The same, with the person as the store knows her: the number that her plan stands under comes first. */
export interface StandingThere extends PlanStatus {
  readonly hers: PersonThere;
}

export interface Statuses {
  /** Asks the store, under each of her numbers until it has something of her. */
  ask(hers: PersonThere): Promise<StandingThere>;
  /** What the store said within the last minute, else asks. */
  recent(hers: PersonThere): Promise<StandingThere>;
  /** Nothing that was said before counts any more. */
  forget(): void;
}

const RECENT_MS = 60_000;
const WHERE = 'POST status';

/** Each setting with what it means where it is true; consent bars where it is not. */
const BARS = [
  ['hasReservationKjernejournal', 'reserved'],
  ['isBlocked', 'blocked'],
  ['isRestricted', 'restricted'],
] as const satisfies readonly (readonly [string, Bar])[];

/**
 * The cheap question before anything else (domain § 1.5 a): has anything changed, and does the person let the plan stand there. It is
 * asked with a machine's token and is not in the store's audit log.
 */
export function createStatuses(send: Send, base: Base, headers: RequestHeaders, now: () => number): Statuses {
  const last = new Map<string, { readonly at: number; readonly standing: StandingThere }>();

  async function ask(hers: PersonThere): Promise<StandingThere> {
    const told: PlanStatus[] = [];
    for (const { value } of hers.numbers) {
      const status = await statusUnder(value);
      told.push(status);
      if (status.changed !== undefined) break;
    }
    const known = told.findIndex(({ changed }) => changed !== undefined);
    const standing = standingOf(known < 0 ? 0 : known, told, hers);
    last.set(keyOf(hers), { at: now(), standing });
    return standing;
  }

  async function statusUnder(number: string): Promise<PlanStatus> {
    const answer = await send({
      method: 'POST',
      url: base.at(['status']),
      headers: { ...headers.status(), accept: 'application/json', 'content-type': 'application/json' },
      body: JSON.stringify({ nin: number }),
      where: WHERE,
    });
    if (answer.status >= 300) throw refusalOf(answer);
    return readStatus(answer.body);
  }

  return {
    ask,
    async recent(hers) {
      const known = last.get(keyOf(hers));
      return known && now() - known.at < RECENT_MS ? known.standing : ask(hers);
    },
    forget: () => last.clear(),
  };
}

/**
 * What she has closed under any number is closed. That she consents under one that nothing stands under, the store need not know.
 */
function standingOf(index: number, told: readonly PlanStatus[], { patient, numbers }: PersonThere): StandingThere {
  const { changed, bar = told.find((one) => one.bar !== undefined && one.bar !== 'no-consent')?.bar } =
    told[index] ?? {};
  const under = numbers.slice(index, index + 1);
  return {
    hers: { patient, numbers: [...under, ...numbers.filter((_, at) => at !== index)] },
    ...(bar ? { bar } : {}),
    ...(changed === undefined ? {} : { changed }),
  };
}

function keyOf({ patient, numbers }: PersonThere): string {
  return [patient, ...numbers.map(({ value }) => value)].join(' ');
}

/** Fails closed: what does not say that she consents is no answer. */
function readStatus(body: unknown): PlanStatus {
  const { lastChangedDateTime: changed, privacySetting: said } = isObject(body) ? body : {};
  const isWhole =
    isObject(said) && ['consent', ...BARS.map(([name]) => name)].every((name) => typeof said[name] === 'boolean');
  const isTime = changed === null || changed === undefined || (typeof changed === 'string' && changed.length <= 100);
  if (!isWhole || !isTime) throw malformed(WHERE, 'a status with privacySetting', 'something else');
  const bar = said['consent'] === true ? BARS.find(([name]) => said[name] === true)?.[1] : 'no-consent';
  return { ...(bar ? { bar } : {}), ...(typeof changed === 'string' ? { changed } : {}) };
}
