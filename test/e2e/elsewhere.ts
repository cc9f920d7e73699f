import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { goal, patient, serve } from '../clients/served.ts';
import type { Flow } from './flows.ts';

const CLIENT = readFileSync(createRequire(import.meta.url).resolve('fhirclient/build/fhir-client.min.js'));

/** What a SMART app does, by fhirclient and by hand: what it was told of each step. */
const app = (base: string): string => `(async () => {
  const client = FHIR.client(${JSON.stringify(base)});
  const person = await client.create(${JSON.stringify(patient())});
  const made = await client.create({ ...${JSON.stringify(goal('Gå tur', ''))}, subject: { reference: 'Patient/' + person.id } });
  const changed = await client.update({ ...made, description: { text: 'Gå lenger' } });
  const read = await fetch(${JSON.stringify(base)} + '/Goal/' + made.id);
  const headers = { 'content-type': 'application/fhir+json', 'if-match': read.headers.get('etag'), dpop: 'none', prefer: 'return=minimal' };
  const put = await fetch(read.url, { method: 'PUT', headers, body: JSON.stringify({ ...changed, description: { text: 'Gå langt' } }) });
  const stale = await fetch(read.url, { method: 'PUT', headers, body: JSON.stringify(changed) });
  return [changed.description.text, read.headers.get('etag'), put.status, put.headers.get('etag'), stale.status];
})()`;

const ASK = (base: string): string =>
  `fetch(${JSON.stringify(`${base}/metadata`)}).then(({ status }) => status, ({ name }) => name)`;

/** The endpoint from pages of other origins, as SMART apps are. */
export const ELSEWHERE_FLOWS: readonly Flow[] = [
  {
    name: 'elsewhere: fhirclient in a page of a listed origin reads and changes, and a page of another origin gets nothing',
    async go(walk) {
      const pages = createServer((request, response) => {
        const isClient = request.url === '/fhir-client.js';
        response.setHeader('content-type', isClient ? 'text/javascript' : 'text/html');
        response.end(isClient ? CLIENT : '<!doctype html><title>App</title><script src="/fhir-client.js"></script>');
      });
      pages.listen(0, '127.0.0.1');
      await once(pages, 'listening');
      const { port } = pages.address() as AddressInfo;
      const listed = `http://127.0.0.1:${port}`;
      const served = await serve({ origins: [listed] });
      try {
        const page = await walk.open('/', { at: listed, others: [new URL(served.base).origin] });
        const told = JSON.stringify(await page.evaluate(app(served.base)));
        walk.expect(told === JSON.stringify(['Gå lenger', 'W/"2"', 200, 'W/"3"', 412]), `a SMART app works: ${told}`);
        const other = await page.context().newPage();
        await other.goto(`http://localhost:${port}/`);
        const refused = await other.evaluate(ASK(served.base));
        walk.expect(refused === 'TypeError', `another page gets nothing: ${refused}`);
      } finally {
        await served.close();
        pages.closeAllConnections();
        pages.close();
      }
    },
  },
];
