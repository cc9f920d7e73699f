import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { documentOf, ingridsResources } from '../document/ingrid.ts';
import { readPdf } from '../document/read-printed.ts';
import { runOn } from './fake-session.ts';

const document = documentOf(ingridsResources());

test('writes a Bundle', async () => {
  const { out, calls } = await runOn({ document }, 'plan-document', 'ingrid-plan', '--language', 'nn');
  expect(JSON.parse(out)).toEqual(JSON.parse(JSON.stringify(document)));
  const options = { base: 'http://127.0.0.1:0/fhir', language: 'nn' };
  expect(calls).toEqual([['planDocument', 'ingrid-plan', options], ['stop']]);
});

test('writes a page', async () => {
  const { out } = await runOn({ document }, 'plan-document', 'ingrid-plan', '--format', 'html');
  expect(out).toMatch(/^<!DOCTYPE html>\n<html lang="nb">/u);
  expect(out).toContain('Gå til butikken uten følge');
});

test('writes a PDF', async () => {
  const { bytes } = await runOn({ document }, 'plan-document', 'ingrid-plan', '--format', 'pdf');
  expect((await readPdf(bytes)).content).toContain('Gå til butikken uten følge');
});

test('writes to a file that nobody else reads, and over none', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'samplan-'));
  const file = path.join(folder, 'plan.pdf');
  const words = ['plan-document', 'ingrid-plan', '--format', 'pdf', '--out', file] as const;
  try {
    const { out } = await runOn({ document }, ...words);
    expect(out).toBe('');
    const written = await readFile(file);
    expect(written.subarray(0, 5).toString()).toBe('%PDF-');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await runOn({ document }, ...words)).error).toMatchObject({ code: 'bad-parameter', where: '--out' });
    expect(await readFile(file)).toEqual(written);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('knows no other form', async () => {
  const { error, calls } = await runOn({ document }, 'plan-document', 'ingrid-plan', '--format', 'docx');
  expect([error instanceof Error, calls]).toEqual([true, []]);
});
