import { beforeEach, describe, expect, test } from '@jest/globals';
import { SamplanError } from '../../src/errors.ts';
import { outcomeOfError, outcomeOfFindings } from '../../src/fhir/operation-outcome.ts';
import { codeIn, createHarness, FINDING, type Harness, outcomeIn } from './harness.ts';

let harness: Harness;

beforeEach(async () => {
  harness = await createHarness();
});

describe('errors as OperationOutcome', () => {
  test('an error tells its code, where, what was expected and found', () => {
    const error = new SamplanError('id-mismatch', FINDING.message, { where: 'Goal.id', expected: 'a', found: 'b' });
    expect(outcomeOfError(error, 'en', 'r').issue).toEqual([
      {
        severity: 'error',
        code: 'value',
        details: {
          coding: [{ system: 'http://samplan.no/fhir/CodeSystem/error', code: 'id-mismatch' }],
          text: 'status is missing',
        },
        expression: ['Goal.id'],
        diagnostics: 'Expected: a\nFound: b',
      },
    ]);
  });

  test('a place that is no FHIRPath is told in words, a header as location', () => {
    const at = (where: string) =>
      outcomeOfError(new SamplanError('malformed', FINDING.message, { where }), 'en', 'r').issue[0];
    expect(at('line 2, column 3')).toMatchObject({ diagnostics: 'Where: line 2, column 3' });
    expect(at('line 2, column 3')?.expression).toBeUndefined();
    expect(at('http.Accept')).toMatchObject({ location: ['http.Accept'] });
  });

  test('findings come errors first, each with profile, reference and what to do', () => {
    const { issue } = outcomeOfFindings([{ ...FINDING, severity: 'warning', rule: 'w' }, FINDING], 'nb');
    expect(issue.map(({ severity }) => severity)).toEqual(['error', 'warning']);
    expect(issue[0]?.diagnostics).toBe(
      [
        'Ventet: at least 1',
        'Fant: 0',
        'Profil: http://samplan.no/fhir/StructureDefinition/ip-careplan',
        'Element: CarePlan.status',
        'Grunnlag: profiling.html#cardinality',
        'Gjør dette: Legg til status.',
      ].join('\n'),
    );
  });

  test('a stale record with findings says so first', () => {
    const error = new SamplanError('stale-record', FINDING.message, { findings: [FINDING] });
    const codes = outcomeOfError(error, 'en', 'r').issue.map((issue) => issue.details?.coding?.[0]?.code);
    expect(codes).toEqual(['stale-record', 'cardinality-min']);
  });

  test.each([
    ['nb', 'Det finnes ingen slik ressurs her.'],
    ['nn', 'Det finst ingen slik ressurs her.'],
    ['de', 'There is no such resource here.'],
  ])('the text is in the language asked for: %s', async (language, text) => {
    const response = await harness.send('GET', 'CarePlan/none', { headers: { 'accept-language': language } });
    expect(outcomeIn(response).issue[0]?.details?.text).toContain(text);
    expect(response.headers['content-language']).toBe(language === 'de' ? 'en' : language);
  });
});

describe('an unforeseen error', () => {
  beforeEach(() => {
    harness.gate.auditRead = async () => {
      throw new TypeError('Kari Nordmann is not a function\n    at Kari (secret)');
    };
  });

  test('is 500 with the request number and nothing of the message', async () => {
    await harness.put({ resourceType: 'Goal', id: 'g1' } as never);
    const response = await harness.send('GET', 'Goal/g1', { headers: { 'x-request-id': 'request-12345' } });
    expect(response.status).toBe(500);
    expect(codeIn(response)).toBe('internal');
    expect(outcomeIn(response).issue[0]?.diagnostics).toBe('Request: request-12345');
    expect(JSON.stringify(response)).not.toMatch(/Kari|\.ts:/);
  });

  test('is handed to the log with the request number', async () => {
    await harness.put({ resourceType: 'Goal', id: 'g1' } as never);
    await harness.send('GET', 'Goal/g1', { headers: { 'x-request-id': 'request-12345' } });
    expect(harness.faults).toEqual([{ requestId: 'request-12345', error: expect.any(TypeError) }]);
  });

  test('is one also when what was thrown is no error', async () => {
    harness.gate.auditRead = () => Promise.reject('Kari Nordmann');
    await harness.put({ resourceType: 'Goal', id: 'g1' } as never);
    expect((await harness.send('GET', 'Goal/g1')).status).toBe(500);
    expect(harness.faults[0]?.error).toBeInstanceOf(Error);
    expect(harness.faults[0]?.error.message).not.toContain('Kari');
  });
});

describe('the request number', () => {
  test('is taken over when it can be logged', async () => {
    const { headers } = await harness.send('GET', 'metadata', { headers: { 'x-request-id': 'abc-12345' } });
    expect(headers['x-request-id']).toBe('abc-12345');
  });

  test.each(['short', 'x'.repeat(65), 'with space in it', 'line\nbreak-12345', '"quoted-12345"'])(
    '%j is replaced',
    async (id) => {
      const { headers } = await harness.send('GET', 'metadata', { headers: { 'x-request-id': id } });
      expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    },
  );
});
