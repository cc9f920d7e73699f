import type { OperationOutcome, Resource } from '@medplum/fhirtypes';
import { isObject } from '../../record/json.ts';
import type { Tried } from '../../source/try-text.ts';
import type { Language } from '../../validation/finding.ts';
import type { KnownProfile } from '../../validation/validation.ts';
import { ApiRefused } from '../fhir-client.ts';
import type { Action, Opened, Page, View, Visit } from '../page.ts';
import { said } from '../said.ts';
import { FORMS, LOSSES, SEVERITIES } from '../texts/forms-texts.ts';

/** A mapping as operators know it. */
export interface KnownMapping {
  readonly name: string;
  /** Absent where it cannot be loaded. */
  readonly version?: string;
  readonly format?: string;
  /** Names of the partners whose data it maps. */
  readonly partners: readonly string[];
  readonly attempt: (text: string) => Promise<Tried>;
}

/** What forms there are. */
export interface KnownForms {
  readonly profiles: readonly KnownProfile[];
  /** Loaded when they are asked for. */
  readonly mappings: () => Promise<readonly KnownMapping[]>;
}

/** Letters of resources on a page. */
const MOST_LETTERS = 50_000;
const MOST_ROWS = 200;
/** Nothing of anybody: what is pasted is kept nowhere. */
const OPENED = { asks: { type: 'Operations', right: 'r' }, isForController: true } as const satisfies Partial<Opened>;

/** What came of an example. */
interface Result {
  readonly resources?: readonly Resource[];
  readonly losses?: readonly { readonly place: string; readonly why: string }[];
  readonly findings: readonly {
    readonly place: string;
    readonly severity: string;
    readonly text: string;
    readonly isBad: boolean;
  }[];
}

/** What was chosen and pasted, to stand there again. */
interface Given {
  readonly mapping?: string;
  readonly source?: string;
  readonly profile?: string;
  readonly resource?: string;
}

/**
 * Which mappings and profiles are loaded, in which versions, and a place to try each on a pasted example.
 *
 * @example
 * const { page, actions } = forms({ profiles: context.validator.profiles, mappings });
 */
export function forms(known: KnownForms): { readonly page: Page; readonly actions: readonly Action[] } {
  return {
    page: {
      name: 'forms',
      path: '/forms',
      menu: FORMS.title,
      ...OPENED,
      show: (visit) => viewOf(visit, known, {}),
    },
    actions: [
      {
        name: 'try-mapping',
        path: '/forms/mapping',
        ...OPENED,
        async act(visit, form) {
          const [mapping, source] = [form.get('mapping') ?? '', form.get('source') ?? ''];
          const chosen = (await known.mappings()).find(({ name }) => name === mapping);
          const result = chosen && ofMapping(await chosen.attempt(source), visit.language);
          return viewOf(visit, known, { mapping, source }, result);
        },
      },
      {
        name: 'try-profile',
        path: '/forms/profile',
        ...OPENED,
        async act(visit, form) {
          const [profile, resource] = [form.get('profile') ?? '', form.get('resource') ?? ''];
          return viewOf(visit, known, { profile, resource }, await ofProfile(visit, profile, resource));
        },
      },
    ],
  };
}

function ofMapping({ resources, loss, findings }: Tried, language: Language): Result {
  return {
    resources,
    losses: loss.map(({ pointer, reason }) => ({ place: pointer, why: LOSSES[reason]?.[language] ?? reason })),
    findings: findings.map(({ path, severity, message, action }) => ({
      place: path,
      severity: SEVERITIES[severity]?.[language] ?? severity,
      isBad: severity === 'error',
      text: `${message[language]} ${action[language]}`,
    })),
  };
}

/** As `$validate` answers. */
async function ofProfile({ fhir, language }: Visit, profile: string, text: string): Promise<Result> {
  const refused = (texts: readonly string[]): Result => ({
    findings: texts.map((one) => ({
      place: '',
      severity: SEVERITIES['error']?.[language] ?? '',
      isBad: true,
      text: one,
    })),
  });
  const resource = resourceIn(text);
  if (!resource) return refused([FORMS.noJson[language]]);
  try {
    const { issue } = await fhir.operate<OperationOutcome>(
      [resource.resourceType, '$validate'],
      [{ name: 'resource', resource }, ...(profile === '' ? [] : [{ name: 'profile', valueUri: profile }])],
    );
    return {
      findings: issue.map(({ severity, details, diagnostics, expression = [] }) => ({
        place: expression.join(', '),
        severity: SEVERITIES[severity]?.[language] ?? severity,
        isBad: severity === 'error' || severity === 'fatal',
        text: [details?.text, diagnostics].filter(Boolean).join(' '),
      })),
    };
  } catch (error) {
    if (error instanceof ApiRefused && error.status < 500) return refused(error.texts);
    throw error;
  }
}

function resourceIn(text: string): Resource | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) && typeof value['resourceType'] === 'string' ? (value as unknown as Resource) : undefined;
  } catch {
    return undefined;
  }
}

async function viewOf(
  { language }: Visit,
  { profiles, mappings }: KnownForms,
  given: Given,
  result?: Result,
): Promise<View> {
  const t = said(FORMS, language);
  const text = result?.resources === undefined ? '' : JSON.stringify(result.resources, undefined, 2);
  return {
    title: t.title,
    template: 'forms',
    data: {
      t,
      given,
      mappings: (await mappings()).map(({ attempt: _, ...one }) => one),
      profiles: profiles.toSorted((one, other) => (one.url < other.url ? -1 : 1)),
      result: result && {
        resources: result.resources?.length ? text.slice(0, MOST_LETTERS) : undefined,
        isCut: text.length > MOST_LETTERS,
        losses: (result.losses ?? []).slice(0, MOST_ROWS),
        findings: result.findings.slice(0, MOST_ROWS),
        isGood: !result.findings.some(({ isBad }) => isBad),
      },
    },
  };
}
