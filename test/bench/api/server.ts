/**
 * A server of the bench: node test/bench/api/server.ts KIND OPTIONS; started by server-process.ts only. Says where its FHIR base
 * is, and ends with its standard input.
 */
import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { configuredAccess } from '../../../src/access/configured-access.ts';
import { compose } from '../../../src/compose.ts';
import { createApp } from '../../../src/http/app.ts';
import { listen } from '../../../src/http/listen.ts';
import { apiOf } from '../../http/harness.ts';
import { SILENT } from '../sync/installation.ts';
import { bareApp } from './bare.ts';
import { installation } from './installation.ts';
import type { ServerKind, ServerOptions } from './server-process.ts';

const LOCAL = { host: '127.0.0.1', port: 0, isProtected: true };

const [kind = '', options = ''] = process.argv.slice(2);
const { file, issuer, answers } = JSON.parse(options) as ServerOptions;
const url = await serve(kind as ServerKind);
console.log(JSON.stringify({ url }));
process.stdin.on('end', () => process.exit()).resume();

async function serve(which: ServerKind): Promise<string> {
  const configuration = installation(file, issuer, which === 'DPoP');
  if (which === 'bare') {
    const memory = { useOnce: async () => true, secret: randomBytes(32) };
    const now = (): string => new Date().toISOString();
    const { access } = configuredAccess(configuration.access, { ...configuration, memory, now });
    return at(await listen(await bareApp(access, answers, `${file}.bare`), LOCAL));
  }
  const samplan = await compose(configuration, { log: SILENT });
  if (which !== 'engine') return (await samplan.start()).url;
  // As compose wires it, but that nothing is traced of what is only read: no installation can be run so.
  const { context } = samplan;
  const { access, smart } = configuredAccess(configuration.access, { ...context, memory: context.store });
  const { api, onFault } = apiOf(context, access, { auditRead: async () => {} });
  const { newId } = context;
  return at(
    await listen(createApp({ api, ...(smart ? { smart } : {}), ready: async () => [], newId, onFault }), LOCAL),
  );
}

function at(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/fhir`;
}
