import type { PartnersSight } from '../exchange/who-sees-what.ts';
import type { PartKind } from '../record/kinds.ts';
import type { Language } from '../validation/finding.ts';
import { PART_NAMES, PLAN } from './texts/plan-texts.ts';
import { STANDING_COLOURS, STANDING_NAMES } from './texts/standing-texts.ts';

/**
 * Who may see what, as a matrix of kinds of parts and recipients; and how it stands at each.
 *
 * @example
 * sightView(await whoSeesWhat(context, caller, person), 'nb').rows;
 */
export function sightView(sights: readonly PartnersSight[], language: Language) {
  const kinds = (Object.keys(PART_NAMES) as PartKind[]).filter((kind) =>
    sights.some(({ decisions }) => decisions.some((one) => one.kind === kind)),
  );
  return {
    recipients: sights.map(({ partner, link }) => ({ name: partner, isEnrolled: link !== undefined })),
    rows: kinds.map((kind) => ({
      name: PART_NAMES[kind][language],
      cells: sights.map((sight) => cellOf(sight, kind, language)),
    })),
    partners: sights.map(({ partner, link, holds, lacks, retained }) => ({
      name: partner,
      standing: link && {
        name: STANDING_NAMES[link.standing][language],
        colour: STANDING_COLOURS[link.standing],
        reason: link.reason,
      },
      has: holds.length,
      lacks: counted(lacks, sights, language),
      retained: counted(retained, sights, language),
    })),
  };
}

/** Of one kind all, none or some may be seen, and on what basis. */
function cellOf({ decisions }: PartnersSight, kind: PartKind, language: Language) {
  const own = decisions.filter((one) => one.kind === kind).map(({ decision }) => decision);
  const permitted = own.filter(({ effect }) => effect === 'permit');
  const isAll = permitted.length === own.length;
  const text = isAll
    ? PLAN.allOf[language]
    : permitted.length === 0
      ? PLAN.noneOf[language]
      : `${permitted.length} ${PLAN.of[language]} ${own.length}`;
  const told = permitted.length === 0 ? own : permitted;
  return {
    text,
    isAll,
    isNone: permitted.length === 0,
    basis: [...new Set(told.map((one) => one.legalBasis))].join(', '),
  };
}

/** Parts by their kind, with how many. */
function counted(keys: readonly string[], sights: readonly PartnersSight[], language: Language): readonly string[] {
  const kinds = new Map(sights.flatMap(({ decisions }) => decisions.map(({ part, kind }) => [part, kind] as const)));
  const groups = Map.groupBy(keys, (key) => kinds.get(key));
  return [...groups].flatMap(([kind, all]) => (kind ? [`${PART_NAMES[kind][language]} (${all.length})`] : []));
}
