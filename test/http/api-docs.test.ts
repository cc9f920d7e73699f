import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CapabilityStatement, Resource } from '@medplum/fhirtypes';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import express from 'express';
import request from 'supertest';
import { extract } from 'tar';
import { DEFINITION_TYPES } from '../../src/fhir/definition-types.ts';
import type { OpenApi } from '../../src/fhir/openapi.ts';
import { apiDocs } from '../../src/http/api-docs.ts';
import { createWiredApp } from './harness.ts';

/** Nothing has it; a PUT to it would make it. */
const UNKNOWN = '7b0c3f0e-6a52-4d6f-9a57-2f6f1f0e8a11';

let wired: Awaited<ReturnType<typeof createWiredApp>>;
let document: OpenApi;
let statement: CapabilityStatement;
beforeAll(async () => {
  wired = await createWiredApp();
  const { text, headers } = await request(wired.app).get('/api-docs').set('host', 'localhost:8080');
  expect(headers['content-type']).toBe('application/vnd.oai.openapi+json; version=3.1; charset=utf-8');
  document = JSON.parse(text);
  statement = JSON.parse((await request(wired.app).get('/fhir/metadata')).text);
});
afterAll(() => wired.store.close());

type Described = { readonly operationId: string; readonly parameters?: readonly { readonly name: string }[] };
const operations = (): readonly (readonly [string, string, Described])[] =>
  Object.entries(document.paths).flatMap(([address, methods]) =>
    Object.entries(methods).map(([method, one]) => [address, method, one as Described] as const),
  );

test('who asks again gets what was made, and makes no work', async () => {
  const made: string[] = [];
  const describeOnce = (base: string): OpenApi => {
    made.push(base);
    return document;
  };
  const app = express().use(
    '/api-docs',
    apiDocs(describeOnce, () => 'https://samplan.example.no'),
  );
  const answers = [await request(app).get('/api-docs'), await request(app).get('/api-docs')];
  expect(answers.map(({ text }) => JSON.parse(text))).toEqual([document, document]);
  expect(made).toEqual(['https://samplan.example.no/fhir']);
});

describe('the OpenAPI document', () => {
  test('is one, and every reference in it leads somewhere', async () => {
    const { valid, errors } = await new Validator().validate(JSON.parse(JSON.stringify(document)));
    expect(errors).toBeUndefined();
    expect(valid).toBe(true);
    const references = JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/gu);
    for (const [, name] of references) expect(Object.keys(document.components.schemas)).toContain(name);
    expect(document.servers).toEqual([{ url: 'http://localhost:8080/fhir' }]);
  });

  test('names every operation once', () => {
    const ids = operations().map(([, , { operationId }]) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThan(200);
  });

  test('names addresses that are there, and none that are not', async () => {
    for (const [address, method] of operations()) {
      const place = address.replace('{version}', '1').replaceAll(/\{\w+\}/gu, UNKNOWN);
      const { status } = await request(wired.app)[method as 'get'](`/fhir${place}`);
      // Nothing is sent along: that may be wrong, or the id is not there; of a PATCH that too is 405, as of a partner's PUT.
      const isMissing = method === 'patch' && address.endsWith('{id}') && !address.startsWith('/Subscription');
      expect([address, method, status === 405]).toEqual([address, method, isMissing]);
      expect([address, method, status]).not.toEqual([address, method, 500]);
    }
    expect(wired.faults).toEqual([]);
  });

  test('tells of every type, interaction, search parameter and operation that the CapabilityStatement has', () => {
    for (const { type = '', searchParam = [], operation = [], interaction = [] } of statement.rest?.[0]?.resource ??
      []) {
      const search = document.paths[`/${type}`]?.['get'] as Described;
      const asked = search.parameters?.flatMap(({ name }) => (name === 'Prefer' ? [] : [name])) ?? [];
      expect([type, asked.slice(0, searchParam.length)]).toEqual([type, searchParam.map(({ name }) => name)]);
      const names = operations().flatMap(([address]) => address.match(/\$([\w-]+)$/u)?.[1] ?? []);
      for (const { name } of operation) expect(names).toContain(name);
      const codes = interaction.map(({ code }) => code);
      expect([type, document.paths[`/${type}`]?.['post'] !== undefined]).toEqual([type, codes.includes('create')]);
      const one = document.paths[`/${type}/{id}`];
      expect([type, one?.['delete'] !== undefined]).toEqual([type, codes.includes('delete')]);
      const isUndone = operation.some(({ name }) => name === 'undo');
      expect([type, document.paths[`/${type}/{id}/$undo`] !== undefined]).toEqual([type, isUndone]);
    }
  });

  test('tells what every search takes, and what a form has in its body', () => {
    const searched = (statement.rest?.[0]?.resource ?? []).filter(
      // Searched in ways of their own, as the CapabilityStatement says.
      ({ type }) => ![...DEFINITION_TYPES, 'Subscription'].includes(String(type)),
    );
    expect(searched.length).toBeGreaterThan(15);
    for (const { type = '', searchParam = [] } of searched) {
      const search = document.paths[`/${type}`]?.['get'] as Described;
      const asked = search.parameters?.map(({ name }) => name) ?? [];
      expect([type, asked.slice(searchParam.length)]).toEqual([type, expect.arrayContaining(['_sort', '_include'])]);
      const byForm = document.paths[`/${type}/_search`]?.['post'] as Described & {
        readonly requestBody: {
          readonly content: Readonly<Record<string, { readonly schema: { properties: object } }>>;
        };
      };
      expect([type, byForm.parameters?.map(({ name }) => name)]).toEqual([type, ['Prefer']]);
      const form = byForm.requestBody.content['application/x-www-form-urlencoded']?.schema.properties ?? {};
      expect(Object.keys(form)).toEqual(expect.arrayContaining(searchParam.map(({ name }) => name)));
    }
  });

  test('has schemas that the examples of the profile package fit, and a resource without what it must have does not', async () => {
    const ajv = new Ajv2020({ strict: false, formats: { 'date-time': true } });
    ajv.addSchema(document, 'api');
    const folder = 'profiles/package/example';
    const files = (await readdir(folder)).filter((name) => !name.includes('invalid'));
    expect(files.length).toBeGreaterThan(30);
    for (const name of files) {
      const example = JSON.parse(await readFile(path.join(folder, name), 'utf8')) as Resource;
      const validate = ajv.getSchema(`api#/components/schemas/${example.resourceType}`);
      if (!validate) continue;
      validate(example);
      expect([name, validate.errors]).toEqual([name, null]);
    }
    const goal = ajv.getSchema('api#/components/schemas/Goal');
    expect(goal?.({ resourceType: 'Goal', lifecycleStatus: 'active' })).toBe(false);
    expect(goal?.({ resourceType: 'Goal', lifecycleStatus: 'active', description: 'x', subject: {} })).toBe(false);
  });
});

test('the profile package comes as an archive that a FHIR tool can install', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'samplan-package-'));
  try {
    const response = await request(wired.app)
      .get('/api-docs/samplan.ip.tgz')
      .buffer(true)
      .parse((incoming, done) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('end', () => done(null, Buffer.concat(chunks)));
      });
    expect(response.headers['content-type']).toBe('application/gzip');
    const file = path.join(folder, 'package.tgz');
    await writeFile(file, response.body as Buffer);
    await extract({ file, cwd: folder });
    const extracted = await readdir(path.join(folder, 'package'));
    expect(extracted.toSorted()).toEqual((await readdir('profiles/package')).toSorted());
    const manifest = JSON.parse(await readFile(path.join(folder, 'package/package.json'), 'utf8'));
    expect(manifest).toMatchObject({ name: 'samplan.ip', fhirVersions: ['4.0.1'] });
  } finally {
    await rm(folder, { recursive: true });
  }
});
