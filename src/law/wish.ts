import type { Observation, ObservationComponent } from '@medplum/fhirtypes';
import { equal } from '../record/json.ts';
import { hasCode } from '../record/kinds.ts';
import { type PlanRecord, resourcesOf } from '../record/record.ts';
import { NATIONAL, SAMPLAN } from '../record/systems.ts';

/** What a wish is about (code system `observation-kind`): who coordinates, or whether there is a plan and a coordinator. */
export type WishKind = 'coordinator-wish' | 'need-wish';

/**
 * What the person wished when a koordinerende enhet decided, and how the unit weighed it (pbrl § 3-1): her words, or that she had
 * no wish. Where the wish was not followed, the weighing says why.
 */
export type Wish =
  | { readonly words: string; readonly isFollowed: boolean; readonly weighed?: string }
  | { readonly words?: undefined; readonly weighed?: string };

/** When, by whom and about what it was said. */
interface Said {
  readonly person: string;
  /** Organization number of whose koordinerende enhet it was said to. */
  readonly unit: string;
  /** References to what was decided about: the team and who was appointed, the case and the report. */
  readonly about: readonly string[];
  readonly at: string;
}

/**
 * The wish as a part of the record: an Observation, since it is something that was told, with the unit as its performer and so
 * its owner. It is no fact of coordination: others see it where the person has consented (hpl § 22), as all that she tells.
 *
 * @example
 * wishOf('coordinator-wish', { words: '…', isFollowed: true }, { person, unit, about: ['CareTeam/1', 'PractitionerRole/2'], at }, newId());
 */
export function wishOf(kind: WishKind, wish: Wish, { person, unit, about, at }: Said, id: string): Observation {
  const component: ObservationComponent[] = [
    ...(wish.words === undefined ? [] : [{ code: concept('wish-followed'), valueBoolean: wish.isFollowed }]),
    ...(wish.weighed === undefined ? [] : [{ code: concept('wish-weighed'), valueString: wish.weighed }]),
  ];
  return {
    resourceType: 'Observation',
    id,
    status: 'final',
    code: concept(kind),
    subject: { reference: `Patient/${person}` },
    focus: about.map((reference) => ({ reference }) as NonNullable<Observation['focus']>[number]),
    effectiveDateTime: at,
    performer: [{ type: 'Organization', identifier: { system: NATIONAL.organization, value: unit } }],
    ...(wish.words === undefined ? { valueCodeableConcept: concept('no-wish') } : { valueString: wish.words }),
    ...(component.length > 0 ? { component } : {}),
  };
}

/** Whether the newest wish about a coordinator in the record says the same, about the same. */
export function isTold(record: PlanRecord, wish: Observation): boolean {
  const [newest] = resourcesOf(record)
    .filter((resource): resource is Observation => resource.resourceType === 'Observation')
    .filter(({ code }) => hasCode(code, SAMPLAN.observationKind, 'coordinator-wish'))
    .filter(({ performer }) => equal(performer, wish.performer))
    .toSorted((one, other) => ((one.effectiveDateTime ?? '') > (other.effectiveDateTime ?? '') ? -1 : 1));
  return newest !== undefined && equal({ ...newest, id: wish.id, effectiveDateTime: wish.effectiveDateTime }, wish);
}

function concept(code: string): NonNullable<Observation['code']> {
  return { coding: [{ system: SAMPLAN.observationKind, code }] };
}
