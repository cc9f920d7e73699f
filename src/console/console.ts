import { Router } from 'express';
import { openAssets } from './assets.ts';
import type { ConsoleOptions } from './console-options.ts';
import { Desk } from './desk.ts';
import { pageHeaders } from './headers.ts';
import { openRenderer } from './renderer.ts';
import { signInRoutes } from './sign-in-routes.ts';

/** When to look again, for who may look. */
const EVENTS = {
  name: 'events',
  path: '/events',
  asks: { type: 'Operations', right: 'r' },
  isForController: true,
} as const;

/**
 * Pages for people, under `/console`: every page and form goes the way that the same caller's request to the API goes, and shows what that
 * would answer.
 *
 * @example
 * app.use('/console', createConsole(options));
 */
export function createConsole(options: ConsoleOptions): Router {
  const { pages, papers, actions } = options;
  const assets = openAssets();
  const desk = new Desk(options, openRenderer(assets));
  const router = Router();
  router.use(pageHeaders);
  router.get('/assets/:version/:name', assets.serve);
  router.use(desk.arrive());
  router.use(signInRoutes(desk, options));
  router.get('/', desk.front());
  router.get(EVENTS.path, desk.events(EVENTS));
  for (const page of pages) router.get(page.path, desk.page(page));
  for (const paper of papers) router.get(paper.path, desk.paper(paper));
  for (const action of actions) router.post(action.path, desk.action(action));
  router.use(desk.nothing());
  router.use(desk.failed());
  return router;
}
