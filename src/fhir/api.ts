import type { CapabilityStatement } from '@medplum/fhirtypes';
import { type Caller, NOT_IDENTIFIED } from '../access/caller.ts';
import { type Access, type Credentials, loopbackAccess } from '../access/create-access.ts';
import { permitted, permittedToo, readsAll } from '../access/permitted.ts';
import { AccessRefused } from '../access/refusal.ts';
import type { Audited } from '../audit/audited.ts';
import { isError, SamplanError } from '../errors.ts';
import { changes } from '../exchange/changes.ts';
import type { Context } from '../exchange/context.ts';
import { profilesAskedOf } from '../exchange/profile-findings.ts';
import type { Shown } from '../exchange/trace-access.ts';
import { oneAtATime } from '../one-at-a-time.ts';
import { softwareVersion } from '../software-version.ts';
import { keyFor } from '../store/shared-secret.ts';
import { askedOf } from './asked-of.ts';
import { capabilityStatement } from './capability-statement.ts';
import type { Definitions } from './definition-types.ts';
import { excerptOf } from './excerpt.ts';
import type { Gate } from './gate.ts';
import { namesIdentity, refuseIdentityInUrl } from './identity-in-url.ts';
import type { Answer, Call, Entry, Reach } from './interaction.ts';
import { withJsonBody } from './json-body.ts';
import { languageOf } from './language.ts';
import { isEverywhere, lookOf, lookOfRefusal } from './look.ts';
import { refuseUnseen } from './may-ask.ts';
import { printedType } from './media-type.ts';
import { narrowSight } from './narrow-sight.ts';
import { outcomeOfError } from './operation-outcome.ts';
import { readOnce, unlessOvertaken } from './overtaken.ts';
import { preferenceOf } from './prefer.ts';
import type { FhirRequest, FhirResponse } from './request.ts';
import type { Route } from './route.ts';
import { allowedMethods, type Routed, routeOf } from './routes.ts';
import { createPageSeal } from './sealed-page.ts';
import { unknownParameter } from './search-refusal.ts';
import { isServed } from './served-types.ts';

/** FHIR REST, whatever carries it. */
export interface FhirApi {
  /** What `GET metadata` answers, and OpenAPI tells of it (http.html § 3.1.0.14). */
  readonly capabilities: CapabilityStatement;
  /** Never rejects: an error is an answer with an OperationOutcome. */
  handle(request: FhirRequest): Promise<FhirResponse>;
  /**
   * The same for a caller who is known already: a page shows what this answers, and nothing else. Never rejects.
   *
   * @param trace what is shown, in place of the access log: whoever gives it lets nothing out that it did not trace
   */
  handleAs(caller: Caller, request: FhirRequest, trace?: TraceShown): Promise<FhirResponse>;
}

/** Told what a caller is about to be shown; what it rejects is not answered. */
export type TraceShown = (caller: Caller & Audited, shown: Shown) => Promise<void>;

/** Told of every error that is no SamplanError. Its message may quote what a person wrote: log class and stack frames only. */
export type OnFault = (fault: { readonly requestId: string; readonly error: Error }) => void;

interface FhirApiOptions {
  readonly context: Pick<Context, 'store' | 'validator' | 'controller' | 'now' | 'newId'> &
    Partial<Pick<Context, 'partners' | 'requiredProfiles'>>;
  readonly gate: Gate;
  /** Who calls; absent: the controller on its own machine. */
  readonly access?: Access;
  /** Whether pages of other origins may call (CORS). */
  readonly isOpenToPages?: boolean;
  /** Definitions that are served, and of them the PlanDefinitions that are applied. */
  readonly definitions?: Definitions;
  readonly onFault: OnFault;
}

/**
 * The FHIR REST API (http.html) over the use cases.
 *
 * @example
 * const api = createFhirApi({ context, gate, onFault: ({ requestId, error }) => log.error('request failed', { request: requestId, error }) });
 * const { status, body } = await api.handle(request);
 */
export function createFhirApi({
  context,
  gate,
  access = loopbackAccess(context.controller),
  isOpenToPages = false,
  definitions = () => [],
  onFault,
}: FhirApiOptions): FhirApi {
  const reach: Reach = {
    validator: context.validator,
    askedOf: (caller, resource) => profilesAskedOf({ partners: [], ...context }, caller, resource),
    gate,
    changes: (sight, query) => changes(context.store, sight, query),
    pages: createPageSeal(keyFor(context.store, 'search pages')),
    exclusively: oneAtATime(),
    definitions,
    now: context.now,
    newId: context.newId,
    capabilities: capabilityStatement(
      context.now(),
      context.validator.profiles,
      { isProtected: access.isProtected, isOpenToPages },
      softwareVersion(),
    ),
  };

  /** Refusals that are in the log as what a part of a request asked for. */
  const traced = new WeakSet<SamplanError>();

  return {
    capabilities: reach.capabilities,
    async handle(request) {
      const requestId = requestIdOf(request.headers['x-request-id'], context.newId);
      const nobody = audited(NOT_IDENTIFIED, request, requestId);
      // What this server does is told to everyone (http.html § 3.1.0.14).
      if (isStatement(request)) return serve(request, nobody, requestId);
      try {
        return await serve(
          request,
          audited(await access.callerOf(credentialsOf(request)), request, requestId),
          requestId,
        );
      } catch (error) {
        return refused(error, request, nobody, undefined, requestId);
      }
    },
    handleAs(caller, request, trace) {
      const requestId = requestIdOf(request.headers['x-request-id'], context.newId);
      return serve(request, audited(caller, request, requestId), requestId, trace);
    },
  };

  /** The answer to an identified caller; never rejects. */
  async function serve(
    request: FhirRequest,
    identified: Caller & Audited,
    requestId: string,
    trace: TraceShown = (caller, shown) => gate.auditRead(caller, shown),
  ): Promise<FhirResponse> {
    let caller = identified;
    let routed: Routed | undefined;
    try {
      const asked = readOnce(request);
      const { entered, asks, answer } = await unlessOvertaken(gate, async (held) => {
        const entered = await enter(asked, identified, requestId, (met) => {
          routed = met.routed;
          caller = met.caller;
        });
        const asks = lookOf(request, entered.routed);
        return {
          entered,
          asks,
          answer: await entered.routed.route.interaction(entered.call, { ...reach, gate: held }),
        };
      });
      const { status, headers, body, shown, form } = answer;
      const look = form === undefined ? asks : lookOf(request, entered.routed, form);
      const printed = await printedAs(look.contentType, answer);
      // What cannot be traced is not answered. A change was traced in the commit that made it.
      if (shown) {
        const name = shown.interaction ?? entered.routed.route.name;
        await trace(caller, { ...nameInTrace(name), ...shown });
      }
      if (body === undefined) return { status, headers: { ...common(requestId), ...headers } };
      return {
        status,
        headers: { ...common(requestId), ...headers, ...printed?.headers, 'content-type': look.contentType },
        ...(printed ? { printed: printed.bytes } : {}),
        body: look.excerpt === undefined ? body : excerptOf(body, look.excerpt),
        isPretty: look.isPretty,
      };
    } catch (error) {
      return refused(error, request, caller, routed, requestId);
    }
  }

  /**
   * Lets a request in: where it goes, and that the caller may ask for it.
   *
   * @param met told how far it came, for the trace of a refusal
   */
  async function enter(
    request: FhirRequest,
    identified: Caller & Audited,
    requestId: string,
    met: (one: { readonly routed: Routed; readonly caller: Caller & Audited }) => void,
    entry?: Entry,
  ): Promise<{ readonly call: Call; readonly routed: Routed }> {
    refuseIdentityInUrl(request);
    const routed = routeOf(request.method, request.path);
    met({ routed, caller: identified });
    const asked = askedOf(routed);
    const caller = asked === undefined ? identified : permitted(identified, asked);
    met({ routed, caller });
    const { route, type, id, version } = routed;
    const prefer = preferenceOf(request.headers['prefer']);
    refuseUnknownParameters(request, route, prefer.handling === 'lenient');
    const sight = narrowSight(context, gate, caller);
    await refuseUnseen(route, { sight, type, id, caller });
    const call: Call = {
      ...{ request: withJsonBody(request), caller, sight, prefer, type, id, version },
      language: languageOf(request.headers['accept-language']),
      isSystem: readsAll(identified.grants),
      mayLookAt: (other) => permittedToo(identified, caller, { type: other, right: 's' }),
      mayRead: (other) => permittedToo(identified, caller, { type: other, right: 'r' }),
      each: (one) => serve(one, identified, requestId),
      enter: async (one, where) => {
        const entered = await enter(one, identified, requestId, () => {}, where);
        const { name, method, writing } = entered.routed.route;
        return { call: entered.call, name, method, ...(writing ? { writing } : {}) };
      },
      refused: async (one, error) => {
        if (!(error instanceof SamplanError)) return;
        await traceRefusal(error, one, identified, routedOf(one), requestId);
        traced.add(error);
      },
      ...(entry ? { entry } : {}),
    };
    return { call, routed };
  }

  async function refused(
    error: unknown,
    request: FhirRequest,
    caller: Caller,
    routed: Routed | undefined,
    requestId: string,
  ): Promise<FhirResponse> {
    if (error instanceof SamplanError) {
      if (!traced.has(error)) await traceRefusal(error, request, caller, routed, requestId);
    } else onFault({ requestId, error: asError(error) });
    return refusal(error, request, requestId);
  }

  /** That a refusal could not be traced does not turn it into a permission; nothing leaves either way. */
  async function traceRefusal(
    error: SamplanError,
    request: FhirRequest,
    caller: Caller,
    routed: Routed | undefined,
    requestId: string,
  ): Promise<void> {
    // Who asks too often is not given the means to fill the disk too.
    if (error.code === 'too-many-requests') return;
    if (routed === undefined && caller.grants === 'everything' && error.code !== 'identity-in-url') return;
    const [type = ''] = request.path;
    try {
      await gate.auditRefusal(caller, {
        interaction: routed?.route.name ?? request.method,
        code: error instanceof AccessRefused ? error.reason : error.code,
        ...(isServed(type) ? { type } : {}),
        ...(routed === undefined || routed.id === '' ? {} : { id: routed.id }),
      });
    } catch (fault) {
      onFault({ requestId, error: asError(fault) });
    }
  }
}

/** The body as people read it, where they asked for that. */
async function printedAs(
  contentType: string,
  { print }: Answer,
): Promise<{ readonly bytes: Uint8Array; readonly headers: Readonly<Record<string, string>> } | undefined> {
  const type = printedType(contentType);
  if (type === undefined || print === undefined) return undefined;
  const { bytes, file } = await print(type);
  return { bytes, headers: { 'content-disposition': `inline; filename="${file}"` } };
}

/** The caller with what the log tells of this request besides. */
function audited<C extends Caller>(caller: C, { base, address }: FhirRequest, requestId: string): C & Audited {
  return { ...caller, request: requestId, server: base, ...(address === undefined ? {} : { address }) };
}

function nameInTrace(name: string): Pick<Shown, 'interaction' | 'operation'> {
  switch (name) {
    case 'read':
    case 'vread':
    case 'history':
    case 'search':
      return { interaction: name };
    default:
      return { interaction: 'operation', operation: name };
  }
}

/** The answer to a request that cannot be served, with what every answer carries. */
export function refusal(
  error: unknown,
  request: Pick<FhirRequest, 'method' | 'path' | 'headers' | 'query'>,
  requestId: string,
): FhirResponse {
  const look = lookOfRefusal(request);
  const language = languageOf(request.headers['accept-language']);
  return {
    status: error instanceof SamplanError ? error.status : 500,
    headers: {
      ...common(requestId),
      'content-type': look.contentType,
      'content-language': language,
      ...(error instanceof SamplanError ? error.headers : {}),
      ...(isError(error, 'method-not-allowed') ? { allow: allowedMethods(request.path, request.method) } : {}),
    },
    body: outcomeOfError(error, language, requestId),
    isPretty: look.isPretty,
  };
}

/** The client's own request number when it is one that can be logged, else a new one. */
export function requestIdOf(header: string | undefined, newId: () => string): string {
  return header !== undefined && /^[A-Za-z0-9-]{8,64}$/.test(header) && !namesIdentity(header) ? header : newId();
}

function routedOf({ method, path }: FhirRequest): Routed | undefined {
  try {
    return routeOf(method, path);
  } catch {
    return undefined;
  }
}

function isStatement({ method, path }: FhirRequest): boolean {
  return (method === 'GET' || method === 'HEAD') && path.length === 1 && path[0] === 'metadata';
}

function credentialsOf({ method, base, path, headers, address, sender }: FhirRequest): Credentials {
  const url = `${base}/${path.map(encodeURIComponent).join('/')}`;
  return { method, headers, url, repeated: [], ...sender, ...(address === undefined ? {} : { from: address }) };
}

function refuseUnknownParameters(request: FhirRequest, { query }: Route, lenient: boolean): void {
  if (query === 'any' || lenient) return;
  const unknown = request.query.find(([name]) => !query.includes(name) && !isEverywhere(name));
  if (unknown !== undefined) throw unknownParameter(unknown[0], query);
}

/** What was thrown, as an error that a log can take. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error('not an error', { cause: thrown });
}

/** Plans are nobody's to keep on the way. */
function common(requestId: string): Readonly<Record<string, string>> {
  return { 'x-request-id': requestId, 'cache-control': 'no-store' };
}
