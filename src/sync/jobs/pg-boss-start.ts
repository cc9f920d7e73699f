import { type ConstructorOptions, PgBoss } from 'pg-boss';

/** Ours are the clocks (schedule.ts). */
const ALWAYS = { application_name: 'samplan jobs', schedule: false } as const;
/** SQLSTATE (PostgreSQL, Appendix A). */
const DENIED = '42501';

/**
 * Starts pg-boss, which makes its tables where they are not there. Who may not make a schema in the database can use one that was made for
 * it: pg-boss asks for the right to make one even where it is there. What cannot be started leaves no connection open.
 *
 * @param heard told what an instance is, before anything is asked of it
 * @throws what pg-boss throws
 * @example
 * const boss = await startBoss({ connectionString, schema: 'samplan_jobs', max: 4 }, (one) => one.on('error', report));
 */
export async function startBoss(options: ConstructorOptions, heard: (boss: PgBoss) => void): Promise<PgBoss> {
  try {
    return await started(new PgBoss({ ...options, ...ALWAYS }), heard);
  } catch (error) {
    if (!isDenied(error)) throw error;
    return started(new PgBoss({ ...options, ...ALWAYS, createSchema: false }), heard);
  }
}

async function started(boss: PgBoss, heard: (boss: PgBoss) => void): Promise<PgBoss> {
  heard(boss);
  try {
    await boss.start();
    return boss;
  } catch (error) {
    await boss.stop({ graceful: false }).catch(() => undefined);
    throw error;
  }
}

function isDenied(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === DENIED;
}
