import { randomUUID } from 'node:crypto';
import { composeInstallation, type Installation } from './compose/installation.ts';
import { openListener } from './compose/listener.ts';
import type { Management } from './compose/management.ts';
import { profilePackages } from './config/profile-packages.ts';
import type { Configuration } from './config.ts';
import { createHealthApp } from './http/health-app.ts';
import type { Log } from './observe/log.ts';
import { tellUnchecked } from './observe/unchecked.ts';
import { Stopping } from './stopping.ts';
import type { Role } from './sync/jobs/job-engine.ts';
import { createValidator } from './validation/validation.ts';

/** A wired installation. */
export interface Samplan extends Pick<Installation, 'context' | 'runPass' | 'givenUp'> {
  /** Serves FHIR and runs the schedules until `stop`, or one of the two. */
  start(role?: Role): Promise<{ readonly url: string }>;
  /** Ends what runs, in the term of the configuration; `isWhole` is false when something had to be cut off. */
  stop(): Promise<{ readonly isWhole: boolean }>;
}

/**
 * Wires an installation, the one place where implementations are chosen. Opens the store and compiles the profiles;
 * listens to nothing and calls nobody.
 *
 * @example
 * const samplan = await compose(await loadConfiguration('samplan.yaml'), { log: openLog() });
 * await samplan.runPass({});
 * await samplan.stop();
 */
export async function compose(configuration: Configuration, { log }: { readonly log: Log }): Promise<Samplan> {
  const stopping = new Stopping(configuration.stop);
  const validator = createValidator({ packages: profilePackages(configuration.profiles) });
  const installation = await composeInstallation(configuration, { log, stopping, validator });
  const { context, ready, runPass, givenUp } = installation;
  const ends: (() => Promise<void>)[] = [];
  let management: Management | undefined;

  return {
    ...{ context, runPass, givenUp },
    async start(role = 'all') {
      tellUnchecked(validator, log);
      if (configuration.store.keyFile === undefined) log.warn('the database is not sealed: set store.keyFile', {});
      const { http, access, management: managed } = configuration;
      if (managed) {
        // Who has no such address need not load it.
        const { startManagement } = await import('./compose/management.ts');
        const partners = configuration.partners.map(({ name }) => name);
        management = await startManagement([{ partners, context: () => context, log }], managed, { ready, log });
        installation.watchedBy(management.watchOf());
        management.countDuties();
      }
      const isWorker = role === 'worker';
      const listener = await openListener(isWorker ? createHealthApp(ready) : installation.app(), http, {
        // Whether it lives may be known to everybody.
        isProtected: isWorker || access.mode === 'oauth',
        newId: randomUUID,
      });
      ends.push(() => listener.close(stopping.cut));
      await installation.work(role);
      return { url: `${listener.origin}/${isWorker ? 'health' : 'fhir'}` };
    },
    async stop() {
      const isWhole = await stopping.stop([...ends.splice(0), ...installation.ends()]);
      if (!isWhole) log.warn('what was under way was cut off');
      // Last of all: who watches sees how it ends.
      await management?.stop();
      await installation.close(isWhole);
      return { isWhole };
    },
  };
}
