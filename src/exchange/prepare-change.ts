import type { Patient, Resource } from '@medplum/fhirtypes';
import type { Party } from '../consent/party.ts';
import { SamplanError } from '../errors.ts';
import { contentOf } from '../record/content-of.ts';
import { nationalIdentifiers } from '../record/identity.ts';
import { equal } from '../record/json.ts';
import { isDirectoryType, kindOf } from '../record/kinds.ts';
import { keyOf } from '../record/record.ts';
import type { Stored } from '../store/store.ts';
import { storeTexts } from '../store/texts.ts';
import { type Finding, hasErrors } from '../validation/finding.ts';
import { anothersEntry, decidedElsewhere, notFound, othersNumber } from './admission-refusals.ts';
import type { Context } from './context.ts';
import { isController } from './may-reach.ts';
import { profilesAskedOf } from './profile-findings.ts';
import { saidOfUnit } from './said-of-unit.ts';

/** A change that a caller asks for. */
export type RequestedChange = {
  /** FHIRPath of the resource in what was sent, where it did not come alone. */
  readonly where?: string;
} & (
  | {
      readonly kind: 'create';
      readonly resource: Resource;
      /** Where others in the same change lead to it already. */
      readonly id?: string;
    }
  | {
      readonly kind: 'update';
      readonly resource: Resource;
      /** The version that it was made from. */
      readonly expectedVersion: number;
      /**
       * The view of it that it was made from, where the caller does not see the whole: what it changed there is put back into the
       * whole, and what is not its own to carry out (an end, more permitted by another's Consent) is a proposal, open until a person decides.
       */
      readonly base?: Resource;
    }
  | { readonly kind: 'delete'; readonly type: string; readonly id: string; readonly expectedVersion: number }
);

/** A change with what becomes of the resource. */
export interface Prepared {
  readonly change: RequestedChange;
  readonly key: string;
  /** Absent of a deletion. */
  readonly resource: Resource | undefined;
  readonly previous: Stored | undefined;
}

/**
 * What a change is about: structure first, then what stands there.
 *
 * @throws SamplanError `invalid`, `stale-version`, `not-found`, `method-not-allowed` for a conflict, `forbidden`
 */
export async function prepareChange(context: Context, caller: Party, change: RequestedChange): Promise<Prepared> {
  if (change.kind === 'delete') {
    const previous = await current(context, change, change.expectedVersion);
    if (kindOf(previous.resource) === 'conflict') throw decidedElsewhere();
    return { change, key: keyOf(previous.resource), resource: undefined, previous };
  }
  const id = change.kind === 'create' ? (change.id ?? context.newId()) : (change.resource.id ?? '');
  const resource = contentOf({ ...change.resource, id } as Resource);
  if (kindOf(resource) === 'conflict') throw decidedElsewhere();
  const { resourceType: type } = resource;
  refuse(
    placed(
      context.validator.validate(resource, {
        expectedType: type,
        profiles: profilesAskedOf(context, caller, resource),
      }),
      change,
    ),
  );
  const previous = change.kind === 'create' ? undefined : await current(context, { type, id }, change.expectedVersion);
  if (previous && isDirectoryType(type) && !isController(context, caller) && previous.owner !== caller.organization)
    throw anothersEntry(type);
  const before = previous && contentOf(previous.resource);
  if (!isController(context, caller) && !equal((await saidOfUnit(context, caller, resource, before)).entry, resource))
    throw anothersEntry(type);
  if (previous && resource.resourceType === 'Patient' && !isController(context, caller))
    refuseOtherNumbers(
      resource,
      ((change.kind === 'update' ? change.base : undefined) ?? previous.resource) as Patient,
    );
  return { change, key: keyOf(resource), resource, previous };
}

/**
 * Whose number it is must be told to nobody who does not reach that person, and would be by what is refused and what is not: a partner
 * says by its own system that somebody has another number (`src/sync/identify.ts`), and is answered nothing.
 */
function refuseOtherNumbers(patient: Patient, before: Patient): void {
  const known = new Set(nationalIdentifiers(before).map(({ system, value }) => `${system}|${value}`));
  if (!nationalIdentifiers(patient).every(({ system, value }) => known.has(`${system}|${value}`))) throw othersNumber();
}

async function current(
  { store }: Context,
  { type, id }: { readonly type: string; readonly id: string },
  expectedVersion: number,
): Promise<Stored> {
  const stored = await store.read(type, id);
  if (!stored) throw notFound(type);
  if (stored.version === expectedVersion && !stored.deleted) return stored;
  throw new SamplanError('stale-version', storeTexts.staleVersion);
}

/** Findings where the resource stands in what was sent. */
export function placed(findings: readonly Finding[], { where }: RequestedChange): readonly Finding[] {
  if (where === undefined) return findings;
  return findings.map((finding) => ({ ...finding, path: finding.path.replace(/^[A-Z][A-Za-z]*/u, where) }));
}

/** Throws `invalid` with every finding, where one is an error. */
export function refuse(findings: readonly Finding[]): void {
  if (!hasErrors(findings)) return;
  throw new SamplanError(
    'invalid',
    {
      nb: 'Ressursen er ikke gyldig. Hvert funn sier hva som er galt, hvor, og hva du kan gjøre.',
      nn: 'Ressursen er ikkje gyldig. Kvart funn seier kva som er gale, kvar, og kva du kan gjere.',
      en: 'The resource is not valid. Each finding says what is wrong, where, and what to do.',
    },
    { findings },
  );
}
