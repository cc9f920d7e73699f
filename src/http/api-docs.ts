import { Router } from 'express';
import type { OpenApi } from '../fhir/openapi.ts';
import { OWN_PACKAGE } from '../validation/base-definitions.ts';
import type { BaseOf } from './fhir-mount.ts';

/** Name of the profile package as a file. */
const PACKAGE = 'samplan.ip.tgz';

/**
 * `GET /api-docs`: what the server answers to, as OpenAPI 3.1; `GET /api-docs/samplan.ip.tgz`: the profile package. Open to all, as the
 * CapabilityStatement is: nothing of anybody is in it. Both are made when somebody first asks and kept: to make them costs more than
 * whoever asks has to show.
 *
 * @param describe makes the document, for the address that the client used
 * @example
 * app.use('/api-docs', apiDocs((base) => openApi(capabilities, base), () => 'https://samplan.example.no'));
 */
export function apiDocs(describe: (base: string) => OpenApi, baseOf: BaseOf): Router {
  const router = Router();
  let document: { readonly base: string; readonly text: string } | undefined;
  let archive: Promise<Buffer> | undefined;
  router.get('/', (request, response) => {
    const base = baseOf(request);
    if (document?.base !== base) document = { base, text: JSON.stringify(describe(`${base}/fhir`)) };
    response.type('application/vnd.oai.openapi+json;version=3.1').send(document.text);
  });
  router.get(`/${PACKAGE}`, async (_request, response) => {
    archive ??= packed().catch((error: unknown) => {
      archive = undefined;
      throw error;
    });
    // The type last: the name of an attachment brings one of its own.
    response
      .attachment(PACKAGE)
      .type('application/gzip')
      .send(await archive);
  });
  return router;
}

/** As npm packs: everything under "package" (FHIR Package Specification). */
async function packed(): Promise<Buffer> {
  // Loaded when somebody asks: a start need not wait for it.
  const { create } = await import('tar');
  const chunks: Uint8Array[] = [];
  for await (const chunk of create({ gzip: true, cwd: OWN_PACKAGE, portable: true, prefix: 'package' }, ['.']))
    chunks.push(chunk);
  return Buffer.concat(chunks);
}
