import type { Practitioner, PractitionerRole, Reference, Resource } from '@medplum/fhirtypes';
import { SamplanError } from '../errors.ts';
import { contentOf } from '../record/content-of.ts';
import { identifiersOf } from '../record/identity.ts';
import { organizationsOf } from '../record/organizations.ts';
import { type Directory, keyOf } from '../record/record.ts';
import { isRelative, targetOf } from '../record/references.ts';
import { NATIONAL } from '../record/systems.ts';
import type { SearchFilter } from '../search/filter.ts';
import type { Stored } from '../store/store.ts';
import { hasErrors } from '../validation/finding.ts';
import type { Context, Party } from './context.ts';
import { loadDirectory } from './load-record.ts';
import { profileFindings } from './profile-findings.ts';

/** Who is to coordinate: a reference to a post or a practitioner here, or a Practitioner with an HPR number. */
export type Coordinator = { readonly reference: string } | { readonly practitioner: Practitioner };

/** A post in the directory, with what is new of it. */
export interface CoordinatorPost {
  readonly reference: string;
  /** The post, and what it leads to. */
  readonly directory: Directory;
  /** Entries that the directory does not have yet. */
  readonly entries: readonly Resource[];
}

/** More posts than anybody has. */
const MAX_ALIKE = 100;

/**
 * The post of who is to coordinate: the one named, else the practitioner's in the unit's organization, else a new one there. A
 * practitioner is known by the HPR number and never changed here.
 *
 * @param unit organization number
 * @throws SamplanError `bad-parameter` for what is no person in the directory, or has no HPR number; `invalid` with every finding
 * @example
 * await coordinatorPost(context, fjordvik, { reference: 'PractitionerRole/17' }, '310601012');
 */
export async function coordinatorPost(
  context: Context,
  caller: Party,
  coordinator: Coordinator,
  unit: string,
): Promise<CoordinatorPost> {
  if ('practitioner' in coordinator)
    return postOf(context, await known(context, caller, coordinator.practitioner), unit);
  const { reference } = coordinator;
  const target = isRelative(reference) ? targetOf(reference) : undefined;
  if (target?.type !== 'PractitionerRole' && target?.type !== 'Practitioner') throw nobody();
  const found = await context.store.read(target.type, target.id);
  if (!found || found.deleted) throw nobody();
  if (target.type === 'Practitioner') return postOf(context, { practitioner: found.resource, entries: [] }, unit);
  // A post that nobody holds is a unit; one that is over is nobody's.
  const post = found.resource as PractitionerRole;
  if (post.active === false || (!post.practitioner?.reference && !post.practitioner?.identifier)) throw nobody();
  return withDirectory(context, post, []);
}

interface Known {
  readonly practitioner: Resource;
  readonly entries: readonly Resource[];
}

async function known(context: Context, caller: Party, given: Practitioner): Promise<Known> {
  const practitioner = contentOf({ ...given, id: context.newId() });
  const findings = profileFindings(context, caller, practitioner);
  if (hasErrors(findings)) throw notSound(findings);
  const [number, ...others] = identifiersOf(practitioner).filter(({ system }) => system === NATIONAL.healthPersonnel);
  if (number === undefined || others.length > 0) throw withoutNumber();
  const [found] = await search(context, 'Practitioner', {
    kind: 'token',
    name: 'identifier',
    values: [{ system: number.system, code: number.value }],
  });
  return found ? { practitioner: found.resource, entries: [] } : { practitioner, entries: [practitioner] };
}

async function postOf(context: Context, { practitioner, entries }: Known, unit: string): Promise<CoordinatorPost> {
  const key = keyOf(practitioner);
  const posts = await search(context, 'PractitionerRole', { kind: 'reference', name: 'practitioner', values: [key] });
  const resources = posts.map(({ resource }) => resource as PractitionerRole).filter(({ active }) => active !== false);
  const directory = await loadDirectory(context.store, resources);
  const here = resources.find(({ organization }) => organizationsOf(organization, directory).includes(unit));
  if (here) return withDirectory(context, here, []);
  const [organization] = await search(context, 'Organization', {
    kind: 'token',
    name: 'identifier',
    values: [{ system: NATIONAL.organization, code: unit }],
  });
  const post: PractitionerRole = {
    resourceType: 'PractitionerRole',
    id: context.newId(),
    active: true,
    practitioner: { reference: key } as Reference<Practitioner>,
    organization: organization
      ? { reference: `Organization/${organization.resource.id ?? ''}` }
      : { type: 'Organization', identifier: { system: NATIONAL.organization, value: unit } },
  };
  return withDirectory(context, post, [...entries, post]);
}

/** The first of several is the same one each time. */
async function search(
  context: Context,
  type: Resource['resourceType'],
  filter: SearchFilter,
): Promise<readonly Stored[]> {
  const { resources } = await context.store.search({ type, filters: [filter], count: MAX_ALIKE });
  return resources.toSorted((one, other) => (keyOf(one.resource) < keyOf(other.resource) ? -1 : 1));
}

async function withDirectory(
  { store }: Context,
  post: PractitionerRole,
  entries: readonly Resource[],
): Promise<CoordinatorPost> {
  const all = [post, ...entries];
  const directory = new Map(await loadDirectory(store, all));
  for (const entry of all) directory.set(keyOf(entry), entry);
  return { reference: keyOf(post), directory, entries };
}

function nobody(): SamplanError {
  return new SamplanError(
    'bad-parameter',
    {
      nb: 'En koordinator er en person, ikke en enhet. Vis til en PractitionerRole eller Practitioner her, eller send en Practitioner med HPR-nummer.',
      nn: 'Ein koordinator er ein person, ikkje ei eining. Vis til ein PractitionerRole eller Practitioner her, eller send ein Practitioner med HPR-nummer.',
      en: 'A coordinator is a person, not a unit. Refer to a PractitionerRole or Practitioner here, or send a Practitioner with an HPR number.',
    },
    { where: 'coordinator', expected: 'a post that somebody holds' },
  );
}

function withoutNumber(): SamplanError {
  return new SamplanError(
    'bad-parameter',
    {
      nb: 'En Practitioner som sendes med, kjennes på HPR-nummeret. Oppgi det, eller vis til en stilling her.',
      nn: 'Ein Practitioner som blir send med, er kjend på HPR-nummeret. Gje det opp, eller vis til ei stilling her.',
      en: 'A Practitioner that is sent along is known by the HPR number. State it, or refer to a post here.',
    },
    { where: 'coordinator.identifier', expected: `one identifier of ${NATIONAL.healthPersonnel}` },
  );
}

function notSound(findings: ReturnType<typeof profileFindings>): SamplanError {
  return new SamplanError(
    'invalid',
    {
      nb: 'Koordinatoren er ikke beskrevet slik en Practitioner skal. Hvert funn sier hva som er galt.',
      nn: 'Koordinatoren er ikkje skildra slik ein Practitioner skal. Kvart funn seier kva som er gale.',
      en: 'The coordinator is not described as a Practitioner should be. Each finding says what is wrong.',
    },
    { findings },
  );
}
