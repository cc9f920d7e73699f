import { expect, test } from '@jest/globals';
import { documentOf, ingridsResources } from '../document/ingrid.ts';
import { runOn } from './fake-session.ts';

const document = documentOf(ingridsResources());

test('writes a Bundle', async () => {
  const { out, calls } = await runOn({ document }, 'plan-document', 'ingrid-plan', '--language', 'nn');
  expect(JSON.parse(out)).toEqual(JSON.parse(JSON.stringify(document)));
  const options = { base: 'http://127.0.0.1:0/fhir', language: 'nn' };
  expect(calls).toEqual([['planDocument', 'ingrid-plan', options], ['stop']]);
});

test('writes a page', async () => {
  const { out } = await runOn({ document }, 'plan-document', 'ingrid-plan', '--html');
  expect(out).toMatch(/^<!DOCTYPE html>\n<html lang="nb">/u);
  expect(out).toContain('Gå til butikken uten følge');
});
