import type { ConsentProvision, ConsentProvisionData } from '@medplum/fhirtypes';
import { organizationsOf } from '../record/organizations.ts';
import { ownersOf } from '../record/owner.ts';
import { type Directory, keyOf, type Part } from '../record/record.ts';
import { referencesIn } from '../record/references.ts';
import { SAMPLAN } from '../record/systems.ts';

/** `unknown`: what the Consent says can't be told here. */
export type Match = 'yes' | 'no' | 'unknown';

/** What is asked about. */
export interface Question {
  readonly part: Part;
  readonly directory: Directory;
}

const RESOURCE_TYPES = 'http://hl7.org/fhir/resource-types';

/** Purposes of v3 PurposeOfUse under which coordination goes. */
const PURPOSES: ReadonlySet<string> = new Set(['COC', 'TREAT', 'CAREMGT']);

/** Whether a provision's class, data and purpose cover a part (R4 consent.html: each narrows the provision). */
export function coversPart(provision: ConsentProvision, question: Question): Match {
  return every([classMatch(provision, question), dataMatch(provision, question), purposeMatch(provision)]);
}

function classMatch({ class: classes = [] }: ConsentProvision, { part }: Question): Match {
  return some(
    classes.map(({ system, code }): Match => {
      if (system === RESOURCE_TYPES) return code === part.resource.resourceType ? 'yes' : 'no';
      if (system === SAMPLAN.partKind) return code === part.kind ? 'yes' : 'no';
      return 'unknown';
    }),
  );
}

function dataMatch({ data = [] }: ConsentProvision, question: Question): Match {
  return some(data.map((one) => oneDataMatch(one, question)));
}

function oneDataMatch({ meaning, reference }: ConsentProvisionData, { part, directory }: Question): Match {
  const target = reference.reference;
  if (meaning === 'authoredby') {
    const organizations = organizationsOf(reference, directory);
    if (organizations.length === 0) return 'unknown';
    return organizations.some((one) => ownersOf(part, directory).includes(one)) ? 'yes' : 'no';
  }
  if (target === undefined) return 'unknown';
  if (target === keyOf(part.resource)) return 'yes';
  const reaches = meaning === 'related' || meaning === 'dependents';
  return reaches && referencesIn(part.resource).includes(target) ? 'yes' : 'no';
}

function purposeMatch({ purpose = [] }: ConsentProvision): Match {
  return some(purpose.map(({ code }): Match => (PURPOSES.has(code ?? '') ? 'yes' : 'no')));
}

/** Alternatives; none at all narrows nothing. */
function some(matches: readonly Match[]): Match {
  if (matches.length === 0 || matches.includes('yes')) return 'yes';
  return matches.includes('unknown') ? 'unknown' : 'no';
}

function every(matches: readonly Match[]): Match {
  if (matches.includes('no')) return 'no';
  return matches.includes('unknown') ? 'unknown' : 'yes';
}
