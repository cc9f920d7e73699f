import { SamplanError } from '../errors.ts';
import type { FhirRequest } from './request.ts';

/** Identity number (fødselsnummer), D-number, common helper number (felles hjelpenummer) and DUF-number. */
const SYSTEM = /2\.16\.578\.1\.12\.4\.1\.4\.[1235](?![\d.])/;
/** Eleven digits by themselves, also as people write them (6 + 5). Inside a longer word, a UUID for one, they are none. */
const NUMBER = /(?<![0-9A-Za-z])\d{6} ?\d{5}(?![0-9A-Za-z])/;

/** True for a text that carries, or asks for, a person's national identity number. */
export function namesIdentity(text: string): boolean {
  return SYSTEM.test(text) || NUMBER.test(text);
}

/**
 * Throws `identity-in-url` when a national identity number stands anywhere in the address: addresses end up in logs,
 * histories and proxies. Says which parameter it was only where the name itself is harmless.
 */
export function refuseIdentityInUrl(request: Pick<FhirRequest, 'path' | 'query'>): void {
  const parameter = request.query.find(([name, value]) => namesIdentity(name) || namesIdentity(value));
  if (parameter === undefined && !request.path.some(namesIdentity)) return;
  const name = parameter?.[0];
  throw new SamplanError(
    'identity-in-url',
    {
      nb: 'Fødselsnummer, D-nummer og hjelpenummer hører ikke hjemme i en adresse. Søk med POST til <type>/_search og legg parametrene i innholdet.',
      nn: 'Fødselsnummer, D-nummer og hjelpenummer høyrer ikkje heime i ei adresse. Søk med POST til <type>/_search og legg parametrane i innhaldet.',
      en: 'National identity numbers do not belong in an address. Search with POST to <type>/_search and put the parameters in the body.',
    },
    {
      where: name === undefined ? 'path' : /^[a-z_]{1,30}$/.test(name) ? `parameter ${name}` : 'query',
      expected: 'POST <type>/_search with a form body',
    },
  );
}
