import type { Patient, Resource } from '@medplum/fhirtypes';
import { CommandLine } from './command-line.ts';
import { type DemoDatabase, SQLITE } from './database.ts';
import { FhirSystem } from './fhir-system.ts';
import { install } from './installation.ts';
import type { NavOffice } from './nav-office.ts';
import { type PartnerProcess, startPartner } from './partner-process.ts';
import { type Calendar, calendar } from './people/calendar.ts';
import { EVERYONE } from './people/everyone.ts';
import {
  directory,
  FJORDVIK,
  GRANLI,
  NAV,
  organizationNumber,
  type PartnerName,
  SERVERS,
  type ServerName,
  SYSTEMS,
  TRUST,
} from './people/organizations.ts';
import { identify, type Moment, type Person } from './people/person.ts';

/** Told of what happens to whom, before it happens. */
type Teller = (line: string, person: string) => void;

/** Everything a story is played on: the systems in processes of their own, and Samplan's folder. */
export interface Stage {
  readonly partners: Readonly<Record<ServerName, PartnerProcess>>;
  readonly nav: NavOffice;
  readonly samplan: CommandLine;
  readonly folder: string;
  readonly config: string;
  readonly when: Calendar;
  /** Plays the acts of a moment in the order of the story, telling each before it happens; the ones that failed, a line each. */
  perform(moment: Moment, tell: Teller): Promise<readonly string[]>;
  /** The coordinator decides what waits for a decision. */
  decide(tell: Teller): Promise<void>;
  clear(): Promise<void>;
}

/**
 * Sets the stage: the systems hold what stands there at the start of the story.
 *
 * @param order the partners that Samplan has, and in which order it visits them
 * @param start how a system is started; by default each is @medplum/fhir-router in a process of its own
 * @param openDatabase where Samplan keeps everything
 */
export async function setStage(
  order: readonly PartnerName[],
  start = startPartner,
  openDatabase: () => Promise<DemoDatabase> = async () => SQLITE,
): Promise<Stage> {
  const when = calendar(() => new Date());
  const started = await Promise.allSettled(SERVERS.map((name) => start(name)));
  const running = started.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
  const [fjordvik, trust, granli] = running;
  if (fjordvik === undefined || trust === undefined || granli === undefined) {
    await Promise.all(running.map((partner) => partner.stop()));
    throw new Error('A partner did not start');
  }
  const partners = { [FJORDVIK]: fjordvik, [TRUST]: trust, [GRANLI]: granli };
  const database = await openDatabase();
  const installation = await install(order, partners, database);

  const samplan = new CommandLine(installation.folder, installation.config);

  async function clear(): Promise<void> {
    await samplan.end();
    await Promise.allSettled([...running.map((partner) => partner.stop()), installation.remove()]);
  }
  try {
    await Promise.all(running.map((partner) => partner.controls.seed(seedsOf(partner.name, when))));
  } catch (error) {
    await clear();
    throw error;
  }
  return {
    partners,
    nav: installation.nav,
    samplan,
    folder: installation.folder,
    config: installation.config,
    when,
    async perform(moment, tell) {
      const failures: string[] = [];
      for (const { profile, acts, transfer, atNav } of EVERYONE) {
        if (transfer !== undefined && moment === 'moving') {
          tell(transfer.line, profile.given);
          const known = await new FhirSystem(TRUST, partners[TRUST].url).patient(identify(profile, when).fnr);
          await samplan.transfer(nameHere(known), organizationNumber(transfer.to)).catch((error: Error) => {
            failures.push(`${profile.given}: could not be done: ${transfer.line}: ${error.message}`);
          });
        }
        if (atNav !== undefined && moment === 'moving') {
          tell(`${NAV}: ${atNav.line}`, profile.given);
          await installation.nav.work(`${profile.given} ${profile.family}`, atNav.edit).catch((error: Error) => {
            failures.push(`${profile.given}: could not be done: ${atNav.line}: ${error.message}`);
          });
        }
        for (const act of acts.filter((each) => each.moment === moment)) {
          tell(`${act.at}: ${act.line}`, profile.given);
          const system = new FhirSystem(act.at, partners[act.at].url);
          await act.perform(system, identify(profile, when), when).catch((error: Error) => {
            failures.push(`${profile.given}: could not be done: ${act.line}: ${error.message}`);
          });
        }
      }
      return failures;
    },
    async decide(tell) {
      // As long as one person brings a decision, every open conflict about an element is hers.
      const conflicts = await samplan.openConflicts();
      for (const { profile, decision } of EVERYONE) {
        if (decision !== undefined) {
          tell(decision.line, profile.given);
          for (const task of conflicts) await samplan.decide(task, decision.take);
        }
      }
    },
    clear,
  };
}

/** What stands at a system about a person at the start. */
export function papersOf({ profile, seed }: Person, system: ServerName, when: Calendar): readonly Resource[] {
  const papers = seed(identify(profile, when), when);
  return SYSTEMS.flatMap((one) => (one === system ? papers[one] : []));
}

/** What stands at a system at the start: its directory and the papers of everyone it knows. */
export function seedsOf(system: ServerName, when: Calendar) {
  return [...directory(system), ...EVERYONE.flatMap((person) => papersOf(person, system, when))];
}

/** The id that a person has in Samplan: what it creates elsewhere is named by it. */
function nameHere({ identifier = [] }: Patient): string {
  const [, id = ''] =
    /^urn:uuid:(.+)$/.exec(identifier.find(({ value }) => value?.startsWith('urn:uuid:'))?.value ?? '') ?? [];
  return id;
}
