import { randomBytes } from 'node:crypto';
import type { Access } from '../access/create-access.ts';
import type { Configuration, ConsoleSettings, PartnerSettings, PersonsSignIn } from '../config.ts';
import { readClientKey } from '../connector/authorization/client-key.ts';
import { createConsole } from '../console/console.ts';
import { oidcSignIn } from '../console/oidc-sign-in.ts';
import { accessLog } from '../console/pages/access-log.ts';
import { conflict, conflicts, decideConflict } from '../console/pages/conflicts.ts';
import { disclosures } from '../console/pages/disclosures.ts';
import { duties } from '../console/pages/duties.ts';
import { findings } from '../console/pages/findings.ts';
import { forms } from '../console/pages/forms.ts';
import { myActions } from '../console/pages/mine/my-actions.ts';
import { myConsents } from '../console/pages/mine/my-consents.ts';
import { myDisclosures } from '../console/pages/mine/my-disclosures.ts';
import { myPlan } from '../console/pages/mine/my-plan.ts';
import { overview } from '../console/pages/overview.ts';
import { plan } from '../console/pages/plan.ts';
import { planActions } from '../console/pages/plan-actions.ts';
import { planPaper } from '../console/pages/plan-paper.ts';
import { plans, searchPlans } from '../console/pages/plans.ts';
import { runs } from '../console/pages/runs.ts';
import { createSessions } from '../console/sessions.ts';
import { severalSignIns } from '../console/several-sign-ins.ts';
import type { SignIn } from '../console/sign-in.ts';
import { openStreams } from '../console/streams.ts';
import { complaintText } from '../document/complaint-section.ts';
import { complaintAbout } from '../exchange/complaint-to.ts';
import type { Context } from '../exchange/context.ts';
import { dutyDays } from '../exchange/count-duties.ts';
import { howPartnersStand } from '../exchange/how-partners-stand.ts';
import { personsInStanding } from '../exchange/persons-in-standing.ts';
import { personsOwing } from '../exchange/persons-owing.ts';
import { retryLink } from '../exchange/retry-link.ts';
import { toBeMended } from '../exchange/to-be-mended.ts';
import { whatMoved } from '../exchange/what-moved.ts';
import { whoSeesWhat } from '../exchange/who-sees-what.ts';
import type { FhirApi, OnFault } from '../fhir/api.ts';
import type { Gate } from '../fhir/gate.ts';
import type { BaseOf } from '../http/fhir-mount.ts';
import { plansOf } from '../record/record.ts';
import { nextTick } from '../sync/schedule.ts';
import { knownMappings } from './mappings.ts';

/** What pages rest on besides the context. */
interface ConsoleParts {
  readonly api: FhirApi;
  readonly gate: Gate;
  readonly access: Access;
  /** Where browsers find us, without `/console`. */
  readonly baseOf: BaseOf;
  readonly onFault: OnFault;
  /** Aborted: the process stops, and nobody waits for what happens next. */
  readonly ending: AbortSignal;
  readonly fetch?: typeof fetch;
}

/** What else of the configuration they depend on. */
interface ConsoleSurroundings extends Pick<Configuration, 'http' | 'timezone' | 'access'> {
  readonly partners: readonly (Pick<PartnerSettings, 'name' | 'schedule'> &
    Partial<Pick<PartnerSettings, 'connector'>>)[];
}

/** When each partner is looked at next. A tick is searched for minute by minute: each is remembered until it has come. */
function nextRuns(
  partners: ConsoleSurroundings['partners'],
  timezone: string,
  now: () => string,
): (name: string) => string | undefined {
  const schedules = new Map(partners.map(({ name, schedule }) => [name, schedule]));
  const known = new Map<string, { readonly next: string | undefined; readonly until: string }>();
  return (name) => {
    const at = now();
    const remembered = known.get(name);
    if (remembered && remembered.until > at) return remembered.next;
    const schedule = schedules.get(name);
    const next = schedule && nextTick(schedule, timezone, new Date(at))?.toISOString();
    // Where none comes soon, it is looked for again the day after.
    known.set(name, { next, until: next ?? new Date(Date.parse(at) + DAY_MS).toISOString() });
    return next;
  };
}

const DAY_MS = 86_400_000;

/**
 * Pages for people over the same use cases as the API.
 *
 * @example
 * app.use('/console', composeConsole(context, configuration, configuration.console, { api, gate, access, baseOf, onFault, ending }));
 */
export function composeConsole(
  context: Context,
  { http, partners, timezone, access: { mode, issuers } }: ConsoleSurroundings,
  settings: ConsoleSettings,
  { api, gate, access, baseOf, onFault, ending, fetch = globalThis.fetch }: ConsoleParts,
): ReturnType<typeof createConsole> {
  const { controller, now, newId } = context;
  const milliseconds = (): number => Date.parse(now());
  const nextRun = nextRuns(partners, timezone, now);
  const known = forms({ profiles: context.validator.profiles, mappings: knownMappings(partners) });
  const mending = findings({
    look: (how) => toBeMended(context, how),
    retry: (caller, person, partner) => retryLink(context, caller, person, partner),
  });
  return createConsole({
    ...{ api, gate, access, controller, baseOf, now, newId, onFault },
    ...(mode === 'oauth' ? { signIn: signInOf(settings) } : {}),
    proxy: http.proxy,
    streams: openStreams({
      look: () => whatMoved(context),
      ending,
      onFault: (error) => onFault({ requestId: '', error }),
    }),
    sessions: createSessions(settings, {
      memory: context.store,
      now: milliseconds,
      random: () => randomBytes(32).toString('base64url'),
    }),
    pages: [
      overview({ look: (count) => howPartnersStand(context, count), nextRun }),
      plans({
        inStanding: (query) => personsInStanding(context, query),
        owing: (query) => personsOwing(context, query),
      }),
      plan({
        whoSeesWhat: (caller, person) => whoSeesWhat(context, caller, person),
        parties: [...context.partners, controller],
      }),
      conflicts,
      conflict,
      duties({ controller, partners: context.partners, daysOf: (asked) => dutyDays(context, asked) }),
      mending.page,
      runs(context),
      accessLog(context),
      disclosures,
      known.page,
      myPlan({ complaint: (record, at) => complaintText(complaintAbout(context, record, plansOf(record)[0], at)) }),
      myConsents({
        whoSeesWhat: (caller, person) => whoSeesWhat(context, caller, person),
        parties: [...context.partners, controller],
      }),
      myDisclosures,
    ],
    papers: [planPaper({ print: (document) => gate.printPlanDocument(document) })],
    actions: [searchPlans, ...planActions, decideConflict, mending.action, ...known.actions, ...myActions],
  });

  /** Who works with plans signs in at one authority, and where that is configured the person herself at another. */
  function signInOf({ issuer, client = '', key = '', scope, resource, persons }: ConsoleSettings): SignIn {
    const first = issuers.find((one) => !one.persons)?.issuer ?? '';
    // The configuration has both where people sign in (access-faults.ts).
    const work = signInAt({ issuer: issuer === '' ? first : issuer, client, key, scope, resource });
    const levels = issuers.find((one) => one.issuer === persons?.issuer)?.persons?.levels;
    return persons ? severalSignIns({ work, herself: signInAt({ ...persons, ...(levels ? { levels } : {}) }) }) : work;
  }

  function signInAt({ key, ...place }: PersonsSignIn & { readonly levels?: readonly string[] }): SignIn {
    const redirect = `${http.publicUrl}/console/signed-in`;
    return oidcSignIn({ ...place, key: () => readClientKey(key), redirect }, { fetch, now: milliseconds });
  }
}
