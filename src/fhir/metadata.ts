import type { Interaction } from './interaction.ts';

/**
 * `GET metadata`: what this server does (http.html § 3.1.0.14). No person's data, so no trace. Whatever `mode` asks for, this is the
 * answer, as R4 lets servers do.
 *
 * @example
 * GET /fhir/metadata
 */
export const metadata: Interaction = async ({ request }, { capabilities }) => ({
  status: 200,
  headers: {},
  body: {
    ...capabilities,
    url: `${request.base}/metadata`,
    implementation: { description: 'Samplan', ...capabilities.implementation, url: request.base },
  },
});
