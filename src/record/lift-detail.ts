import { equal, isObject, type Json, type JsonObject } from './json.ts';

/**
 * CarePlan.activity.detail and ServiceRequest as two forms of one measure (R4 careplan.html, servicerequest.html). Rows
 * say which elements mean the same. What has no row, or would not come back as it was, is kept: as the activity of a
 * contained CarePlan, where every element has its own type and place and references in it are mapped like all others.
 */
interface Row {
  readonly detail: readonly string[];
  readonly request: readonly string[];
  readonly toRequest: (detail: JsonObject) => JsonObject;
  readonly toDetail: (request: JsonObject) => JsonObject;
}

const STATUS_OF_REQUEST: Readonly<Record<string, string>> = {
  'not-started': 'active',
  scheduled: 'active',
  'in-progress': 'active',
  'on-hold': 'on-hold',
  completed: 'completed',
  cancelled: 'revoked',
  stopped: 'revoked',
  unknown: 'unknown',
  'entered-in-error': 'entered-in-error',
};

const STATUS_OF_DETAIL: Readonly<Record<string, string>> = {
  draft: 'not-started',
  active: 'in-progress',
  'on-hold': 'on-hold',
  completed: 'completed',
  revoked: 'cancelled',
  unknown: 'unknown',
  'entered-in-error': 'entered-in-error',
};

const ROWS: readonly Row[] = [
  {
    detail: ['status', '_status'],
    request: ['status', '_status'],
    toRequest: (detail) => ({ ...detail, ...some('status', translated(STATUS_OF_REQUEST, detail['status'])) }),
    toDetail: (request) => ({ ...request, ...some('status', translated(STATUS_OF_DETAIL, request['status'])) }),
  },
  same('instantiatesCanonical'),
  same('instantiatesUri'),
  same('code'),
  same('reasonCode'),
  same('reasonReference'),
  same('performer'),
  same('doNotPerform'),
  {
    detail: ['quantity'],
    request: ['quantityQuantity', 'quantityRatio', 'quantityRange'],
    toRequest: ({ quantity }) => some('quantityQuantity', quantity),
    // SimpleQuantity has no comparator.
    toDetail: ({ quantityQuantity: quantity }) =>
      isObject(quantity) && 'comparator' in quantity ? {} : some('quantity', quantity),
  },
  {
    detail: ['location'],
    request: ['locationReference'],
    toRequest: ({ location }) => some('locationReference', location && [location]),
    toDetail: ({ locationReference }) => some('location', items(locationReference)[0]),
  },
  {
    // How it is carried out (profiles/README.md, f).
    detail: ['description', '_description'],
    request: ['note'],
    toRequest: ({ description, _description }) => {
      const note = { ...some('text', description), ...some('_text', _description) };
      return Object.keys(note).length > 0 ? { note: [note] } : {};
    },
    toDetail: ({ note }) => {
      const notes = items(note).filter(isObject);
      const texts = notes.map(({ text }) => text).filter((text) => typeof text === 'string');
      const [only, ...others] = notes;
      return {
        ...(texts.length > 0 ? { description: texts.join('\n\n') } : {}),
        ...(others.length === 0 ? some('_description', only?.['_text']) : {}),
      };
    },
  },
  {
    detail: ['scheduledTiming', 'scheduledPeriod', 'scheduledString', '_scheduledString'],
    request: ['occurrenceDateTime', '_occurrenceDateTime', 'occurrencePeriod', 'occurrenceTiming'],
    toRequest: ({ scheduledTiming: timing, scheduledPeriod, scheduledString, _scheduledString }) => {
      const words = { ...some('text', scheduledString), ...some('_text', _scheduledString) };
      const day = onlyEvent(timing);
      return {
        ...(day === undefined ? some('occurrenceTiming', timing) : { occurrenceDateTime: day }),
        ...some('occurrencePeriod', scheduledPeriod),
        ...(Object.keys(words).length > 0 ? { occurrenceTiming: { code: words } } : {}),
      };
    },
    toDetail: ({ occurrenceTiming: timing, occurrencePeriod, occurrenceDateTime }) => {
      const words = onlyWords(timing);
      return {
        ...(words ? { ...some('scheduledString', words['text']), ...some('_scheduledString', words['_text']) } : {}),
        ...(words ? {} : some('scheduledTiming', timing)),
        ...(occurrenceDateTime === undefined ? {} : { scheduledTiming: { event: [occurrenceDateTime] } }),
        ...some('scheduledPeriod', occurrencePeriod),
      };
    },
  },
];

const MAPPED = new Set(ROWS.flatMap(({ detail }) => detail));

/** Id of the contained CarePlan that keeps what ServiceRequest has no place for. */
const KEPT = 'inline-activity';
const TO_KEPT = `#${KEPT}`;

/** False where the status is none of CarePlanActivityStatus: what is not sound stays where its sender wrote it. */
export function hasStatus(detail: JsonObject): boolean {
  return translated(STATUS_OF_REQUEST, detail['status']) !== undefined;
}

/**
 * The elements of a ServiceRequest that say what the detail says.
 *
 * @param subject whom the plan is for
 */
export function requestOf(detail: JsonObject, subject: Json | undefined): JsonObject {
  const request = Object.assign({}, ...ROWS.map((row) => row.toRequest(pick(detail, row.detail))));
  return withKept(request, keptOf(detail), subject);
}

/** The detail that says what a ServiceRequest says, as far as activity.detail has a place for it. */
export function detailOf(request: JsonObject): JsonObject {
  const kept = keptIn(request);
  const rows = ROWS.map((row) => {
    const original = pick(kept, row.detail);
    const isStillSo = !isEmpty(original) && equal(row.toRequest(original), pick(request, row.request));
    return isStillSo ? original : row.toDetail(pick(request, row.request));
  });
  return Object.assign(without(kept, MAPPED), ...rows);
}

/**
 * A request as it was known, with what has changed since in the detail. All that activity.detail has no place for stays.
 * `detailOf` of the result is `detail`.
 */
export function withDetail(known: JsonObject, detail: JsonObject, subject: Json | undefined): JsonObject {
  const before = detailOf(known);
  if (equal(before, detail)) return known;
  const changed = ROWS.filter((row) => !equal(pick(before, row.detail), pick(detail, row.detail)));
  const request = changed.reduce(
    (left, row) => ({ ...without(left, new Set(row.request)), ...row.toRequest(pick(detail, row.detail)) }),
    known,
  );
  return withKept(request, keptOf(detail), subject);
}

/** What would not come back: elements without a row, and those of a row that cannot go both ways. */
function keptOf(detail: JsonObject): JsonObject {
  const lossy = ROWS.map((row) => pick(detail, row.detail)).filter(
    (elements, index) => !equal(ROWS[index]?.toDetail(ROWS[index].toRequest(elements)), elements),
  );
  const kept = Object.assign(without(detail, MAPPED), ...lossy);
  // A detail without a status is none.
  return isEmpty(kept) ? kept : { ...pick(detail, ['status', '_status']), ...kept };
}

function keptIn(request: JsonObject): JsonObject {
  const plan = items(request['contained']).find(isKept);
  const activity = isObject(plan) ? items(plan['activity'])[0] : undefined;
  const detail = isObject(activity) ? activity['detail'] : undefined;
  return isObject(detail) ? detail : {};
}

function withKept(request: JsonObject, kept: JsonObject, subject: Json | undefined): JsonObject {
  const contained = items(request['contained']).filter((each) => !isKept(each));
  const supporting = items(request['supportingInfo']).filter((each) => !leadsToKept(each));
  if (!isEmpty(kept)) {
    const plan = { resourceType: 'CarePlan', id: KEPT, status: 'unknown', intent: 'plan', ...some('subject', subject) };
    contained.push({ ...plan, activity: [{ detail: kept }] });
    supporting.push({ reference: TO_KEPT });
  }
  return {
    ...without(request, new Set(['contained', 'supportingInfo'])),
    ...(contained.length > 0 ? { contained } : {}),
    ...(supporting.length > 0 ? { supportingInfo: supporting } : {}),
  };
}

function isKept(resource: Json): boolean {
  return isObject(resource) && resource['resourceType'] === 'CarePlan' && resource['id'] === KEPT;
}

function leadsToKept(reference: Json): boolean {
  return isObject(reference) && reference['reference'] === TO_KEPT;
}

/** An element of the same name, type and meaning in both. */
function same(name: string): Row {
  const elements = [name, `_${name}`];
  return { detail: elements, request: elements, toRequest: (detail) => detail, toDetail: (request) => request };
}

function translated(codes: Readonly<Record<string, string>>, code: Json | undefined): string | undefined {
  return typeof code === 'string' && Object.hasOwn(codes, code) ? codes[code] : undefined;
}

/** The one moment of a Timing that is nothing else: occurrenceDateTime. */
function onlyEvent(timing: Json | undefined): string | undefined {
  const [event, ...more] = isObject(timing) && equal(Object.keys(timing), ['event']) ? items(timing['event']) : [];
  return more.length === 0 && typeof event === 'string' ? event : undefined;
}

/** The code of a Timing that is nothing but words: scheduledString. */
function onlyWords(timing: Json | undefined): JsonObject | undefined {
  const code = isObject(timing) && equal(Object.keys(timing), ['code']) ? timing['code'] : undefined;
  const isWords = isObject(code) && Object.keys(code).every((key) => key === 'text' || key === '_text');
  return isWords ? code : undefined;
}

function items(value: Json | undefined): Json[] {
  return Array.isArray(value) ? [...value] : [];
}

function some(key: string, value: Json | undefined): JsonObject {
  return value === undefined ? {} : { [key]: value };
}

function pick(from: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(keys.filter((key) => from[key] !== undefined).map((key) => [key, from[key]]));
}

function without(from: JsonObject, keys: ReadonlySet<string>): JsonObject {
  return Object.fromEntries(Object.entries(from).filter(([key]) => !keys.has(key)));
}

function isEmpty(value: JsonObject): boolean {
  return Object.keys(value).length === 0;
}
