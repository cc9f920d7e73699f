import type { RequestListener } from 'node:http';

/**
 * Leads each request to the tenant that its address begins with, and takes that off: a tenant's application is the one that it has in a
 * process of its own. The name must stand as it is; nothing is decoded, joined or made small on the way, so that no other address means
 * the same.
 *
 * @param tenantOf absent for who is no tenant
 * @param others answers every other address
 * @example
 * await listen(byTenant((name) => tenants.get(name)?.listener(), hostApp), { host: '127.0.0.1', port: 8080 });
 */
export function byTenant(
  tenantOf: (name: string) => RequestListener | undefined,
  others: RequestListener,
): RequestListener {
  return (request, response) => {
    const [, name = '', rest = ''] = /^\/([a-z0-9-]+)((?:[/?].*)?)$/s.exec(request.url ?? '') ?? [];
    const tenant = name === '' ? undefined : tenantOf(name);
    if (tenant === undefined) {
      others(request, response);
      return;
    }
    request.url = rest.startsWith('/') ? rest : `/${rest}`;
    tenant(request, response);
  };
}
