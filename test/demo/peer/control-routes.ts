import type { Bundle, Resource } from '@medplum/fhirtypes';
import { json, type Request, Router } from 'express';
import { type Exchange, recordedPages } from './journal.ts';
import type { Switches } from './switches.ts';
import type { PeerSystem } from './system.ts';

/** What the demo and the tests steer the partner with; no part of FHIR. */
export function createControlRoutes(system: PeerSystem, switches: Switches, journal: readonly Exchange[]): Router {
  const actions: Readonly<Record<string, (body: Request['body']) => unknown>> = {
    seed: (body: Bundle | Resource[]) =>
      system.seed(Array.isArray(body) ? body : (body.entry ?? []).flatMap((entry) => entry.resource ?? [])),
    down: (body: { down: boolean }) => {
      switches.down = body.down;
    },
    'lose-answers': (body: { count: number }) => {
      switches.loseAnswers = body.count;
    },
    delete: (body: { type: string; id: string }) => system.deleteResource(body.type, body.id),
    'replay-pages': (body: { on: boolean }) => {
      switches.replay = body.on ? recordedPages(journal) : undefined;
    },
  };
  const routes = Router();
  routes.use(json({ limit: '50mb' }));
  routes.get('/journal', (_request, response) => void response.json(journal));
  routes.get('/all', async (_request, response) => void response.json(await system.all()));
  routes.post('/:action', async (request, response) => {
    const action = actions[request.params.action];
    await action?.(request.body);
    response.status(action ? 200 : 404).json({});
  });
  return routes;
}
