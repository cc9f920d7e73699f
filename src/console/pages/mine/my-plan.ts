import type { Bundle } from '@medplum/fhirtypes';
import type { PlanRecord } from '../../../record/record.ts';
import type { Language } from '../../../validation/finding.ts';
import { ApiRefused } from '../../fhir-client.ts';
import type { Page, View, Visit } from '../../page.ts';
import { planView } from '../../plan-view.ts';
import { said } from '../../said.ts';
import { seenRecord } from '../../seen-record.ts';
import { MINE } from '../../texts/mine-texts.ts';
import { PLAN } from '../../texts/plan-texts.ts';

/** What the page rests on besides the API. */
export interface MyPlanSources {
  /** Her right to complain, with address and time. */
  readonly complaint: (record: PlanRecord, at: string) => Readonly<Record<Language, string>>;
}

/**
 * A person's own plan: her goals first, in her own words; who does what; what she has a right to.
 *
 * @example
 * const pages = [myPlan({ complaint })];
 */
export function myPlan({ complaint }: MyPlanSources): Page {
  return {
    name: 'my-plan',
    path: '/mine',
    menu: MINE.title,
    asks: { type: '*', right: 'r', isAboutOne: true },
    isForHerself: 'alone',
    async show(visit) {
      const { language, query, at } = visit;
      const record = await ownRecord(visit);
      if (!record) return nothingHere(language);
      const from = Number(query.get('measures') ?? 0);
      const t = said({ ...PLAN, ...MINE }, language);
      return {
        title: t.title,
        template: 'my-plan',
        data: {
          t,
          isDone: query.has('done'),
          ...planView(record, { language, from: Number.isSafeInteger(from) && from > 0 ? from : 0 }),
          complaint: complaint(record, at)[language],
        },
      };
    },
  };
}

/** Her record as the API shows it to her; undefined where nothing is here for her. */
export async function ownRecord({ fhir, caller }: Visit): Promise<PlanRecord | undefined> {
  const person = caller.patient ?? '';
  try {
    // Who has no record asks for one that nobody has, so that it is in the log that she asked.
    return seenRecord(await fhir.read<Bundle>(['Patient', person || 'none', '$record']), person);
  } catch (error) {
    if (error instanceof ApiRefused && error.status === 404) return undefined;
    throw error;
  }
}

/** All that anybody is told of whom nothing is here. */
export function nothingHere(language: Language): View {
  const t = said(MINE, language);
  return { title: t.none, template: 'nothing-here', data: { t } };
}
