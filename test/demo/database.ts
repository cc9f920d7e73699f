import { dropSchema } from '../postgres/drop-schema.ts';
import { startPostgres } from '../postgres/server.ts';

/** Where Samplan keeps everything in the demo, as its configuration says it. */
export interface DemoDatabase {
  readonly settings: Readonly<Record<string, unknown>>;
  remove(): Promise<void>;
}

/** A file beside the configuration. */
export const SQLITE: DemoDatabase = { settings: { file: './samplan.sqlite' }, remove: async () => {} };

/**
 * A schema of its own on the server of `DATABASE_URL`, or on one that is started for the demo.
 *
 * @throws Error where there is no PostgreSQL
 */
export async function postgresDatabase(): Promise<DemoDatabase> {
  const server = await startPostgres();
  if (!server) throw new Error('There is no PostgreSQL on this machine: set DATABASE_URL, or put postgres on PATH');
  const schema = `samplan_demo_${process.pid}`;
  const url = new URL(server.url);
  // Samplan takes no address with a password in it; its processes get the environment along.
  if (url.password !== '') process.env['PGPASSWORD'] = decodeURIComponent(url.password);
  url.password = '';
  return {
    settings: { kind: 'postgres', url: url.href, schema },
    async remove() {
      for (const one of [schema, `${schema}_jobs`]) await dropSchema(server.url, one);
      await server.stop();
    },
  };
}
