import { CommandLine } from './command-line.ts';
import { FhirSystem } from './fhir-system.ts';
import { install } from './installation.ts';
import { type PartnerProcess, startPartner } from './partner-process.ts';
import { type Calendar, calendar } from './people/calendar.ts';
import { EVERYONE } from './people/everyone.ts';
import { directory, FJORDVIK, type SystemName, TRUST } from './people/organizations.ts';
import { identify, type Moment } from './people/person.ts';

/** Told of what happens to whom, before it happens. */
type Teller = (line: string, person: string) => void;

/** Everything a story is played on: two systems in processes of their own, and Samplan's folder. */
export interface Stage {
  readonly partners: Readonly<Record<SystemName, PartnerProcess>>;
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
 * @param start how a system is started; by default each is @medplum/fhir-router in a process of its own
 */
export async function setStage(order: readonly SystemName[], start = startPartner): Promise<Stage> {
  const when = calendar(() => new Date());
  const started = await Promise.allSettled([start(FJORDVIK), start(TRUST)]);
  const running = started.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
  const [fjordvik, trust] = running;
  if (fjordvik === undefined || trust === undefined) {
    await Promise.all(running.map((partner) => partner.stop()));
    throw new Error('A partner did not start');
  }
  const partners = { [FJORDVIK]: fjordvik, [TRUST]: trust };
  const installation = await install(order.map((name) => partners[name]));

  const samplan = new CommandLine(installation.folder, installation.config);

  async function clear(): Promise<void> {
    await samplan.end();
    await Promise.allSettled([fjordvik?.stop(), trust?.stop(), installation.remove()]);
  }
  try {
    await Promise.all(running.map((partner) => partner.controls.seed(seedsOf(partner.name, when))));
  } catch (error) {
    await clear();
    throw error;
  }
  return {
    partners,
    samplan,
    folder: installation.folder,
    config: installation.config,
    when,
    async perform(moment, tell) {
      const failures: string[] = [];
      for (const { profile, acts } of EVERYONE) {
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

/** What stands at a system at the start: its directory and the papers of everyone it knows. */
export function seedsOf(system: SystemName, when: Calendar) {
  return [
    ...directory(system),
    ...EVERYONE.flatMap(({ profile, seed }) => seed(identify(profile, when), when)[system]),
  ];
}
