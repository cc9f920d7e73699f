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
          events: events.map((event) => {
            const person = personIn(event);
            return {
              ...rowOf(event, [controller, ...partners], t, language),
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

function rowOf(event: AuditEvent, parties: readonly Party[], t: Said<typeof ACCESS_LOG>, language: Language) {
  const { subtype = [], outcome } = event;
  return {
    when: momentText(event.recorded, language),
    who: whoAsked(event, parties),
    what: whatOf(subtype, language),
    isEmergency: subtype.some(({ code }) => code === AUDIT.emergency.code),
    content: contentOf(event),
    outcome: outcome === '0' ? t.done : outcome === '4' ? t.refused : t.failed,
    isBad: outcome !== '0',
    reason: event.outcomeDesc,
  };
}

/** Kinds of requests in words, with the names of operations: one look at a page makes several. */
function whatOf(subtype: readonly Coding[], language: Language): string {
  const operations = subtype
    .filter(({ system }) => system === AUDIT.operation('').system)
    .map(({ code }) => `$${code}`);
  const words = subtype.flatMap(({ system, code = '' }) => {
    const what = INTERACTIONS[code]?.[language];
    if (what === undefined || system === AUDIT.operation('').system) return [];
    return code === 'operation' ? [what, ...operations].join(' ') : what;
  });
  return words.join(', ') || (subtype[0]?.code ?? '');
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
function contentOf({ entity = [] }: AuditEvent): string {
  const references = entity.flatMap(({ what, role }) =>
    role?.code === AUDIT.patientRole.code ? [] : (/^[A-Za-z]+\/[^/]+/u.exec(what?.reference ?? '')?.[0] ?? []),
  );
  const types = [...new Set(references)].flatMap((reference) => reference.split('/')[0] ?? []);
  return [...Map.groupBy(types, (type) => type)]
    .map(([type, all]) => (all.length === 1 ? type : `${type} × ${all.length}`))
    .join(', ');
}
