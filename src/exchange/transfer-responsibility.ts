import { decide } from '../consent/decide.ts';
import { endAccess } from '../consent/end-access.ts';
import { SamplanError } from '../errors.ts';
import { personIn } from '../law/person.ts';
import { isPlanPart } from '../record/kinds.ts';
import { keyOf, type PlanRecord } from '../record/record.ts';
import { responsibleFor, transferred } from '../record/transfer.ts';
import type { Stored } from '../store/store.ts';
import { type Finding, hasErrors } from '../validation/finding.ts';
import { amend, commitAmendment } from './amend.ts';
import type { Context, Party } from './context.ts';
import { findingsTold } from './findings-about.ts';
import { loadRecord } from './load-record.ts';
import { isController } from './may-reach.ts';
import { profileFindings } from './profile-findings.ts';
import { untilItHolds } from './until-it-holds.ts';

/** What a transfer wrote, and what the law says is owed now: the new municipality appoints a coordinator. */
export interface ResponsibilityTransferred {
  readonly written: readonly Stored[];
  readonly findings: readonly Finding[];
}

/**
 * Another municipality becomes responsible for a person's plan, as when she moves (hol § 7-1): what the old one owns becomes
 * the new one's, and those who act for the old one leave the team. The old one's enrolment ends: it is told by a notice
 * without content, its link is held, and its copy stays its record (hpl § 39). The new one's begins by the consent that
 * the person has given for it.
 *
 * @param person id of the Patient here
 * @param to organization number
 * @throws SamplanError `not-found`; `forbidden` for who is neither controller nor responsible; `invalid` with every finding,
 * also where the person has not consented that the new municipality sees the plan
 * @example
 * await transferResponsibility(context, fjordvik, patientId, '310604011');
 */
export function transferResponsibility(
  context: Context,
  caller: Party,
  person: string,
  to: string,
): Promise<ResponsibilityTransferred> {
  return untilItHolds(() => transferOnce(context, caller, person, to), 'stale-record', 'stale-version');
}

async function transferOnce(
  context: Context,
  caller: Party,
  person: string,
  to: string,
): Promise<ResponsibilityTransferred> {
  const loaded = await loadRecord(context.store, person);
  const at = context.now();
  const from = responsibleFor(loaded.record, at);
  if (!personIn(loaded.record) || from === undefined) throw nobody();
  if (!isController(context, caller) && caller.organization !== from) throw notTheirs();
  if (from === to) throw alreadyTheirs();
  const lacking = findingsOn(context, loaded.record, to, at);
  if (hasErrors(lacking)) throw cannotBe(lacking);

  const { record, changed } = transferred(loaded.record, { from, to, at });
  const parts = new Map(changed.map((part) => [keyOf(part), part]));
  for (const consent of endAccess(record, from, at, context.newId)) parts.set(keyOf(consent), consent);
  const amendment = await amend(context, { ...loaded, record }, [...parts.values()], caller);
  const findings = [
    ...[...parts.values()].flatMap((part) => profileFindings(context, caller, part)),
    ...findingsTold(context, caller, amendment, [...parts.values()]),
  ];
  if (hasErrors(findings)) throw cannotBe(findings);
  const trace = { by: caller, interaction: 'operation', activity: 'transfer-responsibility' } as const;
  return { written: await commitAmendment(context, amendment, trace), findings };
}

/** With the responsibility goes the plan: nobody gets that without the person's consent (hpl § 22). */
function findingsOn(context: Context, record: PlanRecord, to: string, at: string): readonly Finding[] {
  const recipient: Party = context.partners.find(({ organization }) => organization === to) ?? {
    name: to,
    organization: to,
    sector: 'municipal',
  };
  const plan = [...record.parts.values()].find(({ kind }) => isPlanPart(kind));
  if (!plan || decide(record, plan, recipient, 'coordination', at).effect === 'permit') return [];
  return [
    {
      severity: 'error',
      code: 'business-rule',
      rule: 'transfer-consent',
      path: 'Consent',
      reference: 'hpl § 22',
      expected: 'an active Consent of category access that permits the new municipality',
      found: 'none in force',
      message: {
        nb: 'Personen har ikke samtykket til at den nye kommunen ser planen.',
        nn: 'Personen har ikkje samtykt til at den nye kommunen ser planen.',
        en: 'The person has not consented that the new municipality sees the plan.',
      },
      action: {
        nb: 'Spør personen, registrer samtykket, og overfør så ansvaret.',
        nn: 'Spør personen, registrer samtykket, og overfør så ansvaret.',
        en: 'Ask the person, record the consent, and then transfer the responsibility.',
      },
    },
  ];
}

function nobody(): SamplanError {
  return new SamplanError(
    'not-found',
    {
      nb: 'Personen har ingen plan og intet team her som noen er ansvarlig for.',
      nn: 'Personen har ingen plan og ikkje noko team her som nokon er ansvarleg for.',
      en: 'The person has no plan and no team here that anybody is responsible for.',
    },
    { where: 'Patient' },
  );
}

function notTheirs(): SamplanError {
  return new SamplanError(
    'forbidden',
    {
      nb: 'Bare den som er ansvarlig for planen, eller den databehandlingsansvarlige, kan overføre ansvaret.',
      nn: 'Berre den som er ansvarleg for planen, eller den databehandlingsansvarlege, kan overføre ansvaret.',
      en: 'Only who is responsible for the plan, or the controller, may transfer the responsibility.',
    },
    { where: 'Patient' },
  );
}

function alreadyTheirs(): SamplanError {
  return new SamplanError(
    'already-decided',
    {
      nb: 'Kommunen er allerede ansvarlig.',
      nn: 'Kommunen er alt ansvarleg.',
      en: 'The municipality is responsible already.',
    },
    { where: 'to' },
  );
}

function cannotBe(findings: readonly Finding[]): SamplanError {
  return new SamplanError(
    'invalid',
    {
      nb: 'Ansvaret kan ikke overføres slik det står nå. Hvert funn sier hva som er i veien.',
      nn: 'Ansvaret kan ikkje overførast slik det står no. Kvart funn seier kva som er i vegen.',
      en: 'The responsibility cannot be transferred as things stand. Each finding says what is in the way.',
    },
    { findings },
  );
}
