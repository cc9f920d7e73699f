import { lookup as resolve } from 'node:dns';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction, type Socket } from 'node:net';
import { isLoopback } from '../../config/loopback.ts';
import { request as requestHttp } from '../../node-http.ts';
import { isListedEndpoint } from '../../subscription/endpoint.ts';
import { type HookCall, HookFailed, type RestHook } from '../rest-hook.ts';
import { isPublicAddress, listedNetworks } from './public-address.ts';

interface RestHookOptions {
  /** Origins that the operator lists. */
  readonly endpoints: readonly string[];
  /** Networks that are not public and may be called, `10.42.0.0/16`. */
  readonly networks: readonly string[];
  /** How names are looked up; Node's own unless told. */
  readonly lookup?: typeof resolve;
  /** Authorities that are trusted besides those of Node (PEM). */
  readonly authority?: string;
}

/**
 * The channel rest-hook: a POST to an address that a client wrote. It goes to hosts that the operator lists and nowhere else: the
 * origin is compared again at each call, the address is judged when the connection is made, so that a name cannot lead
 * elsewhere than when it was looked at, no redirect is followed, no proxy is used, and what is answered is not read but for its status.
 *
 * @example
 * const hook = createRestHook({ endpoints: ['https://ehr.example.no'], networks: [] });
 * await hook({ endpoint, contentType, body, timeoutSeconds: 20, guard });
 */
export function createRestHook({ endpoints, networks, lookup = resolve, authority }: RestHookOptions): RestHook {
  const isListed = listedNetworks(networks);
  return async (call) => {
    const { endpoint } = call;
    if (!isListedEndpoint(endpoint, endpoints)) throw new HookFailed('endpoint-not-listed');
    const url = new URL(endpoint);
    const isOwnMachine = isLoopback(url.hostname);
    if (url.protocol === 'http:' && !isOwnMachine) throw new HookFailed('endpoint-not-listed');
    const mayCall = (address: string): boolean =>
      isPublicAddress(address) || isListed(address) || (isOwnMachine && isLoopback(address));
    const host = url.hostname.replace(/^\[(.*)\]$/u, '$1');
    // No name is looked up where there is none.
    if (isIP(host) !== 0 && !mayCall(host)) throw new HookFailed('address-not-allowed');
    await post(call, url, judged(lookup, mayCall), mayCall, authority);
  };
}

/** Finds the addresses of a name that may be called; where there are none, the connection fails. */
function judged(lookup: typeof resolve, mayCall: (address: string) => boolean): LookupFunction {
  return (name, options, done) => {
    lookup(name, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, '', 0);
      const allowed = addresses.filter(({ address }) => mayCall(address));
      const [first] = allowed;
      if (!first) return done(new HookFailed('address-not-allowed'), '', 0);
      if (options.all) return done(null, allowed);
      return done(null, first.address, first.family);
    });
  };
}

function post(
  { contentType, authorization, body, timeoutSeconds, guard, signal }: HookCall,
  url: URL,
  lookup: LookupFunction,
  mayCall: (address: string) => boolean,
  authority: string | undefined,
): Promise<void> {
  const bytes = Buffer.from(body);
  const options = {
    method: 'POST',
    agent: false,
    lookup,
    headers: {
      'content-type': contentType,
      'content-length': bytes.length,
      ...(authorization === undefined ? {} : { authorization }),
    },
    ...(authority === undefined ? {} : { ca: authority }),
  } as const;
  const isSecure = url.protocol === 'https:';
  return new Promise((done, failed) => {
    const outgoing: ClientRequest = isSecure ? requestHttps(url, options) : requestHttp(url, options);
    const stop = (): void => end(new HookFailed('unreachable'));
    const end = (error?: unknown): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      outgoing.destroy();
      if (error === undefined) done();
      else failed(error);
    };
    const timer = setTimeout(() => end(new HookFailed('timeout')), timeoutSeconds * 1_000);
    signal?.addEventListener('abort', stop);
    outgoing.on('error', (error) => end(asFailure(error)));
    outgoing.on('response', (answer) => {
      const failure = failureOf(answer);
      // Whatever it says besides is nobody's to read.
      answer.destroy();
      end(failure);
    });
    outgoing.on('socket', (socket: Socket) => {
      socket.once(isSecure ? 'secureConnect' : 'connect', () => {
        if (!mayCall(socket.remoteAddress ?? '')) return end(new HookFailed('address-not-allowed'));
        guard().then(() => outgoing.end(bytes), end);
        return undefined;
      });
    });
  });
}

function failureOf({ statusCode = 0, headers }: IncomingMessage): HookFailed | undefined {
  if (statusCode >= 200 && statusCode < 300) return undefined;
  const retryAfterSeconds = secondsIn(headers['retry-after']);
  return new HookFailed('refused', retryAfterSeconds === undefined ? {} : { retryAfterSeconds });
}

/** Seconds, or a date (RFC 9110 § 10.2.3). */
function secondsIn(retryAfter: string | undefined): number | undefined {
  if (retryAfter === undefined) return undefined;
  if (/^\d{1,9}$/u.test(retryAfter)) return Number(retryAfter);
  const at = Date.parse(retryAfter);
  return Number.isNaN(at) ? undefined : Math.max(0, Math.round((at - Date.now()) / 1_000));
}

function asFailure(error: unknown): HookFailed {
  return error instanceof HookFailed ? error : new HookFailed('unreachable', { cause: error });
}
