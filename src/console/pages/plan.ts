import type { Bundle, Task } from '@medplum/fhirtypes';
import type { Caller } from '../../access/caller.ts';
import { isPermitted, permitted } from '../../access/permitted.ts';
import type { Party } from '../../consent/party.ts';
import { CODE_NAMES } from '../../document/code-names.ts';
import { dayText } from '../../document/time-texts.ts';
import type { PartnersSight } from '../../exchange/who-sees-what.ts';
import { SAMPLAN } from '../../record/systems.ts';
import type { Page, Visit } from '../page.ts';
import { planView } from '../plan-view.ts';
import { said } from '../said.ts';
import { resourcesIn, seenRecord } from '../seen-record.ts';
import { sightView } from '../sight-view.ts';
import { ACCESS_LOG } from '../texts/access-log-texts.ts';
import { PLAN } from '../texts/plan-texts.ts';
import { timelineOf } from '../timeline.ts';

/** What the page of a plan rests on besides the API. */
export interface PlanSources {
  /** Who may see what, for the controller. */
  readonly whoSeesWhat: (caller: Caller, person: string) => Promise<readonly PartnersSight[]>;
  /** Organizations that are known here. */
  readonly parties: readonly Party[];
}

/** As the API asks for a whole record. */
const ABOUT_A_RECORD = { type: '*', right: 'r', isAboutOne: true } as const;

/**
 * A person's record, whether there is a plan or not: goals in her own words first.
 *
 * @example
 * const pages = [plan({ whoSeesWhat: (caller, person) => whoSeesWhat(context, caller, person), parties })];
 */
export function plan({ whoSeesWhat, parties }: PlanSources): Page {
  return {
    name: 'plan',
    path: '/plans/:person',
    asks: ABOUT_A_RECORD,
    async show(visit) {
      const { fhir, caller, language, params, query, isController } = visit;
      const person = params['person'] ?? '';
      const record = seenRecord(await fhir.read<Bundle>(['Patient', person, '$record']), person);
      const nameOf = (organization: string): string | undefined =>
        parties.find((party) => party.organization === organization)?.name;
      const t = said(PLAN, language);
      const from = Number(query.get('measures') ?? 0);
      return {
        title: t.title,
        template: 'plan',
        data: {
          t,
          person,
          isDone: query.has('done'),
          ...planView(record, { language, from: Number.isSafeInteger(from) && from > 0 ? from : 0 }),
          duties: await dutiesOf(visit, person),
          timeline: await timelineOf(visit, record, nameOf),
          ...(isController && mayAudit(caller) ? { disclosures: ACCESS_LOG.disclosures[language] } : {}),
          ...(isController
            ? { sight: sightView(await whoSeesWhat(caller, person), language), register: registerOf(visit, parties) }
            : {}),
        },
      };
    },
  };
}

function mayAudit(caller: Caller): boolean {
  return isPermitted(() => permitted(caller, { type: 'AuditEvent', right: 'r' }));
}

/** What somebody owes her, or about her; of others than the controller what they owe themselves. */
async function dutiesOf({ fhir, language }: Visit, person: string) {
  const duties = resourcesIn(await fhir.read(['$duties'], [['patient', person]]));
  return duties
    .filter((one): one is Task => one.resourceType === 'Task')
    .map(({ code, description, reasonCode, restriction, priority }) => ({
      text: code?.text ?? '',
      action: description ?? '',
      reference: reasonCode?.text ?? '',
      due: dayText(restriction?.period?.end, language),
      isOverdue: priority === 'urgent',
    }));
}

/** What can be chosen when a consent is recorded. */
function registerOf({ language }: Visit, parties: readonly Party[]) {
  return {
    kinds: Object.entries(CODE_NAMES[SAMPLAN.consentKind] ?? {}).map(([code, text]) => ({
      code,
      text: text[language],
    })),
    recipients: parties.map(({ name, organization }) => ({ name, organization })),
  };
}
