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
const INT8 = 20;
const NUMERIC = 1700;

/** Counts, seqs and instants stay below 2^53: numbers as everywhere else. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (type: number, format?: 'text' | 'binary') =>
    type === INT8 || type === NUMERIC ? Number : pg.types.getTypeParser(type, format),
};

/**
 * Connections to a schema, opened as they are needed. What a server or a role says otherwise is said here: commits wait for the disk, nothing is compiled for what takes a millisecond, and
 * whoever holds a lock and does nothing is thrown out.
 *
 * @example
 * const pool = openConnections({ url: 'postgresql://samplan@127.0.0.1/samplan', schema: 'samplan', pool: 10, statementTimeout: 30 });
 */
export function openConnections(options: ConnectionOptions): pg.Pool {
  const { url, password, schema, pool, statementTimeout, tls } = options;
  const milliseconds = statementTimeout * 1000;
  const connections = new pg.Pool({
    connectionString: url,
    ...(password === undefined ? {} : { password }),
    application_name: 'samplan',
    max: pool,
    connectionTimeoutMillis: TO_CONNECT,
    keepAlive: true,
    statement_timeout: milliseconds,
    lock_timeout: milliseconds,
    idle_in_transaction_session_timeout: milliseconds,
    options: `-c search_path=${schema} -c synchronous_commit=on -c jit=off -c default_transaction_isolation=read\\ committed`,
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
