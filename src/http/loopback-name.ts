import type { RequestHandler } from 'express';
import { isLoopback } from '../config/loopback.ts';
import { SamplanError } from '../errors.ts';
import { requestIdOf } from '../fhir/api.ts';
import { languageOf } from '../fhir/language.ts';
import type { Text } from '../validation/finding.ts';
import { send } from './fhir-mount.ts';

const TEXT: Text = {
  nb: 'Uten innlogging svarer Samplan bare på adresser til maskinen selv. Bruk localhost eller 127.0.0.1.',
  nn: 'Utan innlogging svarar Samplan berre på adresser til maskina sjølv. Bruk localhost eller 127.0.0.1.',
  en: 'Without authentication Samplan answers only addresses of the machine itself. Use localhost or 127.0.0.1.',
};

/**
 * Refuses requests whose `Host` is not a loopback name with 421. Listening on loopback alone is not enough: a web page can have
 * its own name resolve to 127.0.0.1 and then read answers as its own (DNS rebinding).
 */
export function requireLoopbackName(newId: () => string): RequestHandler {
  return function checkHost(request, response, next) {
    const host = hostOf(request.headers.host);
    if (host !== undefined && isLoopback(host)) {
      next();
      return;
    }
    const language = languageOf(request.get('accept-language'));
    send(response, {
      status: 421,
      headers: {
        'content-type': 'application/fhir+json; charset=utf-8',
        'content-language': language,
        'x-request-id': requestIdOf(request.get('x-request-id'), newId),
        'cache-control': 'no-store',
      },
      body: {
        resourceType: 'OperationOutcome',
        issue: [{ severity: 'error', code: 'security', details: { text: TEXT[language] }, location: ['http.Host'] }],
      },
    });
  };
}

/** Host part of a `Host` header, port taken off; undefined when it is none. */
function hostOf(header: string | undefined): string | undefined {
  return /^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(?::\d{1,5})?$/.exec(header ?? '')?.[1];
}

/**
 * Refuses what a page of another site sends: a browser lets it send forms, and requests without a body, unasked, and without tokens whoever
 * asks is the controller. Browsers say where such a request comes from; who is no browser says nothing.
 */
export function requireLoopbackOrigin(): RequestHandler {
  return function checkOrigin({ headers: { origin } }, _response, next) {
    if (origin !== undefined && !(URL.canParse(origin) && isLoopback(new URL(origin).hostname))) throw anotherSite();
    next();
  };
}

function anotherSite(): SamplanError {
  return new SamplanError(
    'forbidden',
    {
      nb: 'Uten innlogging svarer Samplan ikke sider fra andre nettsteder.',
      nn: 'Utan innlogging svarar Samplan ikkje sider frå andre nettstader.',
      en: 'Without authentication Samplan does not answer pages of other sites.',
    },
    { where: 'http.Origin', expected: 'an origin of this machine' },
  );
}
