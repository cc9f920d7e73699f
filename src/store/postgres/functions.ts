import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type pg from 'pg';

/** Each function has a file of its name; those that are called come first. */
const NAMES = ['refuse_held', 'erase_person', 'apply_commit', 'apply_commits', 'use_once'] as const;

/** The functions of this program in a schema. */
export type Functions = Readonly<Record<(typeof NAMES)[number], string>>;

/**
 * Makes the functions that commits are applied with. Each version of the program has its own, named by a hash of their text: processes
 * of the version before go on with theirs while the new ones start.
 *
 * @example
 * (await makeFunctions(client, 'samplan')).apply_commits; // 'apply_commits_1f0c9a7e'
 */
export async function makeFunctions(client: pg.ClientBase, schema: string): Promise<Functions> {
  const files = NAMES.map((name) => new URL(`./${name.replace('_', '-')}.sql`, import.meta.url));
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  const text = texts.join('\n').replaceAll('\r\n', '\n');
  const version = createHash('sha256').update(text).digest('hex').slice(0, 12);
  const functions = Object.fromEntries(NAMES.map((name) => [name, `${name}_${version}`])) as Functions;
  // Tenants on one server do not wait for each other.
  const salt = createHash('sha256').update(schema).digest().readInt32BE();
  const sql = NAMES.reduce((all, name) => all.replaceAll(`{${name}}`, functions[name]), text).replaceAll(
    '{salt}',
    `${salt}`,
  );
  await client.query('BEGIN');
  try {
    await client.query('SELECT pg_advisory_xact_lock(hashtext($1))', [`${schema} functions`]);
    const { rows } = await client.query(
      'SELECT 1 FROM pg_proc WHERE proname = $1 AND pronamespace = to_regnamespace($2)',
      [functions.use_once, schema],
    );
    if (rows.length === 0) await client.query(sql);
    await client.query('COMMIT');
    return functions;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  }
}
