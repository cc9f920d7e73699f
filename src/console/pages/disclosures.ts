import type { Parameters, ParametersParameter } from '@medplum/fhirtypes';
import { momentText } from '../../document/time-texts.ts';
import type { Language } from '../../validation/finding.ts';
import { namesOf } from '../names-of.ts';
import type { Page } from '../page.ts';
import { said } from '../said.ts';
import { ACCESS_LOG, DISCLOSURES } from '../texts/access-log-texts.ts';

/**
 * Who received or read a person's plan, as `$disclosures` answers the caller (pasientjournalforskriften § 14).
 *
 * @example
 * const pages = [disclosures];
 */
export const disclosures: Page = {
  name: 'disclosures',
  path: '/disclosures/:person',
  asks: { type: 'AuditEvent', right: 'r' },
  isForController: true,
  async show(visit) {
    const { fhir, language, params } = visit;
    const person = params['person'] ?? '';
    const { parameter = [] } = await fhir.read<Parameters>(['Patient', person, '$disclosures']);
    const patient = { reference: `Patient/${person}` };
    const nameOf = await namesOf(visit, [patient]);
    const t = said({ ...DISCLOSURES, when: ACCESS_LOG.when, who: ACCESS_LOG.who }, language);
    return {
      title: t.title,
      template: 'disclosures',
      data: { t, person, name: nameOf(patient), disclosures: parameter.map((one) => disclosureRow(one, language)) },
    };
  },
};

/** A disclosure in words, as `$disclosures` tells it. */
export function disclosureRow({ part = [] }: ParametersParameter, language: Language) {
  const named = (name: string): ParametersParameter | undefined => part.find((one) => one.name === name);
  const { start, end } = named('period')?.valuePeriod ?? {};
  const [from, to] = [momentText(start, language), momentText(end, language)];
  return {
    when: from === to ? from : `${from} – ${to}`,
    who: named('recipient')?.valueReference?.display,
    reader: named('reader')?.valueString,
    text: named('text')?.valueString,
  };
}
