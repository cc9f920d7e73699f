import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openSharedStage, type Stage } from '../exchange/stage.ts';
import { Browser, formOf, type Got } from './browser.ts';
import { COORDINATOR, OPERATOR, TRUST_DOCTOR } from './people.ts';
import { openConsole, type StagedConsole } from './staged-console.ts';

let stage: Stage;
let served: StagedConsole;
beforeAll(async () => {
  stage = await openSharedStage();
  served = await openConsole(stage.context, { accounts: [COORDINATOR, OPERATOR, TRUST_DOCTOR] });
});
afterAll(async () => {
  await served.close();
  await stage.close();
});

async function signedIn(name: string): Promise<{ readonly browser: Browser; readonly page: Got }> {
  const browser = new Browser();
  const asked = await browser.go(`${served.origin}/console/forms`);
  return { browser, page: await browser.go(`${asked.address.href}/as/${name}`) };
}

async function attempt(what: 'mapping' | 'profile', form: Readonly<Record<string, string>>): Promise<Got> {
  const { browser, page } = await signedIn('drift');
  const sent = { _form: formOf(page), ...form };
  return browser.go(`${served.origin}/console/forms/${what}`, { method: 'POST', form: sent });
}

describe('mappings and profiles', () => {
  test('are listed with their versions, for who operates the installation', async () => {
    const { page } = await signedIn('drift');
    expect(page.status).toBe(200);
    for (const name of ['sampro', 'epj-plo', 'nav-activity'])
      expect(page.text).toMatch(new RegExp(`<th scope="row">${name}</th><td>\\d+\\.\\d+\\.\\d+</td>`));
    const { profiles } = stage.context.validator;
    expect(profiles.length).toBeGreaterThan(20);
    expect(profiles.filter(({ url }) => !page.text.includes(url))).toEqual([]);
    expect(Buffer.byteLength(page.text)).toBeLessThan(100_000);
  });

  test('are not shown to a partner, and tried by nobody but whoever may see them', async () => {
    const { browser, page } = await signedIn('lege');
    expect(page.status).toBe(403);
    const sent = await browser.go(`${served.origin}/console/forms/profile`, {
      method: 'POST',
      form: { _form: formOf(page), resource: '{}' },
    });
    expect(sent.status).toBe(403);
  });

  test('are not tried by a form of another site', async () => {
    const { browser } = await signedIn('drift');
    const sent = await browser.go(`${served.origin}/console/forms/mapping`, {
      method: 'POST',
      form: { mapping: 'sampro' },
    });
    expect([sent.status, sent.text.includes('Nothing was done')]).toEqual([403, true]);
  });
});

describe('a mapping', () => {
  test.each([
    ['sampro', 'mappings/sampro/examples/ingrid.source.json'],
    ['epj-plo', 'mappings/epj-plo/examples/amina.source.xml'],
  ])('%s makes FHIR of a pasted example, and says what does not come back', async (mapping, file) => {
    const source = await readFile(file, 'utf8');
    const page = await attempt('mapping', { mapping, source });
    expect(page.status).toBe(200);
    expect(page.text).toContain('&quot;resourceType&quot;: &quot;CarePlan&quot;');
    expect(page.text).toContain('No errors.');
    expect(page.text).toContain(`<option selected>${mapping}</option>`);
  });

  test('says where what was pasted is wrong, and shows it as text', async () => {
    const page = await attempt('mapping', { mapping: 'sampro', source: '{ "<script>": ' });
    expect([page.status, page.text.includes('No errors.')]).toEqual([200, false]);
    expect(page.text).toMatch(/<span class="bad">error<\/span><\/td><td>text:1/);
    expect(page.text).not.toContain('<script>"');
    expect(page.text).toContain('{ &quot;&lt;script&gt;&quot;: </textarea>');
  });

  test('that there is none of does nothing', async () => {
    const page = await attempt('mapping', { mapping: '../../etc', source: '{}' });
    expect([page.status, page.text.includes('What came of it')]).toEqual([200, false]);
  });
});

describe('a profile', () => {
  const PLAN = 'http://samplan.no/fhir/StructureDefinition/ip-careplan';

  test('tells what is wrong with a pasted resource, in plain words and where', async () => {
    const resource = JSON.stringify({ resourceType: 'CarePlan', status: 'nonsense', intent: 'plan' });
    const page = await attempt('profile', { profile: PLAN, resource });
    expect(page.status).toBe(200);
    expect(page.text).toMatch(/<td>CarePlan\.status<\/td>/);
    expect(page.text).toMatch(/<td>CarePlan(\.subject)?<\/td>/);
    expect(page.text).toContain(`<option value="${PLAN}" selected>`);
  });

  test('finds nothing wrong with an example of the package', async () => {
    const resource = await readFile('profiles/package/example/CarePlan-ingrid-plan.json', 'utf8');
    const page = await attempt('profile', { profile: PLAN, resource });
    expect(page.text).toContain('No errors.');
  });

  test.each([
    ['not JSON', 'hei'],
    ['no resource', '[]'],
    ['no type', '{"status":"draft"}'],
    ['a type that is none', '{"resourceType":"Nonsense<b>"}'],
    ['a type that is elsewhere', '{"resourceType":"../Patient"}'],
  ])('says so where %s was pasted', async (_what, resource) => {
    const page = await attempt('profile', { resource });
    expect([page.status, page.text.includes('<span class="bad">error</span>')]).toEqual([200, true]);
    expect(page.text).not.toContain('Nonsense<b>');
  });

  test('keeps nothing of what was tried', async () => {
    const before = await stage.stored('CarePlan');
    await attempt('profile', { resource: JSON.stringify({ resourceType: 'CarePlan', title: 'Ikke ta vare på meg' }) });
    expect(await stage.stored('CarePlan')).toEqual(before);
    expect(JSON.stringify(await stage.stored('AuditEvent'))).not.toContain('Ikke ta vare');
  });
});

test('no fault was met', () => {
  expect(served.faults).toEqual([]);
});
