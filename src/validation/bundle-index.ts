type Resource = Record<string, unknown>;

const REST_URL = /^(https?:\/\/.+\/)[A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64}(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/;
const RELATIVE = /^[A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64}$/;

/** The base of a RESTful URL: `https://a.no/fhir/` of `https://a.no/fhir/Patient/1`. */
export function restBase(url: unknown): string | undefined {
  return typeof url === 'string' && url.length < 4096 ? REST_URL.exec(url)?.[1] : undefined;
}

/** The entries of one Bundle by what a reference in it may say (http://hl7.org/fhir/R4/bundle.html#references). */
export class BundleIndex {
  readonly bundle: Resource;
  private byUrl: Map<string, Resource> | undefined;
  private urls: Map<Resource, string> | undefined;

  constructor(bundle: Resource) {
    this.bundle = bundle;
  }

  private index(): Map<string, Resource> {
    const index = new Map<string, Resource>();
    const urls = new Map<Resource, string>();
    this.urls = urls;
    const entries: unknown = this.bundle['entry'];
    for (const entry of Array.isArray(entries) ? entries : []) {
      const resource = (entry as { resource?: unknown } | null)?.resource;
      if (typeof resource !== 'object' || resource === null) {
        continue;
      }
      const { fullUrl } = entry as { fullUrl?: unknown };
      const { resourceType, id } = resource as Resource;
      // An entry without fullUrl is known by what it would have on the same server.
      const url = typeof fullUrl === 'string' ? fullUrl : `${resourceType}/${id}`;
      if (typeof fullUrl === 'string') {
        urls.set(resource as Resource, fullUrl);
      }
      if (!index.has(url)) {
        index.set(url, resource as Resource);
      }
    }
    return index;
  }

  /** The fullUrl of an entry's resource. */
  urlOf(resource: Resource): string | undefined {
    this.byUrl ??= this.index();
    return this.urls?.get(resource);
  }

  /** The entry that a reference in the entry `from` leads to. */
  find(reference: string, from: string | undefined): Resource | undefined {
    this.byUrl ??= this.index();
    const bar = reference.indexOf('#');
    const url = (bar < 0 ? reference : reference.slice(0, bar)).replace(/\/_history\/[^/]*$/, '');
    const direct = this.byUrl.get(url);
    if (direct || !RELATIVE.test(url)) {
      return direct;
    }
    const base = restBase(from);
    return base === undefined ? undefined : this.byUrl.get(base + url);
  }
}
