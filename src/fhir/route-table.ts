import { answerNeed } from './answer-need.ts';
import { APPLY_PARAMETERS, apply } from './apply.ts';
import { appointCoordinator } from './appoint-coordinator.ts';
import { EXCERPT } from './asked-excerpt.ts';
import { bundle } from './bundle.ts';
import { create } from './create.ts';
import { DEFINITION_TYPES } from './definition-types.ts';
import { readDefinition, searchDefinitions } from './definitions.ts';
import { remove } from './delete.ts';
import { disclosures } from './disclosures.ts';
import { duties } from './duties.ts';
import { evidence } from './evidence.ts';
import { history } from './history.ts';
import { historyOfAll } from './history-of-all.ts';
import { HISTORY } from './history-request.ts';
import type { Interaction, Writing } from './interaction.ts';
import { metadata } from './metadata.ts';
import { patch } from './patch.ts';
import { planDocument } from './plan-document.ts';
import { posted } from './posted-operation.ts';
import { proposeGoal } from './propose-goal.ts';
import { read } from './read.ts';
import { recordConsent } from './record-consent.ts';
import { reportNeed } from './report-need.ts';
import { resolveConflict } from './resolve-conflict.ts';
import { reviewEmergency } from './review-emergency.ts';
import type { Route } from './route.ts';
import { search, searchByForm } from './search.ts';
import { PAGE } from './search-request.ts';
import { status, statusByNumber } from './status.ts';
import { SUBSCRIPTION_ROUTES } from './subscription/subscription-routes.ts';
import { sync } from './sync.ts';
import { transferResponsibility } from './transfer-responsibility.ts';
import { undo } from './undo.ts';
import { update } from './update.ts';
import { validate, validateInstance } from './validate.ts';
import { vread } from './vread.ts';
import { everything, record } from './whole-record.ts';
import { withdraw } from './withdraw.ts';
import { writing } from './writing.ts';

/** With criteria in the query where the path names no resource, but for a create: those are in If-None-Exist. */
function written(name: string, method: Route['method'], path: string, how: Writing): Route {
  const query = path === ':type' && name !== 'create' ? 'any' : [];
  return { name, method, path, query, writes: true, interaction: writing(how), writing: how };
}

/** What the person herself creates is a proposal. */
const created: Interaction = (call, reach) => (call.caller.isHerself ? proposeGoal : writing(create))(call, reach);

/** An operation that changes nothing: by GET, and by POST with Parameters. */
function asked({
  query,
  interaction,
  ...route
}: Omit<Route, 'method' | 'query'> & { readonly query: readonly string[] }): Route[] {
  return [
    { ...route, method: 'GET', query, interaction },
    { ...route, method: 'POST', query, interaction: posted(interaction, query) },
  ];
}

/** Parts of every type, of one person. */
const ABOUT_A_RECORD = { type: '*', right: 'r', isAboutOne: true } as const;

/** Every interaction that there is. */
export const ROUTES: readonly Route[] = [
  {
    name: 'capabilities',
    method: 'GET',
    path: 'metadata',
    query: ['mode', ...EXCERPT],
    isForHerself: true,
    interaction: metadata,
  },
  { name: 'bundle', method: 'POST', path: '', query: [], interaction: bundle },
  { name: 'sync', method: 'POST', path: '$sync', query: [], interaction: sync },
  ...asked({
    name: 'duties',
    path: '$duties',
    query: ['organization', 'until', 'patient', '_count'],
    interaction: duties,
  }),
  {
    name: 'report-need',
    method: 'POST',
    path: '$report-need',
    query: [],
    asks: { type: 'ServiceRequest', right: 'c' },
    interaction: reportNeed,
  },
  { name: 'search', method: 'GET', path: ':type', query: 'any', isForHerself: true, interaction: search },
  { ...written('create', 'POST', ':type', create), isForHerself: 'Goal', interaction: created },
  written('update', 'PUT', ':type', update),
  written('patch', 'PATCH', ':type', patch),
  written('delete', 'DELETE', ':type', remove),
  {
    name: 'search',
    method: 'POST',
    path: ':type/_search',
    query: 'any',
    isForHerself: true,
    interaction: searchByForm,
  },
  { name: 'validate', method: 'POST', path: ':type/$validate', query: ['profile', 'mode'], interaction: validate },
  { name: 'validate', method: 'POST', path: 'Bundle/$validate', query: ['profile', 'mode'], interaction: validate },
  { name: 'read', method: 'GET', path: ':type/:id', query: EXCERPT, isForHerself: true, interaction: read },
  written('update', 'PUT', ':type/:id', update),
  written('patch', 'PATCH', ':type/:id', patch),
  written('delete', 'DELETE', ':type/:id', remove),
  {
    name: 'history',
    method: 'GET',
    path: ':type/:id/_history',
    query: [...EXCERPT, ...HISTORY],
    isForHerself: true,
    interaction: history,
  },
  ...['_history', ':type/_history'].map((path) => ({
    name: 'history',
    method: 'GET' as const,
    path,
    query: [...EXCERPT, ...HISTORY, 'patient'],
    interaction: historyOfAll,
  })),
  {
    name: 'vread',
    method: 'GET',
    path: ':type/:id/_history/:version',
    query: EXCERPT,
    isForHerself: true,
    interaction: vread,
  },
  ...(['GET', 'POST'] as const).map((method) => ({
    name: 'validate',
    method,
    path: ':type/:id/$validate',
    query: ['profile', 'mode'],
    interaction: validateInstance,
  })),
  {
    name: 'resolve-conflict',
    method: 'POST',
    path: 'Task/:id/$resolve-conflict',
    query: [],
    interaction: resolveConflict,
  },
  {
    name: 'answer-need',
    method: 'POST',
    path: 'Task/:id/$answer-need',
    query: [],
    asks: { type: 'Task', right: 'u' },
    interaction: answerNeed,
  },
  {
    name: 'transfer-responsibility',
    method: 'POST',
    path: 'Patient/:id/$transfer-responsibility',
    query: [],
    interaction: transferResponsibility,
  },
  {
    name: 'appoint-coordinator',
    method: 'POST',
    path: 'Patient/:id/$appoint-coordinator',
    query: [],
    asks: { type: 'CareTeam', right: 'u' },
    interaction: appointCoordinator,
  },
  ...asked({
    name: 'everything',
    path: 'Patient/:id/$everything',
    query: [...EXCERPT, '_since', '_type', '_count', PAGE],
    asks: ABOUT_A_RECORD,
    isForHerself: true,
    interaction: everything,
  }),
  ...asked({
    name: 'record',
    path: 'Patient/:id/$record',
    query: EXCERPT,
    asks: ABOUT_A_RECORD,
    isForHerself: true,
    interaction: record,
  }),
  ...SUBSCRIPTION_ROUTES,
  ...DEFINITION_TYPES.flatMap((type): readonly Route[] => [
    { name: 'search', method: 'GET', path: type, query: 'any', interaction: searchDefinitions },
    { name: 'search', method: 'POST', path: `${type}/_search`, query: 'any', interaction: searchDefinitions },
    { name: 'definition', method: 'GET', path: `${type}/:id`, query: EXCERPT, interaction: readDefinition },
  ]),
  // A draft is of use to who can make a plan of it.
  ...asked({
    name: 'apply',
    path: 'PlanDefinition/:id/$apply',
    query: APPLY_PARAMETERS,
    asks: { type: 'CarePlan', right: 'c' },
    interaction: apply,
  }),
  ...asked({
    name: 'plan-document',
    path: 'CarePlan/:id/$plan-document',
    query: [],
    asks: ABOUT_A_RECORD,
    isPrinted: true,
    isForHerself: true,
    interaction: planDocument,
  }),
  ...asked({
    name: 'status',
    path: 'Patient/:id/$status',
    query: ['since'],
    asks: ABOUT_A_RECORD,
    isForHerself: true,
    interaction: status,
  }),
  {
    name: 'status',
    method: 'POST',
    path: 'Patient/$status',
    query: [],
    asks: ABOUT_A_RECORD,
    interaction: statusByNumber,
  },
  // Both tell what the access log has: a right to the Patient is none to that.
  ...Object.entries({ disclosures, evidence }).flatMap(([name, interaction]) =>
    asked({
      name,
      path: `Patient/:id/$${name}`,
      query: [],
      asks: { type: 'AuditEvent', right: 'r' },
      isForController: true,
      // What is evidence in a case is not told before somebody has looked at it.
      ...(name === 'disclosures' ? { isForHerself: true as const } : {}),
      interaction,
    }),
  ),
  {
    name: 'review-emergency',
    method: 'POST',
    path: 'AuditEvent/:id/$review-emergency',
    query: [],
    asks: { type: 'AuditEvent', right: 'u' },
    isForController: true,
    interaction: reviewEmergency,
  },
  {
    name: 'record-consent',
    method: 'POST',
    path: 'Patient/:id/$record-consent',
    query: [],
    asks: { type: 'Consent', right: 'c' },
    isForController: true,
    isForHerself: true,
    interaction: recordConsent,
  },
  {
    name: 'withdraw',
    method: 'POST',
    path: 'Consent/:id/$withdraw',
    query: [],
    asks: { type: 'Consent', right: 'u' },
    isForController: true,
    isForHerself: true,
    interaction: withdraw,
  },
  {
    name: 'undo',
    method: 'POST',
    path: ':type/:id/$undo',
    query: [],
    writes: true,
    isForController: true,
    interaction: undo,
  },
];
