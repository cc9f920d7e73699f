/**
 * How fast the FHIR endpoint is, beside bare Express and beside HAPI: npm run bench:api [-- --json] [-- --write] [-- --quick]
 *
 * `--json` prints the figures only; `--write` also writes docs/benchmarks/api.md and api.json. `--records 1000,100000` says how many
 * records are there, `--quick` measures little of each; `--only read,create` and `--connections 1,16,64` a part; `--no-hapi` leaves HAPI out, `--starts 0` the starts.
 * `--profile FOLDER` has Node write a profile of each of Samplan's processes there.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { occasion, publish } from '../bench-page.ts';
import { lacksHapi, startFilledHapi } from './hapi.ts';
import { startIssuer } from './issuer.ts';
import { startLoad } from './load-process.ts';
import {
  type Cell,
  type Entrant,
  type Memory,
  measure,
  memoryOf,
  type Pace,
  refuseEmpty,
  tellAnswers,
} from './measure.ts';
import { prepare } from './prepare.ts';
import { page, type Result, table } from './report.ts';
import { KINDS, type Kind } from './requests.ts';
import { type ServerKind, startServer } from './server-process.ts';
import { built, SOURCES, type StartUp, startUps } from './start-up.ts';

const { values } = parseArgs({
  allowNegative: true,
  options: {
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    records: { type: 'string', default: '1000,100000' },
    connections: { type: 'string', default: '1,16,64' },
    only: { type: 'string', default: KINDS.join(',') },
    servers: { type: 'string', default: 'bare,engine,audited,DPoP' },
    hapi: { type: 'boolean', default: true },
    starts: { type: 'string', default: '5' },
    profile: { type: 'string' },
  },
});
const numbers = (text: string): readonly number[] => text.split(',').map(Number);
const kinds = values.only.split(',') as Kind[];
const starting = values.quick ? Math.min(1, Number(values.starts)) : Number(values.starts);
const servers = values.servers.split(',') as ServerKind[];
const pace: Pace = {
  connections: numbers(values.connections),
  ...(values.quick
    ? { rounds: 2, milliseconds: 300, warmUpMs: 500 }
    : { rounds: 3, milliseconds: 800, warmUpMs: 1500 }),
};
/** HAPI keeps all of it in its memory, and takes it in one transaction after the other. */
const MOST_FOR_HAPI = 1_000;

const tell = (what: string): void => console.error(`${(performance.now() / 1000).toFixed(0).padStart(4)} s  ${what}`);
const where = occasion();
const folder = mkdtempSync(join(tmpdir(), 'samplan-bench-'));
const flags = values.profile === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', resolve(values.profile)];
if (values.profile !== undefined) mkdirSync(values.profile, { recursive: true });
const lacking = values.hapi ? lacksHapi() : 'left out';
const [issuer, load] = [await startIssuer(), await startLoad()];
const tokens = { unbound: await issuer.token(), bound: await issuer.token(load.thumbprint) };
const cells: Cell[] = [];
const memory: Memory[] = [];
const starts: Record<string, readonly StartUp[]> = {};
try {
  const program = built(join(folder, 'program'));
  for (const records of numbers(values.records)) {
    tell(`${records} records: prepared`);
    const file = join(folder, `${records}.db`);
    const prepared = await prepare(file, records);
    tell(`${records} records: samplan serve`);
    if (starting > 0) {
      starts[`compiled, ${records} records`] = await startUps(program, file, folder, starting);
      starts[`sources, ${records} records`] = await startUps(SOURCES, file, folder, starting);
    }
    const options = {
      file,
      issuer: { issuer: issuer.issuer, keys: issuer.keys },
      answers: join(folder, `${records}.answers`),
    };
    const start = async (name: ServerKind): Promise<Entrant> => ({
      name,
      server: await startServer(name, options, name === 'bare' ? [] : flags),
      token: name === 'DPoP' ? tokens.bound : tokens.unbound,
    });
    const samplan: Entrant[] = [];
    for (const name of servers) if (name !== 'bare') samplan.push(await start(name));
    const [first] = samplan;
    if (first) await tellAnswers(first, prepared, records, options.answers);
    const entrants = [...(servers.includes('bare') ? [await start('bare')] : []), ...samplan];
    if (lacking === undefined && records <= MOST_FOR_HAPI) {
      tell(`${records} records: HAPI is filled`);
      const hapi: Entrant = { name: 'HAPI JPA', server: await startFilledHapi(prepared, records), token: '' };
      await refuseEmpty(hapi, prepared, records);
      entrants.push(hapi);
    }
    cells.push(...(await measure(entrants, { load, prepared, records, kinds, pace, tell })));
    memory.push(...memoryOf(entrants, records));
    for (const { server } of entrants) await server.stop();
  }
  const result: Result = { ...where, pace, hapi: lacking ?? 'run', cells, memory, starts };
  publish('api', values, { figures: result, page: page(result), table: table(result) });
} finally {
  load.stop();
  issuer.stop();
  rmSync(folder, { recursive: true, force: true });
}
