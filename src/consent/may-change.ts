import type { CareTeam, CareTeamParticipant, Resource } from '@medplum/fhirtypes';
import { asJson, equal } from '../record/json.ts';
import { organizationsOfParticipant } from '../record/organizations.ts';
import { ownersOf } from '../record/owner.ts';
import { consentsOf, type Directory, keyOf, type PlanRecord } from '../record/record.ts';
import { referencesIn, targetOf } from '../record/references.ts';
import { permitsMore } from './permits-more.ts';

/** Whether an edit of a part takes effect at once, or waits for a person. */
export type MayChange = (before: Resource, after: Resource) => boolean;

/**
 * What an organization may make of a record's parts at once: anything but what lets somebody see more than the person said. Of
 * another's Consent it may restrict what she permits (pbrl § 4-1: a no counts, whoever tells it), and never extend it: that only the
 * Consent's owner can say, who asked her. Whom it adds to another's team, where she consented to the team, waits too: it is who she
 * consented to.
 *
 * @param organization organization number
 * @example
 * mayChange(record, trust.organization)(access, { ...access, status: 'inactive' }); // true
 */
export function mayChange(record: PlanRecord, organization: string): MayChange {
  return (before, after) => {
    const part = record.parts.get(keyOf(before));
    if (!part || ownersOf(part, record.directory).includes(organization)) return true;
    if (before.resourceType === 'Consent' && after.resourceType === 'Consent')
      return !permitsMore(before, after, record);
    if (before.resourceType === 'CareTeam' && after.resourceType === 'CareTeam')
      return !isConsentedTo(record, before) || !letsIn(before, after, record.directory);
    return true;
  };
}

function isConsentedTo(record: PlanRecord, team: CareTeam): boolean {
  const inForce = consentsOf(record).filter(({ status }) => status === 'active' || status === 'proposed');
  return inForce.some((consent) =>
    referencesIn(consent).some((reference) => {
      const target = targetOf(reference);
      return target?.type === 'CareTeam' && target.id === team.id;
    }),
  );
}

/** An organization that was not in the team, or somebody whose organization can't be told. */
function letsIn(
  { participant: were = [] }: CareTeam,
  { participant: are = [] }: CareTeam,
  directory: Directory,
): boolean {
  const known = new Set(were.flatMap((one) => organizationsOfParticipant(one, directory)));
  const isThere = (one: CareTeamParticipant): boolean => were.some((other) => equal(asJson(one), asJson(other)));
  return are.some((one) => {
    if (isThere(one) || isOfTheFamily(one)) return false;
    const organizations = organizationsOfParticipant(one, directory);
    return organizations.length === 0 || organizations.some((number) => !known.has(number));
  });
}

/** The person and her relatives are no organization: a consent to the team is none to them. */
function isOfTheFamily({ member, onBehalfOf }: CareTeamParticipant): boolean {
  const type = targetOf(member?.reference)?.type;
  return onBehalfOf === undefined && (type === 'Patient' || type === 'RelatedPerson');
}
