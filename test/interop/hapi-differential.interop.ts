import { describe, expect, test } from '@jest/globals';
import { serve } from '../clients/served.ts';
import { type Answered, ask } from './differential/ask.ts';
import { DATA } from './differential/data.ts';
import { type Argument, argumentFor, differenceOf, readArguments } from './differential/differences.ts';
import { generatedRequests } from './differential/generated.ts';
import { nameOf } from './differential/request.ts';
import { WRITTEN } from './differential/written.ts';
import { startHapi } from './hapi-server.ts';

const USUAL_SEED = 1;
const SEED = Number(process.env['SAMPLAN_SEED'] ?? USUAL_SEED);
const ARGUMENTS = readArguments();

interface Compared {
  readonly request: string;
  readonly difference?: string;
  readonly argued?: Argument;
  readonly ours: Answered;
  readonly theirs: Answered;
}

const compared = await compareAll();

/** Everything asked of both, who hold the same. */
async function compareAll(): Promise<readonly Compared[]> {
  const [samplan, hapi] = [await serve(), await startHapi('Jpa', { indexesAll: true })];
  try {
    const entry = DATA.map((resource) => ({
      resource,
      request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` },
    }));
    const load = { method: 'POST', path: '', body: { resourceType: 'Bundle', type: 'transaction', entry } };
    for (const base of [samplan.base, hapi.url]) {
      const { statuses } = await ask(base, load);
      if (statuses?.length !== DATA.length) throw new Error(`the data was not taken in by ${base}`);
    }
    const all: Compared[] = [];
    for (const request of [...generatedRequests(SEED), ...WRITTEN]) {
      const [ours, theirs] = await Promise.all([ask(samplan.base, request), ask(hapi.url, request)]);
      const difference = differenceOf(ours, theirs);
      const argued = difference && argumentFor(nameOf(request), difference, ARGUMENTS);
      all.push({
        request: nameOf(request),
        ours,
        theirs,
        ...(difference ? { difference } : {}),
        ...(argued ? { argued } : {}),
      });
    }
    return all;
  } finally {
    await hapi.stop();
    await samplan.close();
  }
}

describe(`Samplan and HAPI JPA with the same data, seed ${SEED}`, () => {
  test(`${compared.length} requests: every difference is argued`, () => {
    expect(compared.filter(({ difference, argued }) => difference && !argued)).toEqual([]);
  });

  test('is about requests that find something', () => {
    expect(compared.filter(({ ours }) => (ours.matches ?? []).length > 0).length).toBeGreaterThan(compared.length / 4);
  });

  // Arguments are from the usual seed; another need not bring each of them up.
  test.each(SEED === USUAL_SEED ? ARGUMENTS : [])('is still so: $why', (argument) => {
    expect(compared.filter(({ argued }) => argued === argument).length).toBeGreaterThan(0);
  });
});
