import { Router } from 'express';
import { create } from 'tar';
import type { OpenApi } from '../fhir/openapi.ts';
import { OWN_PACKAGE } from '../validation/base-definitions.ts';

/** Name of the profile package as a file. */
const PACKAGE = 'samplan.ip.tgz';

/**
 * `GET /api-docs`: what the server answers to, as OpenAPI 3.1; `GET /api-docs/samplan.ip.tgz`: the profile package. Open to all, as the
 * CapabilityStatement is: nothing of anybody is in it.
 *
 * @param describe makes the document, when somebody first asks
 * @example
 * app.use('/api-docs', apiDocs(() => openApi(capabilities, base)));
 */
export function apiDocs(describe: (base: string) => OpenApi, publicUrl: string | undefined): Router {
  const router = Router();
  router.get('/', (request, response) => {
    const base = publicUrl ?? `${request.protocol}://${request.headers.host ?? 'localhost'}`;
    response.type('application/vnd.oai.openapi+json;version=3.1').send(JSON.stringify(describe(`${base}/fhir`)));
  });
  router.get(`/${PACKAGE}`, async (_request, response) => {
    response.type('application/gzip').attachment(PACKAGE);
    // As npm packs: everything under "package" (FHIR Package Specification).
    const archive = create({ gzip: true, cwd: OWN_PACKAGE, portable: true, prefix: 'package' }, ['.']);
    for await (const chunk of archive) response.write(chunk);
    response.end();
  });
  return router;
}
