import type { Caller } from '../../../access/caller.ts';
import { consentOf } from '../../../consent/consent-of.ts';
import { type ConsentKind, consentKind, isDerived } from '../../../consent/kind.ts';
import { isNotHers } from '../../../consent/own-decision.ts';
import { isNationalStore, type Party } from '../../../consent/party.ts';
import { consentRow } from '../../../document/consent-section.ts';
import { wordingOf } from '../../../document/wording.ts';
import type { PartnersSight } from '../../../exchange/who-sees-what.ts';
import type { PartKind } from '../../../record/kinds.ts';
import { consentsOf, type PlanRecord } from '../../../record/record.ts';
import type { Language } from '../../../validation/finding.ts';
import type { Page } from '../../page.ts';
import { said } from '../../said.ts';
import { DECIDED_BY, DECISIONS, MY_CONSENTS } from '../../texts/mine-texts.ts';
import { PART_NAMES } from '../../texts/plan-texts.ts';
import { nothingHere, ownRecord } from './my-plan.ts';

/** What the page rests on besides the API. */
export interface MyConsentsSources {
  /** Who may see what of her own, as far as she knows of it. */
  readonly whoSeesWhat: (caller: Caller, person: string) => Promise<readonly PartnersSight[]>;
  /** Organizations that are known here. */
  readonly parties: readonly Party[];
}

/**
 * Who may see a person's plan in plain words, what she has decided about it, and what she can decide: each with what it means and what
 * happens, before she does it.
 *
 * @example
 * const pages = [myConsents({ whoSeesWhat, parties })];
 */
export function myConsents({ whoSeesWhat, parties }: MyConsentsSources): Page {
  return {
    name: 'my-consents',
    path: '/mine/consents',
    menu: MY_CONSENTS.title,
    asks: { type: '*', right: 'r', isAboutOne: true },
    isForHerself: 'alone',
    async show(visit) {
      const { language, caller, query, at } = visit;
      const record = await ownRecord(visit);
      if (!record) return nothingHere(language);
      const t = said(MY_CONSENTS, language);
      const decided = decidedIn(record, language, at);
      return {
        title: t.title,
        template: 'my-consents',
        data: {
          t,
          isDone: query.has('done'),
          sights: (await whoSeesWhat(caller, record.person)).map((one) => sightText(one, language)),
          inForce: decided.filter((one) => one.isInForce),
          over: decided.filter((one) => !one.isInForce),
          choices: choicesFor(record, parties, language, at),
        },
      };
    },
  };
}

/** What one organization may see, by kinds of parts; undefined where it sees nothing. */
function sightText({ partner, decisions, retained }: PartnersSight, language: Language) {
  const kinds = (Object.keys(PART_NAMES) as PartKind[]).flatMap((kind) => {
    const own = decisions.filter((one) => one.kind === kind);
    const seen = own.filter(({ decision }) => decision.effect === 'permit' && decision.reason !== 'notice');
    return seen.length === 0 ? [] : [{ name: PART_NAMES[kind][language], isAll: seen.length === own.length }];
  });
  const named = (isAll: boolean): string =>
    kinds
      .filter((one) => one.isAll === isAll)
      .map(({ name }) => name)
      .join(', ');
  return { name: partner, all: named(true), some: named(false), keeps: retained.length > 0 };
}

function decidedIn(record: PlanRecord, language: Language, at: string) {
  const wording = wordingOf(record, language);
  return consentsOf(record).flatMap((consent) => {
    const kind = consentKind(consent);
    if (kind === undefined || isDerived(consent) || consent.status === 'entered-in-error') return [];
    const { status, givenBy, when, recipients, until } = consentRow(consent, wording);
    const other = isNotHers(record, consent, true, at);
    return {
      id: consent.id ?? '',
      ...{ status, givenBy, when, recipients, until },
      name: DECISIONS[kind].name[language],
      ending: DECISIONS[kind].ending[language],
      isInForce: consent.status === 'active',
      isOpposition: kind === 'opposition',
      ...(other ? { decidedBy: DECIDED_BY[other][language] } : {}),
    };
  });
}

/** What is hers to decide now: a plan only where she has not said yes to one, a national store only where there is one. */
function choicesFor(record: PlanRecord, parties: readonly Party[], language: Language, at: string) {
  const hasPlan = consentsOf(record).some((one) => one.status === 'active' && consentKind(one) === 'plan-made');
  const others = parties.filter((party) => !isNationalStore(party));
  const choices: readonly { readonly kind: ConsentKind; readonly to?: readonly Party[] }[] = [
    ...(hasPlan ? [] : [{ kind: 'plan-made' as const }]),
    { kind: 'access', to: others },
    { kind: 'opposition', to: others },
    ...(parties.some(isNationalStore) ? [{ kind: 'publish' as const }] : []),
  ];
  const isHers = (kind: ConsentKind): boolean =>
    isNotHers(record, consentOf({ kind, isDeclined: false, recipients: [] }), false, at) === undefined;
  const hers = choices.filter(({ kind }) => isHers(kind));
  return hers.map(({ kind, to }) => ({
    kind,
    name: DECISIONS[kind].name[language],
    giving: DECISIONS[kind].giving[language],
    button: DECISIONS[kind].button[language],
    hasUntil: kind === 'access',
    recipients: to?.map(({ name, organization }) => ({ name, organization })),
  }));
}
