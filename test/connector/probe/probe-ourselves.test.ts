import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { probePartner } from '../../../src/connector/fhir-rest/probe/probe-partner.ts';
import { listen } from '../../../src/http/listen.ts';
import { createWiredApp } from '../../http/harness.ts';

/** What a Samplan lacks as a partner of another, as docs/partner-check.md has it. */
test('Samplan finds out about itself that it is usable: it only adds its own name for a resource, and deletes nothing', async () => {
  const { app } = await createWiredApp();
  const server = await listen(app, { host: '127.0.0.1', port: 0 });
  try {
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const now = (): string => new Date().toISOString();
    const url = `http://127.0.0.1:${port}/fhir`;
    const report = await probePartner({ url, patient: '14836830068', fetch, now, newId: randomUUID });

    expect(report).toMatchObject({
      verdict: 'usable',
      software: { name: 'Samplan' },
      untrue: [],
      features: { lastUpdated: true, history: true, browse: true, ifMatch: true },
    });
    const lacking = (effect: string) => report.traits.filter((one) => one.effect === effect).map(({ trait }) => trait);
    expect(lacking('broken')).toEqual([]);
    expect(lacking('loss')).toEqual([]);
    const shapes = [...report.types, ...report.ornaments];
    expect(shapes.flatMap(({ lost, changed }) => [...lost, ...changed])).toEqual([]);
    const added = new Set(shapes.flatMap((one) => one.added.map((path) => path.replace(/^[A-Za-z]+\./, ''))));
    expect(added).toEqual(new Set(['identifier.system', 'identifier.value']));
    // Nothing is deleted at a Samplan: what stays says that it was never meant.
    expect(report.leftBehind.length).toBeGreaterThan(10);
    for (const place of report.leftBehind) {
      const read = await (await fetch(`${url}/${place}`)).text();
      expect(`${place} ${read}`).toMatch(/entered-in-error|"active":false/);
    }
  } finally {
    server.close();
    server.closeAllConnections();
  }
});
