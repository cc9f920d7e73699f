import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { Browser, type Got } from '../console/browser.ts';
import { openSignIn, type SignInStage } from './sign-in.ts';

let folder: string;
let stage: SignInStage;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'samplan-sign-in-'));
  const config = path.join(folder, 'samplan.yaml');
  await writeFile(
    config,
    stringify({
      controller: { name: 'Samplan Fjordvik', organization: '310603015', sector: 'municipal' },
      store: { kind: 'sqlite', file: './samplan.db' },
      http: { port: 0 },
      console: {},
    }),
  );
  stage = await openSignIn(config);
});
afterAll(async () => {
  await stage?.close();
  await rm(folder, { recursive: true, force: true });
});

async function signIn(as: 'work' | 'herself', name: string): Promise<Got> {
  const browser = new Browser();
  const asked = await browser.go(`${stage.console}/sign-in?as=${as}`);
  expect(asked.text).toContain(`>${name}<`);
  return browser.go(`${asked.address.href}/as/${name}`);
}

test.each(['Ingrid', 'Gunnar'])('%s signs in herself, and comes to her own pages', async (name) => {
  const page = await signIn('herself', name);
  // Nothing has flowed yet.
  expect([page.status, page.address.pathname]).toEqual([200, '/console/mine']);
  expect(page.text).toContain('There is no plan to show you here');
});

test('her coordinator signs in elsewhere, and comes to the overview', async () => {
  const page = await signIn('work', 'coordinator');
  expect([page.status, page.address.pathname]).toEqual([200, '/console/overview']);
});
