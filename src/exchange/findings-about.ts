import type { Resource } from '@medplum/fhirtypes';
import { consentFindings } from '../consent/consent-findings.ts';
import { lawFindings, placeOf } from '../law/law-findings.ts';
import { type Finding, hasErrors } from '../validation/finding.ts';
import type { Amendment } from './amend.ts';
import type { Context } from './context.ts';
import { type Asker, isController } from './may-reach.ts';
import { recordSeenBy } from './seen-by.ts';

/**
 * What the law says of a record, as far as it is about these parts: who writes one of them is told nothing of others, that it may not
 * see.
 *
 * @example
 * findingsAbout(amendment.findings, [task]);
 */
export function findingsAbout(findings: readonly Finding[], parts: readonly Resource[]): readonly Finding[] {
  const places = parts.map(placeOf);
  return findings.filter(({ path }) => places.some((place) => path.startsWith(place)));
}

/** A part that was sent, and its FHIRPath where it did not come alone. */
export interface SentPart {
  readonly resource: Resource;
  readonly where?: string;
}

/**
 * The same findings, of what was sent told where it stands there: among the parts of the record it stands under an id that, of a new
 * one, nobody was told.
 *
 * @example
 * asSent(findings, [{ resource: plan }]); // at CarePlan.period, and no more at CarePlan.where(id = '…').period
 */
export function asSent(findings: readonly Finding[], sent: readonly SentPart[]): readonly Finding[] {
  const places = sent.map(({ resource, where = resource.resourceType }) => ({ among: placeOf(resource), where }));
  return findings.map((finding) => {
    const place = places.find(({ among }) => finding.path.startsWith(among));
    return place ? { ...finding, path: place.where + finding.path.slice(place.among.length) } : finding;
  });
}

/**
 * What a caller is told of what the law says of a record that it changed: all of it to the controller, to others what is about the
 * parts that it wrote and what the law says of the record as they see it, too (invariant I2): that there is another plan, say, is not
 * told to who does not see it. Where the record refuses for the sake of what is hidden, that it does is all that is told.
 *
 * @param parts what the caller wrote, one at least
 * @example
 * findingsTold(context, trust, amendment, [goal]); // nothing of a revision that is overdue
 */
export function findingsTold(
  context: Pick<Context, 'controller' | 'partners'>,
  caller: Asker,
  amendment: Pick<Amendment, 'loaded' | 'after' | 'at' | 'findings'>,
  parts: readonly Resource[],
): readonly Finding[] {
  const { findings } = amendment;
  if (isController(context, caller)) return findings;
  const about = findingsAbout(findings, parts);
  const told = about.length === 0 ? [] : asSeen(context, caller, amendment, about);
  return hasErrors(findings) && !hasErrors(told) ? [...told, asItStands(parts[0]?.resourceType ?? 'Resource')] : told;
}

/** Of these findings those that the law has of what the caller sees, in the words that it has of that. */
function asSeen(
  { partners }: Pick<Context, 'partners'>,
  caller: Asker,
  { loaded, after, at }: Pick<Amendment, 'loaded' | 'after' | 'at'>,
  about: readonly Finding[],
): readonly Finding[] {
  const seen = recordSeenBy(after, caller, at);
  const before = recordSeenBy(loaded.record, caller, at);
  const known = [...lawFindings(seen, at, before, partners), ...consentFindings(seen, at)];
  return about.flatMap(({ rule, path, severity }) => {
    const same = known.find((one) => one.rule === rule && one.path === path);
    return same ? { ...same, severity } : [];
  });
}

function asItStands(path: string): Finding {
  return {
    severity: 'error',
    code: 'business-rule',
    rule: 'record-as-it-stands',
    path,
    expected: 'a record that takes the change',
    found: 'a record that does not',
    message: {
      nb: 'Journalen slik den står, kan ikke ta imot endringen.',
      nn: 'Journalen slik han står, kan ikkje ta imot endringa.',
      en: 'The record as it stands cannot take the change.',
    },
    action: {
      nb: 'Spør virksomheten som svarer for installasjonen: den ser hva som er i veien.',
      nn: 'Spør verksemda som svarar for installasjonen: ho ser kva som er i vegen.',
      en: 'Ask the organization that answers for this installation: it sees what is in the way.',
    },
  };
}
