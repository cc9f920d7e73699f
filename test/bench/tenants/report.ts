import { machineOf, type Occasion } from '../bench-page.ts';

/** What a host with so many tenants takes while none of them does anything. */
export interface Measured {
  readonly store: string;
  readonly tenants: number;
  /** Milliseconds until it listens and every tenant is open: its databases are made · they are there. */
  readonly firstStart: number;
  readonly start: number;
  /** MB. */
  readonly memory: number;
  /** Milliseconds, the median of five. */
  readonly ready: number;
  readonly metrics: number;
  /** Milliseconds of processor time in a second. */
  readonly idle: number;
}

export interface Result extends Occasion {
  readonly measured: readonly Measured[];
  /** Name of the server, where there is one. */
  readonly postgres?: string;
}

/** The figures as a table. */
export function table({ measured }: Result): string {
  const rows = measured.map(({ store, tenants, firstStart, start, memory, ready, metrics, idle }) =>
    [store, tenants, ...[firstStart, start, memory, ready, metrics, idle].map(Math.round)].join(' | '),
  );
  return [
    '| store | tenants | first start, ms | start, ms | memory, MB | `/health/ready`, ms | `/metrics`, ms | processor, ms a second |',
    '|---|--:|--:|--:|--:|--:|--:|--:|',
    ...rows.map((row) => `| ${row} |`),
  ].join('\n');
}

/** The page under docs/benchmarks. */
export function page(result: Result): string {
  return `# What tenants cost a host

Written by \`npm run bench:tenants -- --write\` on ${machineOf(result, result.postgres === undefined ? '' : `${result.postgres}; `)}.

\`samplan serve\` with the file of a host, in a process of its own; two partners for each tenant, empty databases, no request and no pass under way: what it costs that a tenant is there, not what it does. A start ends when every tenant is open; at
the first its databases are made. Memory is what is resident after each tenant was asked once. On PostgreSQL \`store.pool\` is 3.

${table(result)}
`;
}
