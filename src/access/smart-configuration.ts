import type { IssuerMetadata } from './issuer.ts';
import { PROOF_ALGORITHMS } from './refusal.ts';

/**
 * What `.well-known/smart-configuration` says (SMART App Launch 2.2, Conformance): the first issuer's addresses, which scopes there are,
 * and that tokens are bound to keys. Samplan launches no apps and issues no tokens itself.
 *
 * @example
 * smartConfiguration(await readIssuer(issuer, fetch), 'nhn:samplan')['token_endpoint']
 */
export function smartConfiguration(
  { issuer, keys, authorize, token }: IssuerMetadata,
  audience: string,
): Readonly<Record<string, unknown>> {
  return {
    issuer,
    jwks_uri: keys,
    ...(authorize === '' ? {} : { authorization_endpoint: authorize }),
    token_endpoint: token,
    grant_types_supported: [...(authorize === '' ? [] : ['authorization_code']), 'client_credentials'],
    token_endpoint_auth_methods_supported: ['private_key_jwt'],
    scopes_supported: [
      `${audience}/api`,
      'system/*.cruds',
      'user/*.cruds',
      'patient/*.rs',
      `${audience}/api/system/*.cruds`,
      `${audience}/api/user/*.cruds`,
    ],
    code_challenge_methods_supported: ['S256'],
    dpop_signing_alg_values_supported: PROOF_ALGORITHMS,
    capabilities: [
      'client-confidential-asymmetric',
      'permission-v1',
      'permission-v2',
      'permission-user',
      'permission-patient',
    ],
  };
}
