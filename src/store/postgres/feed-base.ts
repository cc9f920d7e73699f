import type pg from 'pg';

/**
 * Sees to it that new commits come after all that are there. Where the data was taken to another server from a dump, the numbers of its
 * transactions begin anew: then so much is added to them.
 *
 * @example
 * await raiseFeedBase(client);
 */
export async function raiseFeedBase(client: pg.ClientBase): Promise<void> {
  await client.query(`
    WITH newest AS (SELECT coalesce((SELECT v.seq FROM versions v ORDER BY v.seq DESC LIMIT 1), 0) / 8192 AS number),
      next AS (SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS number)
    UPDATE feed SET base = newest.number + 1 - next.number
    FROM newest, next WHERE feed.base + next.number <= newest.number
  `);
}
