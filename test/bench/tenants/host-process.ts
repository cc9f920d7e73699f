import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';

const PROGRAM = fileURLToPath(new URL('../../../src/cli/samplan.mjs', import.meta.url));
/** Of the processor's clock as /proc/PID/stat counts it: 10 ms (sysconf(_SC_CLK_TCK) is 100 on Linux). */
const TICK_MS = 10;

/** `samplan serve` on a host, in a process of its own. */
export interface HostProcess {
  /** Until it said that it listens, with every tenant tried; milliseconds. */
  readonly started: number;
  readonly origin: string;
  readonly management: string;
  /** Tenants that are open. */
  readonly open: number;
  /** Resident, in MB. */
  memory(): Promise<number>;
  /** Milliseconds of processor time so far. */
  processor(): Promise<number>;
  stop(): Promise<void>;
}

/** Files of a host with so many tenants: two partners each, of which nobody answers. */
export function writeHost(folder: string, count: number, storeOf: (index: number) => object): string {
  const partner = (name: string, organization: string, sector: string): object => ({
    ...{ name, organization, sector, agreement: 'Samarbeidsavtale 2026-01', schedule: '0 0 1 1 *' },
    connector: { kind: 'fhir-rest', url: `http://127.0.0.1:9/${sector}` },
  });
  const partners = [
    partner('Fjordvik kommune', '310000027', 'municipal'),
    partner('Helse Fjordvik HF', '310000035', 'specialist'),
  ];
  const tenants = Array.from({ length: count }, (_, index) => {
    const name = `kommune-${index}`;
    mkdirSync(path.join(folder, name), { recursive: true });
    const controller = { name, organization: '310000019', sector: 'municipal' };
    const settings = { controller, store: storeOf(index), partners };
    writeFileSync(path.join(folder, name, 'samplan.yaml'), stringify(settings));
    return { name, configuration: `./${name}/samplan.yaml` };
  });
  const file = path.join(folder, 'host.yaml');
  const management = { port: 0, dutiesEverySeconds: 0 };
  writeFileSync(file, stringify({ http: { port: 0 }, management, tenants }));
  return file;
}

/** @example const host = await serveHost(writeHost(folder, 80, storeOf)); */
export async function serveHost(file: string): Promise<HostProcess> {
  const began = performance.now();
  const child = spawn(process.execPath, [PROGRAM, 'serve', '--config', file], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(child, 'close');
  let told = '';
  const origin = await new Promise<string>((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (more: string) => {
      told += more;
      const [, url] = /listening on (\S+),/.exec(told) ?? [];
      if (url !== undefined) resolve(url);
    });
    child.once('close', () => reject(new Error(`it ended: ${told.slice(-2_000)}`)));
  });
  const started = performance.now() - began;
  const [, port = ''] = /"port":(\d+),"event":"metrics are served"/.exec(told) ?? [];
  return {
    started,
    origin,
    management: `http://127.0.0.1:${port}`,
    open: told.match(/"event":"tenant is open"/g)?.length ?? 0,
    async memory() {
      const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${child.pid}/status`, 'utf8')) ?? [];
      return Number(kilobytes) / 1024;
    },
    async processor() {
      const fields = (await readFile(`/proc/${child.pid}/stat`, 'utf8')).split(') ')[1]?.split(' ') ?? [];
      // utime and stime are the 14th and 15th of all, of which two stand before the bracket (proc_pid_stat(5)).
      return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
    },
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
