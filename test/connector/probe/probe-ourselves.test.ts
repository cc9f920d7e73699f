import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { probePartner } from '../../../src/connector/fhir-rest/probe/probe-partner.ts';
import { listen } from '../../../src/http/listen.ts';
import { createWiredApp } from '../../http/harness.ts';

/** What a Samplan lacks for being a partner of another, as README and docs/partner-check.md have it. */
test('Samplan finds out about itself that it cannot be a partner yet, and why', async () => {
  const { app } = await createWiredApp();
  const server = await listen(app, { host: '127.0.0.1', port: 0 });
  try {
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const now = (): string => new Date().toISOString();
    const url = `http://127.0.0.1:${port}/fhir`;
    const report = await probePartner({ url, patient: '14836830068', fetch, now, newId: randomUUID });

    expect(report).toMatchObject({
      verdict: 'not-usable',
      software: { name: 'Samplan' },
      untrue: [],
      features: { lastUpdated: true, history: false, browse: true, ifMatch: true },
    });
    expect(report.traits.filter(({ effect }) => effect === 'broken').map(({ trait }) => trait)).toEqual([
      'if-none-exist-taken',
    ]);
    expect([...report.types, ...report.ornaments].filter(({ answer }) => answer !== 'kept')).toEqual([]);
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
