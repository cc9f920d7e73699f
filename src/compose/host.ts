import { randomUUID } from 'node:crypto';
import { profilePackages } from '../config/profile-packages.ts';
import type { OnFault } from '../fhir/api.ts';
import type { HostConfiguration } from '../host-config.ts';
import { byTenant } from '../http/by-tenant.ts';
import { createHealthApp } from '../http/health-app.ts';
import { createClosedApp, createHostApp } from '../http/host-app.ts';
import { hostReadiness } from '../observe/host-readiness.ts';
import type { Log } from '../observe/log.ts';
import { tellUnchecked } from '../observe/unchecked.ts';
import { Stopping } from '../stopping.ts';
import type { Role } from '../sync/jobs/job-engine.ts';
import { createValidator, type Validator } from '../validation/validation.ts';
import { openListener } from './listener.ts';
import type { Management } from './management.ts';
import { type HostedTenant, hostTenant } from './tenant.ts';

/** A process that serves several controllers. */
export interface SamplanHost {
  /** Serves them and runs their schedules until `stop`; resolves once each was tried. `url`: what the addresses of all begin with. */
  start(role?: Role): Promise<{ readonly url: string }>;
  /** Ends what runs, in the term of the host's file; `isWhole` is false when something had to be cut off. */
  stop(): Promise<{ readonly isWhole: boolean }>;
}

/** Milliseconds until a tenant that could not be opened is tried again. */
const AGAIN_MS = 30_000;

/**
 * Wires a host: each tenant as compose.ts wires an installation, with its own store, keys, limits and jobs. They share the address, how the
 * process stops, and compiled profiles, which hold nothing of what they looked at.
 *
 * @example
 * const host = composeHost(await loadHost('host.yaml'), { log: openLog() });
 * await host.start();
 * await host.stop();
 */
export function composeHost(
  { tenants, http, management: managed, stop }: HostConfiguration,
  { log, againMs = AGAIN_MS }: { readonly log: Log; readonly againMs?: number },
): SamplanHost {
  const stopping = new Stopping(stop);
  const isProtected = tenants.every(({ configuration }) => configuration.access.mode === 'oauth');
  const onFault: OnFault = ({ requestId, error }) => log.error('request failed', { request: requestId, error });
  const common = { isProtected, newId: randomUUID, onFault };
  const closed = createClosedApp(common, Math.ceil(againMs / 1000));
  const validatorOf = sharedValidators(log);
  const hosted: readonly HostedTenant[] = tenants.map((tenant) =>
    hostTenant(tenant, { log: log.with({ tenant: tenant.name }), stopping, validatorOf, closed, againMs }),
  );
  const byName = new Map(hosted.map((one) => [one.name, one]));
  const readiness = hostReadiness(hosted, () => stopping.isStopping);
  const ends: (() => Promise<void>)[] = [];
  let management: Management | undefined;

  return {
    async start(role = 'all') {
      if (managed) {
        const { startManagement } = await import('./management.ts');
        const told = tenants.map(({ name, configuration }) => ({
          tenant: name,
          partners: configuration.partners.map((partner) => partner.name),
          context: () => byName.get(name)?.installation()?.context,
          log: log.with({ tenant: name }),
        }));
        management = await startManagement(told, managed, { ...readiness, log });
      }
      const isWorker = role === 'worker';
      const app = isWorker
        ? createHealthApp(readiness.ready)
        : byTenant((name) => byName.get(name)?.listener(), createHostApp({ ...common, ready: readiness.ready }));
      const listener = await openListener(app, http, { isProtected: isWorker || isProtected, newId: randomUUID });
      ends.push(() => listener.close(stopping.cut), ...hosted.map((one) => () => one.end()));
      await Promise.all(hosted.map((one) => one.open(role, management?.watchOf(one.name))));
      management?.countDuties();
      return { url: isWorker ? `${listener.origin}/health` : listener.origin };
    },
    async stop() {
      const isWhole = await stopping.stop(ends.splice(0));
      if (!isWhole) log.warn('what was under way was cut off');
      // Last of all: who watches sees how it ends.
      await management?.stop();
      await Promise.all(hosted.map((one) => one.close(isWhole)));
      return { isWhole };
    },
  };
}

/** Compiled once for all tenants with the same packages. */
function sharedValidators(log: Log): (profiles: readonly string[]) => Validator {
  const known = new Map<string, Validator>();
  return (profiles) => {
    const packages = profilePackages(profiles);
    const key = JSON.stringify(packages);
    const validator = known.get(key) ?? createValidator({ packages });
    if (!known.has(key)) tellUnchecked(validator, log);
    known.set(key, validator);
    return validator;
  };
}
