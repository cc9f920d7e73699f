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
import type { OpenApi } from '../../src/fhir/openapi.ts';
import { apiDocs } from '../../src/http/api-docs.ts';
import { createWiredApp } from './harness.ts';

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
  const app = express().use('/api-docs', apiDocs(describeOnce, 'https://samplan.example.no'));
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
      const place = address.replaceAll(/\{\w+\}/gu, '1');
      const response = await request(wired.app)[method as 'get'](`/fhir${place}`);
      // Nothing is sent along: that may be wrong, but the address has the method, or the id is not there.
      const { issue } = response.text ? JSON.parse(response.text) : { issue: [] };
      expect([address, method, issue?.[0]?.details?.text]).not.toEqual([
        address,
        method,
        expect.stringContaining('Allow'),
      ]);
      expect([address, method, response.status]).not.toEqual([address, method, 500]);
    }
    expect(wired.faults).toEqual([]);
  });

  test('tells of every type, interaction, search parameter and operation that the CapabilityStatement has', () => {
    for (const { type = '', searchParam = [], operation = [], interaction = [] } of statement.rest?.[0]?.resource ??
      []) {
      const search = document.paths[`/${type}`]?.['get'] as Described;
      expect([type, search.parameters?.map(({ name }) => name)]).toEqual([type, searchParam.map(({ name }) => name)]);
      const names = operations().flatMap(([address]) => address.match(/\$([\w-]+)$/u)?.[1] ?? []);
      for (const { name } of operation) expect(names).toContain(name);
      const codes = interaction.map(({ code }) => code);
      expect([type, document.paths[`/${type}`]?.['post'] !== undefined]).toEqual([type, codes.includes('create')]);
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
