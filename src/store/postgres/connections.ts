import pg from 'pg';

/** How a PostgreSQL server is reached. */
export interface ConnectionOptions {
  /** `postgresql://user@host:port/database`; `postgresql:///database?host=/run/postgresql` for a socket. */
  readonly url: string;
  /** Absent: what the environment (PGPASSWORD) or the user's password file says. */
  readonly password?: string;
  /** Schema that holds everything of one tenant. */
  readonly schema: string;
  /** Most connections at once of this process. */
  readonly pool: number;
  /** Seconds after which the server gives up a statement. */
  readonly statementTimeout: number;
  /** PEM texts; absent: no TLS. */
  readonly tls?: { readonly authority?: string; readonly key?: string; readonly certificate?: string };
}

/** Milliseconds. */
const TO_CONNECT = 10_000;
/** Milliseconds that an answer is on its way, at most, once the server has given up the statement. */
export const ON_THE_WAY = 2_000;
/** Milliseconds until a connection on which nothing is said is asked whether it is there. */
const SILENCE = 10_000;
/** Milliseconds for what takes as long as there is to do: the most that a timer takes (24 days). */
export const PATIENT = 2_147_483_647;
/** How soon the server looks whether somebody is still there, and gives up who does not take what it says; a server on a socket reads over it. */
const SERVER_KEEPALIVE =
  '-c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3 -c tcp_user_timeout=60000';
const INT8 = 20;
const NUMERIC = 1700;

/** Counts, seqs and instants stay below 2^53: numbers as everywhere else. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (type: number, format?: 'text' | 'binary') =>
    type === INT8 || type === NUMERIC ? Number : pg.types.getTypeParser(type, format),
};

/**
 * How connections end over which nothing comes any more. A network that only loses what is sent tells nobody: without this, whoever asked
 * would wait until the kernel gives up (a quarter of an hour), and the server keeps a place for who is gone for hours.
 *
 * @example
 * new pg.Pool({ connectionString, ...givingUp(30) });
 */
export function givingUp(statementTimeout: number) {
  const milliseconds = statementTimeout * 1000;
  return {
    connectionTimeoutMillis: TO_CONNECT,
    keepAlive: true,
    keepAliveInitialDelayMillis: SILENCE,
    statement_timeout: milliseconds,
    query_timeout: milliseconds + ON_THE_WAY,
    options: SERVER_KEEPALIVE,
  };
}

/**
 * A statement whose answer is waited for as long as it says, in milliseconds. pg takes it with each; its types know it for all only.
 *
 * @example
 * await client.query(waitingFor(PATIENT, { text: 'VACUUM' }));
 */
export function waitingFor(query_timeout: number, query: pg.QueryConfig): pg.QueryConfig {
  const limited: pg.QueryConfig & { readonly query_timeout: number } = { ...query, query_timeout };
  return limited;
}

/**
 * Connections to a schema, opened as they are needed. What a server or a role says otherwise is said here: commits wait for the disk, nothing is compiled for what takes a millisecond, and
 * whoever holds a lock and does nothing is thrown out.
 *
 * @example
 * const pool = openConnections({ url: 'postgresql://samplan@127.0.0.1/samplan', schema: 'samplan', pool: 10, statementTimeout: 30 });
 */
export function openConnections(options: ConnectionOptions): pg.Pool {
  const { url, password, schema, pool, statementTimeout, tls } = options;
  const limits = givingUp(statementTimeout);
  const connections = new pg.Pool({
    connectionString: url,
    ...(password === undefined ? {} : { password }),
    application_name: 'samplan',
    max: pool,
    ...limits,
    lock_timeout: limits.statement_timeout,
    idle_in_transaction_session_timeout: limits.statement_timeout,
    options: `${limits.options} -c search_path=${schema} -c synchronous_commit=on -c jit=off -c default_transaction_isolation=read\\ committed`,
    types,
    ...(tls ? { ssl: tlsOf(tls) } : {}),
  });
  // A connection that is lost while nobody uses it is opened anew when it is needed.
  connections.on('error', () => {});
  return connections;
}

/** The server must show a certificate for its name, of the given authority or of one that the machine knows. */
export function tlsOf({ authority, key, certificate }: NonNullable<ConnectionOptions['tls']>): pg.PoolConfig['ssl'] {
  return {
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
    ...(authority === undefined ? {} : { ca: authority }),
    ...(key === undefined ? {} : { key }),
    ...(certificate === undefined ? {} : { cert: certificate }),
  };
}
