import type { Bundle, Resource } from '@medplum/fhirtypes';
import { type DocumentOptions, planDocument } from '../document/plan-document.ts';
import { SamplanError } from '../errors.ts';
import { isDirectoryType, isIndividualPlan } from '../record/kinds.ts';
import { keyOf, recordOf } from '../record/record.ts';
import { complaintAbout } from './complaint-to.ts';
import type { Context } from './context.ts';

/**
 * An individual plan as a document, out of what a caller sees of the record (`Sight.record`): nothing else is asked, so nothing
 * else can be told.
 *
 * @param seen the record and the directory entries that it leads to, as the caller sees them
 * @param id of the plan
 * @throws SamplanError `not-found` where the plan is not among them; `bad-parameter` for a plan that is no individual plan
 * @example
 * const bundle = writePlanDocument(context, seen, '17', { base: 'https://samplan.example.no/fhir', language: 'nb' });
 */
export function writePlanDocument(
  context: Pick<Context, 'controller' | 'coordinatingUnits' | 'now' | 'newId'>,
  seen: readonly Resource[],
  id: string,
  { base, language }: Pick<DocumentOptions, 'base' | 'language'>,
): Bundle {
  const entries = seen.filter(({ resourceType }) => isDirectoryType(resourceType));
  const record = recordOf(
    seen.find(({ resourceType }) => resourceType === 'Patient')?.id ?? '',
    seen.map((resource) => ({ resource })),
    new Map(entries.map((entry) => [keyOf(entry), entry])),
  );
  const plan = record.parts.get(`CarePlan/${id}`)?.resource;
  if (plan?.resourceType !== 'CarePlan') throw noSuchPlan();
  if (!isIndividualPlan(plan)) throw noIndividualPlan();
  const at = context.now();
  return planDocument(record, plan, {
    base,
    language,
    at,
    controller: context.controller,
    complaint: complaintAbout(context, record, plan, at),
    newId: context.newId,
  });
}

function noSuchPlan(): SamplanError {
  return new SamplanError('not-found', {
    nb: 'Det finnes ingen slik plan her. Kontroller adressen, eller søk etter den.',
    nn: 'Det finst ingen slik plan her. Kontroller adressa, eller søk etter han.',
    en: 'There is no such plan here. Check the address, or search for it.',
  });
}

function noIndividualPlan(): SamplanError {
  return new SamplanError(
    'bad-parameter',
    {
      nb: 'Bare en individuell plan blir til et dokument. Be om planen som denne er en del av.',
      nn: 'Berre ein individuell plan blir til eit dokument. Be om planen som denne er ein del av.',
      en: 'Only an individual plan becomes a document. Ask for the plan that this one is part of.',
    },
    { where: 'CarePlan.category', expected: 'plan-kind#individual-plan, and no partOf' },
  );
}
