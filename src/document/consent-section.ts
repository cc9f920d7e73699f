import type { Consent, ConsentProvision, Reference } from '@medplum/fhirtypes';
import { type ConsentKind, consentKind, isDerived } from '../consent/kind.ts';
import { SAMPLAN } from '../record/systems.ts';
import { table } from './block.ts';
import type { PlanParts } from './plan-parts.ts';
import type { Section } from './section.ts';
import { dayText } from './time-texts.ts';
import type { Wording } from './wording.ts';

const KINDS: readonly ConsentKind[] = ['plan-made', 'access', 'publish', 'opposition'];

/** Contents h: what the person consented to or opposes. Denials that follow from a withdrawal are told by the withdrawal. */
export function consentSection({ consents }: PlanParts, wording: Wording): Section {
  const { word } = wording;
  const own = consents.filter((consent) => !isDerived(consent));
  const told = KINDS.flatMap((kind) => own.filter((consent) => consentKind(consent) === kind));
  const head = (['consent', 'status', 'givenBy', 'when', 'recipients', 'until'] as const).map(word);
  const rows = told.map((consent) => {
    const { about, status, givenBy, when, recipients, until } = consentRow(consent, wording);
    return [about, status, givenBy, when, recipients, until];
  });
  return { code: 'consents', blocks: table(head, rows), entries: told };
}

/**
 * A consent in words.
 *
 * @example
 * consentRow(consent, wording).about // 'innsyn for deltaker'
 */
export function consentRow(consent: Consent, wording: Wording) {
  return {
    about: kindText(consent, wording),
    status: wording.status(consent.status) ?? '',
    givenBy: (consent.performer ?? []).flatMap((one) => wording.name(one, consent) ?? []).join(', '),
    when: dayText(consent.dateTime, wording.language) ?? '',
    recipients: recipientsText(consent, wording),
    until: dayText(lastDay(consent.provision), wording.language) ?? '',
  };
}

function kindText(consent: Consent, wording: Wording): string {
  const code = consentKind(consent) ?? '';
  return wording.concept({ coding: [{ system: SAMPLAN.consentKind, code }] }) ?? code;
}

function recipientsText(consent: Consent, wording: Wording): string {
  const provisions = allOf(consent.provision);
  const names = provisions.flatMap(({ actor = [] }) =>
    actor.flatMap(({ reference }: { readonly reference?: Reference }) => wording.name(reference, consent) ?? []),
  );
  const types = new Set(provisions.flatMap(({ type }) => type ?? []));
  const text = [...new Set(names)].join(', ');
  return text !== '' && types.size > 1 ? `${text} (${wording.word('exceptions')})` : text;
}

function lastDay(provision: ConsentProvision | undefined): string | undefined {
  return allOf(provision)
    .flatMap(({ period }) => period?.end ?? [])
    .toSorted()
    .at(-1);
}

function allOf(provision: ConsentProvision | undefined): readonly ConsentProvision[] {
  return provision === undefined ? [] : [provision, ...(provision.provision ?? []).flatMap(allOf)];
}
