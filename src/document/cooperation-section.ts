import type { Extension } from '@medplum/fhirtypes';
import { SAMPLAN } from '../record/systems.ts';
import { headed, list, text } from './block.ts';
import type { PlanParts } from './plan-parts.ts';
import type { Section } from './section.ts';
import type { Wording } from './wording.ts';

/** Contents i: with whom else cooperation is necessary or desired, and the plans that are part of this one. */
export function cooperationSection({ plan, subPlans }: PlanParts, wording: Wording): Section {
  const { word } = wording;
  const stated = plan.extension?.find(({ url }) => url === SAMPLAN.profile('desired-cooperation'))?.extension ?? [];
  const withWhom = (kind: string): readonly string[] =>
    stated.flatMap((one) => (one.url === kind ? (partnerOf(one, wording) ?? []) : []));
  const isNone = stated.some(({ url, valueBoolean }) => url === 'none' && valueBoolean === true);
  return {
    code: 'cooperation',
    blocks: [
      ...(isNone ? text(word('noCooperation')) : []),
      ...headed(word('necessary'), list(withWhom('necessary'))),
      ...headed(word('desired'), list(withWhom('desired'))),
      ...stated.flatMap(({ url, valueString }) => (url === 'note' ? text(valueString) : [])),
      ...headed(
        word('subPlans'),
        list(
          subPlans.map((one) => {
            const title = one.title ?? one.category?.map(wording.concept).find(Boolean) ?? word('unnamed');
            const told = [wording.name(one.author, one), wording.status(one.status)].filter(Boolean);
            return told.length === 0 ? title : `${title} (${told.join(', ')})`;
          }),
        ),
      ),
    ],
    entries: [plan, ...subPlans],
  };
}

function partnerOf({ valueReference, valueCodeableConcept }: Extension, wording: Wording): string | undefined {
  return valueReference ? wording.name(valueReference) : wording.concept(valueCodeableConcept);
}
