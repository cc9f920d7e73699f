import type { AuditEvent, Bundle, Coding, Practitioner } from '@medplum/fhirtypes';
import { AUDIT } from '../../audit/audit-codes.ts';
import type { Party } from '../../consent/party.ts';
import { momentText } from '../../document/time-texts.ts';
import type { Context } from '../../exchange/context.ts';
import type { Parameter } from '../../fhir/request.ts';
import { NATIONAL } from '../../record/systems.ts';
import type { Language } from '../../validation/finding.ts';
import { namesOf } from '../names-of.ts';
import type { Page, Visit } from '../page.ts';
import { type Said, said } from '../said.ts';
import { ACCESS_LOG, CHOICES, INTERACTIONS } from '../texts/access-log-texts.ts';

const COUNT = 50;
const DAY = /^\d{4}-\d{2}-\d{2}$/u;
const ID = /^[A-Za-z0-9.-]{1,64}$/u;

const token = ({ system, code }: Coding): string => `${system}|${code}`;

/** What each choice asks the API for. */
const CRITERIA: Readonly<Record<keyof typeof CHOICES, readonly Parameter[]>> = {
  all: [],
  refused: [['outcome', '4']],
  emergency: [['subtype', token(AUDIT.emergency)]],
  delivered: [['subtype', token(AUDIT.exchange('deliver'))]],
};

/**
 * The access log as the API answers the caller (`AuditEvent`), of everybody or of one person (`?person=`, an id), from day to day.
 *
 * @example
 * const pages = [accessLog(context)];
 */
export function accessLog({ controller, partners }: Pick<Context, 'controller' | 'partners'>): Page {
  return {
    name: 'access-log',
    path: '/access-log',
    menu: ACCESS_LOG.title,
    asks: { type: 'AuditEvent', right: 's' },
    isForController: true,
    async show(visit) {
      const { fhir, language } = visit;
      const t = said(ACCESS_LOG, language);
      const asked = askedIn(visit);
      const bundle = await fhir.read<Bundle<AuditEvent>>(['AuditEvent'], criteriaOf(asked));
      const events = (bundle.entry ?? []).flatMap(({ resource }) => resource ?? []);
      const nameOf = await namesOf(
        visit,
        events.flatMap((event) => personIn(event) ?? []),
      );
      return {
        title: t.title,
        template: 'access-log',
        data: {
          t,
          ...{ person: asked.person, from: asked.from, to: asked.to },
          choices: Object.entries(CHOICES).map(([name, text]) => ({
            name,
            text: text[language],
            isChosen: name === asked.choice,
          })),
          events: ofOneRequest(events).map((group) => {
            const person = group[0] && personIn(group[0]);
            return {
              ...rowOf(group, [controller, ...partners], t, language),
              ...(person
                ? { person: person.reference.slice('Patient/'.length), name: nameOf(person) ?? t.person }
                : {}),
            };
          }),
          older: olderThan(bundle, asked),
        },
      };
    },
  };
}

/** What was asked for, as far as it means something. */
interface Asked {
  readonly choice: keyof typeof CHOICES;
  readonly person?: string;
  readonly from?: string;
  readonly to?: string;
  readonly page?: string;
}

function askedIn({ query }: Visit): Asked {
  const given = (name: string, form: RegExp) => {
    const value = query.get(name) ?? '';
    return form.test(value) ? { [name]: value } : {};
  };
  const choice = query.get('show') ?? 'all';
  return {
    choice: Object.hasOwn(CHOICES, choice) ? (choice as Asked['choice']) : 'all',
    ...given('person', ID),
    ...given('from', DAY),
    ...given('to', DAY),
    ...given('page', /./u),
  };
}

function criteriaOf({ choice, person, from, to, page }: Asked): readonly Parameter[] {
  return [
    ...CRITERIA[choice],
    ...(person === undefined ? [] : [['patient', person] as const]),
    ...(from === undefined ? [] : [['date', `ge${from}`] as const]),
    ...(to === undefined ? [] : [['date', `le${to}`] as const]),
    ...([
      ['_sort', '-_lastUpdated'],
      ['_count', String(COUNT)],
      ['_total', 'none'],
    ] as const),
    ...(page === undefined ? [] : [['_page', page] as const]),
  ];
}

/** Query of the page with what is older. */
function olderThan({ link = [] }: Bundle, { choice, page: _, ...asked }: Asked): string | undefined {
  const next = link.find(({ relation }) => relation === 'next')?.url;
  const page = next === undefined ? null : new URL(next).searchParams.get('_page');
  return page === null ? undefined : new URLSearchParams({ show: choice, ...asked, page }).toString();
}

function personIn({ entity = [] }: AuditEvent): { readonly reference: string } | undefined {
  const reference = entity.find(({ role }) => role?.code === AUDIT.patientRole.code)?.what?.reference;
  return reference?.startsWith('Patient/') ? { reference } : undefined;
}

/** Entries of one request about one person, which a page of ours makes several of: one reading, in the place of the newest. */
function ofOneRequest(events: readonly AuditEvent[]): readonly (readonly AuditEvent[])[] {
  const keyed = events.map((event) => {
    const request = event.entity?.find(({ type }) => type?.code === AUDIT.requestId.code)?.what?.identifier?.value;
    const isReading = event.outcome === '0' && READINGS.has(event.subtype?.[0]?.code ?? '');
    // Whoever names all of her requests alike has one row for each minute, and not one for ever.
    const [who, minute] = [event.agent[0]?.who?.identifier?.value, event.recorded.slice(0, 16)];
    const key = [request, personIn(event)?.reference, who, minute].join(' ');
    return { event, key: request && isReading ? key : `event ${event.id}` };
  });
  return [...Map.groupBy(keyed, ({ key }) => key).values()].map((group) => group.map(({ event }) => event));
}

const READINGS: ReadonlySet<string> = new Set(['read', 'vread', 'history-instance', 'search-type', 'operation']);

function rowOf(
  group: readonly AuditEvent[],
  parties: readonly Party[],
  t: Said<typeof ACCESS_LOG>,
  language: Language,
) {
  const [event] = group;
  const whatOf = ({ subtype: [interaction, more] = [] }: AuditEvent): string => {
    const what = INTERACTIONS[interaction?.code ?? '']?.[language] ?? interaction?.code ?? '';
    return interaction?.code === 'operation' && more?.code ? `${what} $${more.code}` : what;
  };
  return {
    when: momentText(event?.recorded, language),
    who: event && whoAsked(event, parties),
    what: [...new Set(group.map(whatOf))].join(', '),
    isEmergency: group.some(({ subtype = [] }) => subtype.some(({ code }) => code === AUDIT.emergency.code)),
    content: contentOf(group),
    outcome: event?.outcome === '0' ? t.done : event?.outcome === '4' ? t.refused : t.failed,
    isBad: event?.outcome !== '0',
    reason: event?.outcomeDesc,
  };
}

/** A person by name or authorization, and her organization: never by a national identity number. */
function whoAsked({ agent = [], contained = [] }: AuditEvent, parties: readonly Party[]): string {
  const [client] = agent;
  const number = client?.who?.identifier?.value;
  const organization = parties.find((party) => party.organization === number)?.name ?? number ?? client?.who?.display;
  const person = contained.find((one): one is Practitioner => one.resourceType === 'Practitioner');
  const authorized = person?.identifier?.find(({ system }) => system === NATIONAL.healthPersonnel)?.value;
  const name = person?.name?.[0]?.text ?? (authorized === undefined ? undefined : `HPR ${authorized}`);
  return [name, organization].filter(Boolean).join(', ');
}

/** Types of what was shown, sent or changed, each with how many: `CarePlan, Goal × 3`. */
function contentOf(group: readonly AuditEvent[]): string {
  const references = group.flatMap(({ entity = [] }) =>
    entity.flatMap(({ what, role }) =>
      role?.code === AUDIT.patientRole.code ? [] : (/^[A-Za-z]+\/[^/]+/u.exec(what?.reference ?? '')?.[0] ?? []),
    ),
  );
  const types = [...new Set(references)].flatMap((reference) => reference.split('/')[0] ?? []);
  return [...Map.groupBy(types, (type) => type)]
    .map(([type, all]) => (all.length === 1 ? type : `${type} × ${all.length}`))
    .join(', ');
}
