import type { Features } from '../../../store/partner-memory.ts';
import type { Claims } from './claims.ts';
import type { CheckVerdict, Observation, PartnerReport, ShapeReport, TraitReport } from './report.ts';
import { TRAITS, type TraitCode, traitOf } from './traits.ts';

type Judged = Pick<PartnerReport, 'traits' | 'untrue' | 'verdict' | 'features'>;

/**
 * What observations mean for the exchange. Pure.
 *
 * @param claims undefined when the partner says nothing that can be read
 */
export function judge(
  observations: readonly Observation[],
  shapes: readonly ShapeReport[],
  claims: Claims | undefined,
): Judged {
  // What was observed twice is as good as the worse of the two.
  const byTrait = new Map<TraitCode, Observation>();
  for (const one of observations) {
    const before = byTrait.get(one.trait);
    if (before === undefined || before.answer === 'yes') byTrait.set(one.trait, one);
  }
  const codes = Object.keys(TRAITS) as readonly TraitCode[];
  const traits = codes.map((trait) =>
    reported(byTrait.get(trait) ?? { trait, answer: 'unknown', found: 'not tried' }, claims),
  );
  return {
    traits,
    untrue: traits.filter(isUntrue).map(({ trait }) => trait),
    verdict: verdictOf(traits, shapes),
    features: featuresOf(byTrait),
  };
}

function reported(observation: Observation, claims: Claims | undefined): TraitReport {
  const { question, without, consequence, claim } = traitOf(observation.trait);
  const { answer } = observation;
  const effect = answer === 'yes' ? 'works' : answer === 'unknown' ? 'unknown' : without;
  const stated = claims && claim?.(claims);
  return {
    ...observation,
    question,
    effect,
    ...(stated === undefined ? {} : { stated }),
    ...(answer === 'yes' || answer === 'unknown' ? {} : { consequence }),
  };
}

function isUntrue({ answer, stated }: TraitReport): boolean {
  return stated !== undefined && ((answer === 'yes' && !stated) || (answer === 'no' && stated));
}

function verdictOf(traits: readonly TraitReport[], shapes: readonly ShapeReport[]): CheckVerdict {
  const isBroken = traits.some(
    ({ trait, effect, answer }) => effect === 'broken' || (answer === 'unknown' && traitOf(trait).without === 'broken'),
  );
  if (isBroken) return 'not-usable';
  const isLossy =
    traits.some(({ effect }) => effect === 'loss') ||
    // What a partner adds of its own takes nothing away.
    shapes.some(({ answer, lost, changed }) => answer === 'refused' || lost.length + changed.length > 0);
  return isLossy ? 'usable-with-losses' : 'usable';
}

function featuresOf(observations: ReadonlyMap<TraitCode, Observation>): Features {
  const known = (...traits: readonly TraitCode[]): boolean | undefined => {
    const answers = traits.map((trait) => observations.get(trait)?.answer);
    if (answers.includes('no')) return false;
    return answers.every((answer) => answer === 'yes') ? true : undefined;
  };
  const features: { readonly [name in keyof Features]-?: boolean | undefined } = {
    lastUpdated: known('search-last-updated'),
    history: known('history-type', 'history-since', 'deleted-in-type-history'),
    browse: known('browse'),
    ifMatch: known('if-match'),
  };
  return Object.fromEntries(Object.entries(features).filter(([, value]) => value !== undefined));
}
