import type { RequestListener } from 'node:http';
import { SamplanError } from '../errors.ts';
import type { Tenant } from '../host-config.ts';
import type { Log } from '../observe/log.ts';
import type { Readiness } from '../observe/readiness.ts';
import type { Watch } from '../observe/watch.ts';
import type { Stopping } from '../stopping.ts';
import { unlessCut } from '../sync/interrupted.ts';
import type { Role } from '../sync/jobs/job-engine.ts';
import type { Validator } from '../validation/validation.ts';
import { composeInstallation, type Installation } from './installation.ts';

/** A tenant of a host: open, or tried again until it is. */
export interface HostedTenant {
  readonly name: string;
  /** The installation, while it is open. */
  readonly installation: () => Installation | undefined;
  /** Answers to its requests. */
  readonly listener: () => RequestListener;
  /** Whether opening it was tried. */
  readonly isTried: () => boolean;
  readonly ready: Readiness;
  /** Tries to open it, and to have it work; resolves after the first time, whatever came of it. */
  open(role: Role, watch?: Watch): Promise<void>;
  /** Resolves when what is under way has ended. */
  end(): Promise<void>;
  /** Last of all. */
  close(isWhole: boolean): Promise<void>;
}

interface Surroundings {
  /** Says on each line which tenant it is about. */
  readonly log: Log;
  /** Of the process. */
  readonly stopping: Stopping;
  readonly validatorOf: (profiles: readonly string[]) => Validator;
  /** Answers while it is not open. */
  readonly closed: RequestListener;
  /** Milliseconds until it is tried again. */
  readonly againMs: number;
}

/**
 * A tenant that is opened with its host. One whose store, key or mapping cannot be used is told in the log and tried again; nobody else
 * waits for it.
 *
 * @example
 * const fjordvik = hostTenant(tenant, { log: log.with({ tenant: 'fjordvik' }), stopping, validatorOf, closed, againMs: 30_000 });
 * await fjordvik.open('all');
 */
export function hostTenant({ name, configuration }: Tenant, surroundings: Surroundings): HostedTenant {
  const { log, stopping, validatorOf, closed, againMs } = surroundings;
  let installation: Installation | undefined;
  let listener = closed;
  let isTried = false;
  let trying = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  async function opened(role: Role, watch: Watch | undefined): Promise<Installation> {
    const validator = validatorOf(configuration.profiles);
    const one = await composeInstallation(configuration, { log, tenant: name, stopping, validator });
    try {
      if (watch) one.watchedBy(watch);
      await one.work(role);
      return one;
    } catch (error) {
      await Promise.all(one.ends().map((end) => end()));
      await one.close(false);
      throw error;
    }
  }

  async function tryOnce(role: Role, watch: Watch | undefined): Promise<void> {
    try {
      const one = await opened(role, watch);
      listener = one.app(`/${name}`);
      installation = one;
      if (configuration.store.keyFile === undefined) log.warn('the database is not sealed: set store.keyFile', {});
      log.info('tenant is open', {});
    } catch (error) {
      log.error('tenant cannot be opened', told(error));
      if (stopping.isStopping) return;
      timer = setTimeout(() => {
        trying = tryOnce(role, watch);
      }, againMs);
    } finally {
      isTried = true;
    }
  }

  return {
    name,
    installation: () => installation,
    listener: () => listener,
    isTried: () => isTried,
    ready: async () => (stopping.isStopping ? ['stopping'] : ((await installation?.ready()) ?? ['not-opened'])),
    open(role, watch) {
      trying = tryOnce(role, watch);
      return trying;
    },
    async end() {
      clearTimeout(timer);
      // A database that does not answer holds nobody.
      await unlessCut(trying, stopping.cut).catch(() => undefined);
      await Promise.all((installation?.ends() ?? []).map((end) => end()));
    },
    async close(isWhole) {
      await installation?.close(isWhole);
    },
  };
}

function told(error: unknown): { readonly code?: string; readonly place?: string; readonly error?: Error } {
  if (!(error instanceof Error)) return {};
  if (!(error instanceof SamplanError)) return { error };
  return { code: error.code, ...(error.where === undefined ? {} : { place: error.where }), error };
}
