import type { RequestHandler } from 'express';
import { SamplanError } from '../errors.ts';
import { refusal, requestIdOf } from '../fhir/api.ts';
import { send } from './fhir-mount.ts';

/** What clients are told of how they get a token. */
export type SmartConfiguration = () => Promise<Readonly<Record<string, unknown>>>;

/**
 * `GET [base]/.well-known/smart-configuration` (SMART App Launch 2.2, Conformance): open to all, says nothing of anybody.
 *
 * @example
 * app.get('/fhir/.well-known/smart-configuration', answerSmartConfiguration(configuration, newId));
 */
export function answerSmartConfiguration(configuration: SmartConfiguration, newId: () => string): RequestHandler {
  return async function answer(request, response) {
    try {
      response.set('cache-control', 'no-store').json(await configuration());
    } catch (error) {
      if (!(error instanceof SamplanError)) throw error;
      const asked = { method: request.method, path: [], query: [], headers: {} };
      send(response, refusal(error, asked, requestIdOf(request.get('x-request-id'), newId)));
    }
  };
}
