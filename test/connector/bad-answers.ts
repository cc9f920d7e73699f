import type { Goal } from '@medplum/fhirtypes';
import { SamplanError } from '../../src/errors.ts';
import type { Answering } from './answering-server.ts';

/** Stands in the content of bad answers, and may stand in no error. */
export const SECRET = 'Nordmann';
export const patient = (id?: string, more = {}) => ({
  resourceType: 'Patient',
  id,
  name: [{ family: SECRET }],
  ...more,
});
export const searchset = (resources: readonly unknown[], more = {}) => ({
  resourceType: 'Bundle',
  type: 'searchset',
  entry: resources.map((resource) => ({ resource })),
  ...more,
});
export const next = (url: string) => ({ link: [{ relation: 'next', url }] });

export const json =
  (body: unknown, status = 200, headers = {}): Answering =>
  (response) =>
    void response.writeHead(status, { 'content-type': 'application/fhir+json', ...headers }).end(JSON.stringify(body));
export const raw =
  (body: string | Buffer, type = 'application/fhir+json'): Answering =>
  (response) =>
    void response.writeHead(200, { 'content-type': type }).end(body);

export function goal(id: string): Goal {
  return { resourceType: 'Goal', id, lifecycleStatus: 'active', description: {}, subject: {} };
}

/** The SamplanError that the work fails with. */
export async function failureOf(work: Promise<unknown>): Promise<SamplanError> {
  const error = await work.then(
    () => new Error('It did not fail'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof SamplanError)) throw error;
  return error;
}

/** All that a log could show of an error. */
export function everythingSaid(error: Error): string {
  // No instanceof: errors of fetch come from another realm under jest.
  const { message, stack, cause } = error;
  return JSON.stringify({ ...error, message, stack }) + (cause ? everythingSaid(cause as Error) : '');
}
