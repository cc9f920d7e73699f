import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { compose } from '../../src/compose.ts';
import { loadConfiguration } from '../../src/config.ts';
import { openLog } from '../../src/observe/log.ts';
import { SQLITE } from '../demo/database.ts';
import { type Installation, install } from '../demo/installation.ts';
import { type Peer, startPeer } from '../demo/peer/peer.ts';
import { calendar } from '../demo/people/calendar.ts';
import { FJORDVIK, GRANLI, SERVERS, type ServerName, TRUST } from '../demo/people/organizations.ts';
import { seedsOf } from '../demo/stage.ts';
import { samplesIn } from '../observe/metric-samples.ts';
import { type Asked, askedIn, GIVEN } from './asked-in.ts';

/** Nothing in the story makes a sample of these: a subscriber, and a store that is PostgreSQL. */
const WITHOUT_SAMPLE = ['samplan_subscriptions', 'samplan_subscription_events_owed', 'samplan_store_connections'];
/** At most so many, a tenth of a second apart. */
const LOOKS = 300;
const when = calendar(() => new Date());

const peers = new Map<ServerName, Peer>();
let installation: Installation;
let stop: () => Promise<void>;
/** Labels by the names of samples; of a metric without any, none. */
const exposed = new Map<string, Set<string>>();

/** Samplan runs, with the story's two systems; passes are made, and somebody reads. */
beforeAll(async () => {
  for (const name of SERVERS) {
    const peer = await startPeer();
    peers.set(name, peer);
    await peer.controls.seed(seedsOf(name, when));
  }
  const server = (name: ServerName) => ({ name, stop: async () => {}, ...(peers.get(name) as Peer) });
  const servers = { [FJORDVIK]: server(FJORDVIK), [TRUST]: server(TRUST), [GRANLI]: server(GRANLI) };
  installation = await install([FJORDVIK, TRUST], servers, SQLITE);
  const { config } = installation;
  const settings = parse(await readFile(config, 'utf8')) as { readonly partners: readonly object[] };
  const partners = settings.partners.map((one) => ({ ...one, schedule: '0 0 1 1 *', reconcile: '0 0 1 1 *' }));
  await writeFile(config, stringify({ ...settings, partners, management: { port: 0, dutiesEverySeconds: 5 } }));
  const lines: Readonly<Record<string, unknown>>[] = [];
  const log = openLog({ to: { write: (line: string) => void lines.push(JSON.parse(line)) } });
  const samplan = await compose(await loadConfiguration(config), { log });
  stop = async () => void (await samplan.stop());
  const { url } = await samplan.start();
  for (let pass = 0; pass < 2; pass += 1) await samplan.runPass({});
  expect((await fetch(`${url}/Goal`)).status).toBe(200);
  const port = lines.find(({ event }) => event === 'metrics are served')?.['port'];
  const scrape = async (): Promise<string> => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  let text = await scrape();
  // Duties are counted once it has started, by nobody's request.
  for (let look = 0; look < LOOKS && !text.includes('samplan_duties{'); look += 1) {
    await wait(100);
    text = await scrape();
  }
  for (const [, name = ''] of text.matchAll(/^# TYPE (\S+) /gm)) exposed.set(name, new Set());
  for (const sample of samplesIn(text).keys()) {
    const [name = '', ...labels] = [...sample.matchAll(/(?:^|[{,])(\w+)/g)].map(([, word = '']) => word);
    exposed.set(name, new Set([...(exposed.get(name) ?? []), ...labels]));
  }
}, 120_000);
afterAll(async () => {
  await stop();
  await installation.remove();
  for (const peer of peers.values()) await peer.close();
});

/** What a running Samplan does not say of what is asked for, a line each. */
function faultsOf({ metric, labels }: Asked): readonly string[] {
  // Prometheus says it itself.
  if (metric === 'up') return [];
  const has = exposed.get(metric);
  if (has === undefined) return [`there is no ${metric}`];
  if (has.size === 0 && WITHOUT_SAMPLE.includes(metric)) return [];
  return labels
    .filter((label) => !GIVEN.includes(label) && !has.has(label))
    .map((label) => `${metric} has no ${label}`);
}

function asked(): readonly Asked[] {
  const { groups } = parse(readFileSync('docs/deploy/alerts.yaml', 'utf8')) as {
    readonly groups: readonly { readonly rules: readonly { readonly expr: string }[] }[];
  };
  const { panels } = JSON.parse(readFileSync('docs/deploy/dashboard.json', 'utf8')) as {
    readonly panels: readonly { readonly targets: readonly { readonly expr: string }[] }[];
  };
  const targets = [...groups.flatMap(({ rules }) => rules), ...panels.flatMap((panel) => panel.targets)];
  return targets.flatMap(({ expr }) => askedIn(expr));
}

test('whatever alerts and dashboard ask for, a running Samplan says, with the labels', () => {
  expect(asked().length).toBeGreaterThan(30);
  expect(asked().flatMap(faultsOf)).toEqual([]);
});

test('a metric and a label that it does not say are seen', () => {
  expect(faultsOf({ metric: 'samplan_linked', labels: [] })).toEqual(['there is no samplan_linked']);
  expect(faultsOf({ metric: 'samplan_findings_total', labels: ['person'] })).toEqual([
    'samplan_findings_total has no person',
  ]);
});
