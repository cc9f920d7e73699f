import type { CodeableConcept, Coding, ConsentProvision, ConsentProvisionData, Reference } from '@medplum/fhirtypes';
import { asJson, isObject, type Json } from '../record/json.ts';
import { organizationsOf } from '../record/organizations.ts';
import { ownersOf } from '../record/owner.ts';
import { afterEnd, startOf } from '../record/period.ts';
import { keyOf, type Part } from '../record/record.ts';
import { referencesIn, targetOf } from '../record/references.ts';
import { SAMPLAN } from '../record/systems.ts';
import type { Surroundings } from './actor.ts';
import { authorsOf } from './author.ts';
import type { Match } from './match.ts';
import { partPeriod } from './part-period.ts';
import { type Purpose, purposeMatch } from './purpose.ts';

/** What is asked about. */
export interface Question {
  readonly part: Part;
  readonly where: Surroundings;
  readonly purpose: Purpose;
}

const RESOURCE_TYPES = 'http://hl7.org/fhir/resource-types';

/**
 * Whether a provision's action, class, code, security label, data, dataPeriod and purpose cover a part (R4 consent.html:
 * each narrows the provision).
 */
export function coversPart(provision: ConsentProvision, question: Question): Match {
  const { part } = question;
  let isUnknown = false;
  for (const match of [
    purposeMatch(provision, question.purpose),
    actionMatch(provision),
    classMatch(provision, part),
    codeMatch(provision, part),
    labelMatch(provision, part),
    dataMatch(provision, question),
    dataPeriodMatch(provision, part),
  ]) {
    if (match === 'no') return 'no';
    isUnknown ||= match === 'unknown';
  }
  return isUnknown ? 'unknown' : 'yes';
}

/** Whether a provision is about some parts only: what it says is then not said of the recipient. */
export function isAboutSomeParts(provision: ConsentProvision): boolean {
  const { class: classes = [], code = [], data = [], dataPeriod, securityLabel = [] } = provision;
  return dataPeriod !== undefined || [classes, code, data, securityLabel].some((one) => one.length > 0);
}

/** Actions by which a recipient comes to see something (R4 valueset-consent-action). */
const SEEING: ReadonlySet<string> = new Set(['access', 'disclose', 'use']);
const NOT_SEEING: ReadonlySet<string> = new Set(['collect', 'correct']);

function actionMatch({ action = [] }: ConsentProvision): Match {
  return some(
    action.flatMap(({ coding = [] }) =>
      coding.map(({ code = '' }): Match => (SEEING.has(code) ? 'yes' : NOT_SEEING.has(code) ? 'no' : 'unknown')),
    ),
    action.length > 0,
  );
}

function classMatch({ class: classes = [] }: ConsentProvision, { resource, kind }: Part): Match {
  return some(
    classes.map(({ system, code }): Match => {
      if (system === RESOURCE_TYPES) return code === resource.resourceType ? 'yes' : 'no';
      if (system === SAMPLAN.partKind) return code === kind ? 'yes' : 'no';
      return 'unknown';
    }),
  );
}

/** A code that is found in the part (R4: "if this code is found in an instance, then the rule applies"). */
function codeMatch({ code = [] }: ConsentProvision, { resource }: Part): Match {
  if (code.length === 0) return 'yes';
  const found = codingsIn(asJson(resource));
  return some(code.map((concept) => conceptMatch(concept, found)));
}

function conceptMatch({ coding = [] }: CodeableConcept, found: ReadonlySet<string>): Match {
  if (coding.length === 0) return 'unknown';
  return coding.some(({ system, code }) => found.has(`${system ?? ''}|${code ?? ''}`)) ? 'yes' : 'no';
}

function codingsIn(value: Json, found: Set<string> = new Set()): ReadonlySet<string> {
  if (Array.isArray(value)) for (const item of value as readonly Json[]) codingsIn(item, found);
  if (!isObject(value)) return found;
  const { system, code } = value;
  if (typeof code === 'string') found.add(`${typeof system === 'string' ? system : ''}|${code}`);
  for (const key in value) if (key !== 'meta') codingsIn(value[key] as Json, found);
  return found;
}

function labelMatch({ securityLabel = [] }: ConsentProvision, { resource }: Part): Match {
  const labels = resource.meta?.security ?? [];
  const isSame = (one: Coding, other: Coding): boolean => one.system === other.system && one.code === other.code;
  return some(securityLabel.map((wanted): Match => (labels.some((label) => isSame(label, wanted)) ? 'yes' : 'no')));
}

function dataMatch({ data = [] }: ConsentProvision, question: Question): Match {
  return some(data.map((one) => oneDataMatch(one, question)));
}

/** R4 consent-data-meaning: the instance itself, what it refers to (related), what refers to it (dependents), or whose it is. */
function oneDataMatch({ meaning, reference }: ConsentProvisionData, { part, where }: Question): Match {
  if (meaning === 'authoredby') return authorMatch(reference, part, where);
  const target = targetOf(reference.reference);
  if (!target) return 'unknown';
  const named = `${target.type}/${target.id}`;
  const key = keyOf(part.resource);
  if (named === key) return 'yes';
  if (meaning === 'dependents') return referencesIn(part.resource).includes(named) ? 'yes' : 'no';
  if (meaning !== 'related') return 'no';
  const instance = where.parts.get(named)?.resource;
  if (!instance) return 'unknown';
  return referencesIn(instance).includes(key) ? 'yes' : 'no';
}

/** By a person or role that the part names as its author, or by the organization that owns it. */
function authorMatch(reference: Reference, part: Part, { directory }: Surroundings): Match {
  if (reference.reference !== undefined && authorsOf(part.resource, directory).has(reference.reference)) return 'yes';
  if (/^(Practitioner|PractitionerRole)\//u.test(reference.reference ?? '')) {
    return authorsOf(part.resource, directory).size > 0 ? 'no' : 'unknown';
  }
  const organizations = organizationsOf(reference, directory);
  if (organizations.length === 0) return 'unknown';
  return organizations.some((one) => ownersOf(part, directory).includes(one)) ? 'yes' : 'no';
}

/**
 * Whether what the part is about lies within dataPeriod: all of it is covered, none of it, or it can't be told, as for a
 * part that goes on or carries no date. A permit then does not reach it, a deny does.
 */
function dataPeriodMatch({ dataPeriod }: ConsentProvision, { resource }: Part): Match {
  if (!dataPeriod) return 'yes';
  const period = partPeriod(resource);
  if (!period) return 'unknown';
  const from = dataPeriod.start ? startOf(dataPeriod.start) : undefined;
  const until = dataPeriod.end ? afterEnd(dataPeriod.end) : undefined;
  const { start, end } = period;
  if ((until !== undefined && start >= until) || (from !== undefined && end !== undefined && end <= from)) return 'no';
  const isWithin =
    (from === undefined || start >= from) && (until === undefined || (end !== undefined && end <= until));
  return isWithin ? 'yes' : 'unknown';
}

/** Alternatives; none at all narrows nothing. */
function some(matches: readonly Match[], narrows = matches.length > 0): Match {
  if (!narrows || matches.includes('yes')) return 'yes';
  return matches.length === 0 || matches.includes('unknown') ? 'unknown' : 'no';
}
