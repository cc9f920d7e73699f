import type { CarePlan, Goal } from '@medplum/fhirtypes';
import { SamplanError } from '../errors.ts';
import { today } from '../record/day.ts';
import { ownGoalIn, proposedGoal } from '../record/own-goal.ts';
import { ownerOf } from '../record/owner.ts';
import { type PlanRecord, plansOf } from '../record/record.ts';
import type { Stored } from '../store/store.ts';
import type { Finding } from '../validation/finding.ts';
import { amend, commitAmendment } from './amend.ts';
import type { Context } from './context.ts';
import { findingsTold } from './findings-about.ts';
import { loadRecord } from './load-record.ts';
import type { Asker } from './may-reach.ts';
import { refuse } from './prepare-change.ts';
import { profilesAskedOf } from './profile-findings.ts';
import { untilItHolds } from './until-it-holds.ts';

/** A goal that was proposed. */
export interface ProposedGoal {
  readonly stored: Stored;
  /** Warnings. */
  readonly findings: readonly Finding[];
}

/**
 * A person proposes a goal of her own: it is in her plan from then on, as proposed, and everybody who may see her goals sees it so; her
 * coordinator owes her an answer (law: own-goal-answered). It is the part of who answers for the plan, who accepts it or says why not.
 *
 * @param caller the person herself
 * @throws SamplanError `bad-parameter` for what is more than a proposal of hers; `not-found` without a plan; `invalid` with every finding
 * @example
 * await proposeGoal(context, caller, proposedGoal({ text: 'Svømme to ganger i uka' }, person));
 */
export function proposeGoal(context: Context, caller: Asker, given: Goal): Promise<ProposedGoal> {
  return untilItHolds(() => proposeOnce(context, caller, given), 'stale-record');
}

async function proposeOnce(context: Context, caller: Asker, given: Goal): Promise<ProposedGoal> {
  const person = caller.patient ?? '';
  refuse(
    context.validator.validate(given, { expectedType: 'Goal', profiles: profilesAskedOf(context, caller, given) }),
  );
  const own = ownGoalIn(given, person);
  if (!caller.isHerself || own === undefined) throw notHerProposal();
  const loaded = await loadRecord(context.store, person);
  const { record } = loaded;
  const at = context.now();
  const plan = planFor(record);
  if (!plan) throw noPlan();
  const goal: Goal = { ...proposedGoal(own, person), id: context.newId(), statusDate: today(at) };
  const [organization = context.controller.organization] = ownerOf(record, plan, at);
  const more: CarePlan = { ...plan, goal: [...(plan.goal ?? []), { reference: `Goal/${goal.id ?? ''}` }] };
  const amendment = await amend(context, loaded, [goal, more], { ...caller, organization });
  const findings = findingsTold(context, caller, amendment, [goal]);
  refuse(findings);
  const [stored] = await commitAmendment(context, amendment, { by: caller, interaction: 'create', activity: 'admit' });
  return { stored: stored as Stored, findings };
}

/** The one in force, else the one that is being made. */
function planFor(record: PlanRecord): CarePlan | undefined {
  const plans = plansOf(record);
  return ['active', 'on-hold', 'draft'].flatMap((one) => plans.find(({ status }) => status === one) ?? [])[0];
}

function notHerProposal(): SamplanError {
  return new SamplanError(
    'bad-parameter',
    {
      nb: 'Et forslag er et mål med dine egne ord, og kanskje en dato og en merknad. Resten skrives inn av dem som lager planen sammen med deg.',
      nn: 'Eit framlegg er eit mål med dine eigne ord, og kanskje ein dato og ein merknad. Resten blir skrive inn av dei som lagar planen saman med deg.',
      en: 'A proposal is a goal in your own words, and perhaps a date and a note. The rest is written by those who make the plan with you.',
    },
    {
      where: 'Goal',
      expected: 'lifecycleStatus proposed, description.text, target.dueDate, note, of and by the person herself',
    },
  );
}

function noPlan(): SamplanError {
  return new SamplanError(
    'not-found',
    {
      nb: 'Det er ingen plan her som målet kan stå i.',
      nn: 'Det er ingen plan her som målet kan stå i.',
      en: 'There is no plan here for the goal to stand in.',
    },
    { where: 'CarePlan' },
  );
}
