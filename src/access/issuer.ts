import { SamplanError } from '../errors.ts';
import { isObject } from '../record/json.ts';

/** What an issuer says of itself. */
export interface IssuerMetadata {
  readonly issuer: string;
  readonly keys: string;
  /** Empty where it does not say. */
  readonly authorize: string;
  readonly token: string;
}

/** Largest answer of an issuer that is read, in bytes. */
const LIMIT = 256 * 1024;
const TIMEOUT = 5000;

/**
 * The metadata of an issuer (OpenID Connect Discovery 1.0 § 4, RFC 8414 § 3). One that names another issuer is not believed.
 *
 * @throws SamplanError `issuer-unreachable`
 * @example
 * (await readIssuer('https://helseid-sts.nhn.no', fetch)).keys // 'https://helseid-sts.nhn.no/.well-known/openid-configuration/jwks'
 */
export async function readIssuer(issuer: string, fetch: typeof globalThis.fetch): Promise<IssuerMetadata> {
  let metadata: unknown;
  try {
    const response = await fetch(`${issuer}/.well-known/openid-configuration`, {
      headers: { accept: 'application/json' },
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT),
    });
    const text = response.ok ? await response.text() : '';
    metadata = text.length > LIMIT ? undefined : JSON.parse(text);
  } catch (cause) {
    throw issuerUnreachable(cause);
  }
  if (!isObject(metadata) || metadata['issuer'] !== issuer || typeof metadata['jwks_uri'] !== 'string') {
    throw issuerUnreachable(undefined);
  }
  const { authorization_endpoint: authorize, token_endpoint: token } = metadata;
  return {
    issuer,
    keys: metadata['jwks_uri'],
    authorize: typeof authorize === 'string' ? authorize : '',
    token: typeof token === 'string' ? token : '',
  };
}

/** It could not be asked, so nobody can be let in: a fault on our side of the line, not the caller's. */
export function issuerUnreachable(cause: unknown): SamplanError {
  return new SamplanError(
    'issuer-unreachable',
    {
      nb: 'Utstederen av tilgangstokener svarer ikke som den skal. Prøv igjen om litt.',
      nn: 'Utskrivaren av tilgangstoken svarar ikkje som han skal. Prøv igjen om litt.',
      en: 'The issuer of access tokens does not answer as it should. Try again in a while.',
    },
    { where: 'http.Authorization', cause },
  );
}
