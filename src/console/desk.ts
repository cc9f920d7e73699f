import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import { type Caller, NOT_IDENTIFIED } from '../access/caller.ts';
import { permitted } from '../access/permitted.ts';
import { AccessRefused } from '../access/refusal.ts';
import { SamplanError } from '../errors.ts';
import { isController } from '../exchange/may-reach.ts';
import { asError, requestIdOf } from '../fhir/api.ts';
import { languageOf } from '../fhir/language.ts';
import { readBody } from '../http/read-body.ts';
import { addressOf } from '../http/sender.ts';
import type { Language } from '../validation/finding.ts';
import { callerOfTokens } from './caller-of-tokens.ts';
import type { ConsoleOptions } from './console-options.ts';
import { type Cookies, cookiesOf } from './cookies.ts';
import { ApiRefused, fhirClient } from './fhir-client.ts';
import { requireGenuine } from './genuine-form.ts';
import { Look } from './look.ts';
import type { Action, Opened, Page, Paper, View, Visit } from './page.ts';
import { mayOpen, permittedHere } from './permitted-here.ts';
import type { Frame, openRenderer } from './renderer.ts';
import { messageOf } from './said-message.ts';
import type { Session } from './session.ts';

/** One request, as far as it is known. */
interface Met {
  readonly language: Language;
  readonly number: string;
  /** The address that the browser used. */
  readonly url: URL;
  /** Path of the console. */
  readonly home: string;
  readonly cookies: Cookies;
  sessionId?: string;
  session?: Session;
  caller?: Caller;
}

const EVENTS = 'text/event-stream';

/** Who receives a browser: finds its session and who acts in it, lets it in or not, and answers. */
export class Desk {
  readonly #options: ConsoleOptions;
  readonly #render: ReturnType<typeof openRenderer>;
  readonly #met = new WeakMap<Request, Met>();

  constructor(options: ConsoleOptions, render: ReturnType<typeof openRenderer>) {
    this.#options = options;
    this.#render = render;
  }

  /** Looks once at what a request brings, before anything is answered. */
  arrive(): RequestHandler {
    return async (request, response, next) => {
      const met = this.meet(request, response);
      const id = met.cookies.get('session');
      const session = id === undefined ? undefined : await this.#options.sessions.find(id, !isWaiting(request));
      if (session && id !== undefined) Object.assign(met, { sessionId: id, session });
      next();
    };
  }

  /** The first page that somebody may open. */
  front(): RequestHandler {
    return async (request, response) => {
      const caller = await this.#identified(request, response);
      if (caller === undefined) return;
      const first = this.#menuOf(caller)[0];
      if (first === undefined) throw new AccessRefused('insufficient-scope');
      response.redirect(303, `${this.meet(request, response).home}${first.path}`);
    };
  }

  page(page: Page): RequestHandler {
    return async (request, response) => {
      const view = await this.#seen(page, request, response, (visit) => page.show(visit));
      if (view) this.answer(request, response, view, page);
    };
  }

  /** When to look again, as long as the session lasts. Who is not signed in is not sent to sign in: nobody sees it. */
  events(opened: Opened): RequestHandler {
    return async (request, response) => {
      const { sessions, streams, controller, signIn } = this.#options;
      const met = this.meet(request, response);
      const { sessionId } = met;
      if (signIn && met.session?.held === undefined) throw new AccessRefused('no-token');
      const caller = await this.#identified(request, response);
      if (caller === undefined || sessionId === undefined) return;
      permittedHere(opened, caller, controller);
      const lasts = async (): Promise<boolean> => (await sessions.find(sessionId, false)) !== undefined;
      // A browser does not ask again after this.
      if (!streams.open(response, sessionId, lasts)) response.status(204).end();
    };
  }

  action(action: Action): RequestHandler {
    return async (request, response) => {
      const form = await this.genuine(request, response);
      const done = await this.#seen(action, request, response, (visit) => action.act(visit, form));
      if (done === undefined) return;
      if ('goTo' in done) response.redirect(303, done.goTo);
      else this.answer(request, response, done);
    };
  }

  paper(paper: Paper): RequestHandler {
    return async (request, response) => {
      const written = await this.#seen(paper, request, response, (visit) => paper.write(visit));
      if (written === undefined) return;
      const { bytes, type, disposition, policy } = written;
      response
        .set({
          'content-type': type,
          'content-language': this.meet(request, response).language,
          'content-disposition': disposition,
          'content-security-policy': policy,
        })
        .end(bytes);
    };
  }

  /** A form of ours: throws where it is not. */
  async genuine(request: Request, response: Response): Promise<URLSearchParams> {
    const { session, url } = this.meet(request, response);
    const form = new URLSearchParams(request.is('application/x-www-form-urlencoded') ? await readText(request) : '');
    requireGenuine(form, session, { origin: request.get('origin'), site: request.get('sec-fetch-site') }, url.origin);
    return form;
  }

  nothing(): RequestHandler {
    return (request, response) => {
      this.meet(request, response);
      throw new SamplanError('not-found', { nb: '', nn: '', en: '' });
    };
  }

  /** The last handler: says what went wrong, and traces a refusal as the API does. */
  failed(): ErrorRequestHandler {
    // Express knows an error handler by its four parameters.
    return async (error: unknown, request, response, _next) => {
      const met = this.meet(request, response);
      // What the API refused is in the log already.
      if (error instanceof SamplanError && (error.status === 401 || error.status === 403))
        await this.#trace(request, met, error);
      if (!(error instanceof SamplanError || error instanceof ApiRefused))
        this.#options.onFault({ requestId: met.number, error: asError(error) });
      if (response.headersSent) response.destroy();
      else this.answer(request, response, messageOf(error, met.language, met.number));
    };
  }

  /** What a request brings; its session too, once it has arrived. */
  meet(request: Request, response: Response): Met {
    const known = this.#met.get(request);
    if (known) return known;
    const { baseOf, newId } = this.#options;
    const base = new URL(baseOf(request));
    const under = base.pathname.replace(/\/$/, '');
    const cookies = cookiesOf(request, response, base);
    const met: Met = {
      language: languageIn(cookies.get('language')) ?? languageOf(request.get('accept-language')),
      number: requestIdOf(request.get('x-request-id'), newId),
      url: new URL(`${base.origin}${under}${request.originalUrl}`),
      home: `${under}/console`,
      cookies,
    };
    this.#met.set(request, met);
    response.set('x-request-id', met.number);
    return met;
  }

  /** A new session, under a new name. */
  async begin(request: Request, response: Response, content: Omit<Session, 'form'>): Promise<void> {
    const { sessions } = this.#options;
    const met = this.meet(request, response);
    if (met.sessionId !== undefined) await sessions.end(met.sessionId);
    const { id, session } = await sessions.begin(content);
    met.cookies.set('session', id);
    Object.assign(met, { sessionId: id, session });
  }

  async end(request: Request, response: Response): Promise<void> {
    const met = this.meet(request, response);
    if (met.sessionId !== undefined) await this.#options.sessions.end(met.sessionId);
    met.cookies.clear('session');
    delete met.sessionId;
    delete met.session;
    delete met.caller;
  }

  answer(request: Request, response: Response, view: View, page?: Page): void {
    const met = this.meet(request, response);
    response
      .status(view.status ?? 200)
      .set({ 'content-type': 'text/html; charset=utf-8', 'content-language': met.language })
      .send(this.#render(view, this.#frame(met, page)));
  }

  /** What a visitor is given, once what it shows is in the log; undefined where the browser was sent to sign in. */
  async #seen<Made>(
    opened: Opened,
    request: Request,
    response: Response,
    make: (visit: Visit) => Promise<Made>,
  ): Promise<Made | undefined> {
    const look = new Look(this.#options.gate);
    const visit = await this.#visit(opened, request, response, look);
    return visit && look.at(() => make(visit));
  }

  async #visit(page: Opened, request: Request, response: Response, look: Look): Promise<Visit | undefined> {
    const { api, controller, now } = this.#options;
    const caller = await this.#identified(request, response);
    if (caller === undefined) return undefined;
    permittedHere(page, caller, controller);
    const met = this.meet(request, response);
    const address = addressOf(request, this.#options.proxy);
    return {
      caller,
      isController: isController({ controller }, permitted(caller, page.asks)),
      fhir: fhirClient(
        api,
        caller,
        {
          base: `${met.url.origin}${met.home.replace(/console$/, 'fhir')}`,
          language: met.language,
          requestId: met.number,
          ...(address === undefined ? {} : { address }),
        },
        look.trace,
      ),
      language: met.language,
      home: met.home,
      at: now(),
      params: request.params as Readonly<Record<string, string>>,
      query: met.url.searchParams,
    };
  }

  /** Who acts; undefined where the browser was sent to sign in. */
  async #identified(request: Request, response: Response): Promise<Caller | undefined> {
    const { access, signIn, sessions, now } = this.#options;
    const met = this.meet(request, response);
    const { url } = met;
    if (!signIn) {
      if (met.session === undefined) await this.begin(request, response, {});
      met.caller = await access.callerOf({ method: request.method, url: url.href, headers: {}, repeated: [] });
      return met.caller;
    }
    const { session, sessionId } = met;
    const current =
      session?.held && sessionId !== undefined && !signIn.isFresh(session.held)
        ? await sessions.renew(sessionId, signIn.isFresh, (old) => signIn.fresh(old))
        : session;
    const held = current?.held;
    if (!held) return this.#toSignIn(request, response);
    met.session = current;
    const from = addressOf(request, this.#options.proxy);
    const asked = { method: request.method, url, ...(from === undefined ? {} : { from }) };
    try {
      met.caller = await callerOfTokens(access, held, asked, now());
      return met.caller;
    } catch (error) {
      // Any other refusal the next token would meet too.
      if (error instanceof AccessRefused && error.reason === 'token-expired') return this.#toSignIn(request, response);
      throw error;
    }
  }

  /** A form is not sent again by itself, and nobody sees where a stream leads. */
  async #toSignIn(request: Request, response: Response): Promise<undefined> {
    const { home, url } = this.meet(request, response);
    await this.end(request, response);
    if (request.method !== 'GET' || request.get('accept') === EVENTS) throw new AccessRefused('no-token');
    response.redirect(303, `${home}/sign-in?return=${encodeURIComponent(url.pathname + url.search)}`);
  }

  #menuOf(caller: Caller): readonly Page[] {
    const { pages, controller } = this.#options;
    return pages.filter((page) => page.menu !== undefined && mayOpen(page, caller, controller));
  }

  #frame({ language, url, home, session, caller }: Met, here?: Page): Frame {
    const { signIn } = this.#options;
    return {
      language,
      home,
      // Of what went wrong nothing is repeated.
      here: here ? url.pathname + url.search : home,
      menu: (caller ? this.#menuOf(caller) : []).map((page) => ({
        address: `${home}${page.path}`,
        text: page.menu?.[language] ?? '',
        isHere: page === here,
      })),
      ...(caller && !caller.isHerself ? { organization: caller.name } : {}),
      form: session?.form ?? '',
      mayLeave: signIn !== undefined && session?.held !== undefined,
    };
  }

  /** That it could not be traced does not turn a refusal into a permission. */
  async #trace(request: Request, { caller, number, url }: Met, error: SamplanError): Promise<void> {
    const code = error instanceof AccessRefused ? error.reason : error.code;
    const address = addressOf(request, this.#options.proxy);
    const who = { ...(caller ?? NOT_IDENTIFIED), request: number, server: url.origin, ...(address ? { address } : {}) };
    try {
      await this.#options.gate.auditRefusal(who, { interaction: 'console', code });
    } catch (error) {
      this.#options.onFault({ requestId: number, error: asError(error) });
    }
  }
}

/** What a page asks by itself keeps no session alive. */
function isWaiting(request: Request): boolean {
  return request.get('hx-request') !== undefined || request.get('accept') === EVENTS;
}

async function readText(request: Request): Promise<string> {
  return new TextDecoder().decode(await readBody(request));
}

function languageIn(value: string | undefined): Language | undefined {
  return value === 'nb' || value === 'nn' || value === 'en' ? value : undefined;
}
