import { readFile } from 'node:fs/promises';
import { type CryptoKey, importJWK, type JWK } from 'jose';
import { SamplanError } from '../../errors.ts';
import { isObject } from '../../record/json.ts';

/** The private key that a client signs with, as openid-client takes it. */
export interface ClientKey {
  readonly key: CryptoKey;
  readonly kid: string;
}

/**
 * The client's private key out of a file: a JWK with `kid` and `alg`, or a set of them, of which the first signs. It is read each time a token is asked
 * for, so that a new key is taken into use by replacing the file.
 *
 * @throws SamplanError `configuration` when there is no such key in the file; it never quotes the file
 * @example
 * const { kid } = await readClientKey('./fjordvik-client.jwk.json');
 */
export async function readClientKey(file: string): Promise<ClientKey> {
  try {
    const content: unknown = JSON.parse(await readFile(file, 'utf8'));
    const jwk = isObject(content) && Array.isArray(content['keys']) ? content['keys'][0] : content;
    if (!isObject(jwk) || typeof jwk['kid'] !== 'string' || typeof jwk['alg'] !== 'string') throw unusable(file);
    const key = await importJWK(jwk as JWK, jwk['alg']);
    if (key instanceof Uint8Array || key.type !== 'private') throw unusable(file);
    return { key, kid: jwk['kid'] };
  } catch (error) {
    throw error instanceof SamplanError ? error : unusable(file);
  }
}

/** Without its cause: a parser's message quotes what it read. */
function unusable(file: string): SamplanError {
  return new SamplanError(
    'configuration',
    {
      nb: 'Klientens nøkkel kan ikke brukes. Filen skal ha en privat JWK med kid og alg.',
      nn: 'Nøkkelen til klienten kan ikkje brukast. Fila skal ha ein privat JWK med kid og alg.',
      en: 'The key of the client cannot be used. The file must have a private JWK with kid and alg.',
    },
    { where: file, expected: 'a private JWK with kid and alg' },
  );
}
