import type { Parameters, ParametersParameter } from '@medplum/fhirtypes';
import { describeDisclosure } from '../audit/disclosure-texts.ts';
import type { Disclosure } from '../audit/disclosures.ts';
import { NATIONAL, SAMPLAN } from '../record/systems.ts';
import type { Language } from '../validation/finding.ts';
import type { Interaction } from './interaction.ts';

/**
 * `GET Patient/[id]/$disclosures`: who received or read this person's plan, when, which parts and on what basis, the newest
 * first, told out of the access log; `text` says it in plain words in the language that is accepted. For the controller only.
 *
 * @example
 * GET /fhir/Patient/17/$disclosures
 * Accept-Language: nb
 */
export const disclosures: Interaction = async ({ id, language }, { gate }) => {
  const { patient, disclosures: found, names } = await gate.disclosures(id);
  const body: Parameters = {
    resourceType: 'Parameters',
    // FHIR has no empty arrays (json.html § 2.6.2).
    ...(found.length === 0 ? {} : { parameter: found.map((one) => parameterOf(one, language, names)) }),
  };
  return { status: 200, headers: { 'content-language': language }, body, shown: { resources: [patient] } };
};

function parameterOf(
  disclosure: Disclosure,
  language: Language,
  names: ReadonlyMap<string, string>,
): ParametersParameter {
  const { from, to, times, how, organization, reader, review, parts, events } = disclosure;
  const nameOf = (number: string): string => names.get(number) ?? number;
  return {
    name: 'disclosure',
    part: [
      { name: 'period', valuePeriod: { start: from, end: to } },
      { name: 'times', valueInteger: times },
      { name: 'how', valueCode: how },
      {
        name: 'recipient',
        valueReference: {
          type: 'Organization',
          identifier: { system: NATIONAL.organization, value: organization },
          display: nameOf(organization),
        },
      },
      ...(reader === undefined ? [] : [{ name: 'reader', valueString: reader }]),
      ...(review === undefined ? [] : [{ name: 'review', valueCode: review }]),
      ...parts.map(({ key, kind, reason, basis, extent }) => ({
        name: 'part',
        part: [
          { name: 'reference', valueReference: { reference: key } },
          ...(kind === undefined ? [] : [{ name: 'kind', valueCoding: { system: SAMPLAN.partKind, code: kind } }]),
          ...(reason === undefined ? [] : [{ name: 'reason', valueCode: reason }]),
          ...basis.map((valueString) => ({ name: 'basis', valueString })),
          ...(extent === undefined ? [] : [{ name: 'extent', valueCode: extent }]),
        ],
      })),
      { name: 'text', valueString: describeDisclosure(disclosure, language, nameOf) },
      ...events.map((event) => ({ name: 'event', valueReference: { reference: `AuditEvent/${event}` } })),
    ],
  };
}
