import type { JsonObject } from '../../../record/json.ts';

const URL_OF_CHECK = 'https://samplan-check.example/extension';

/** What may stand on a resource of any type. */
export interface Ornament {
  readonly name: string;
  /** @param patient reference to the patient: `Patient/17` */
  put(resource: JsonObject, patient: string): JsonObject;
}

function extended(resource: JsonObject, ...extensions: readonly JsonObject[]): JsonObject {
  const { extension = [] } = resource;
  return { ...resource, extension: [...(extension as readonly JsonObject[]), ...extensions] };
}

function withMeta(resource: JsonObject, more: JsonObject): JsonObject {
  return { ...resource, meta: { ...(resource['meta'] as JsonObject | undefined), ...more } };
}

const ornament = (name: string, put: Ornament['put']): Ornament => ({ name, put });

/** Tried one by one on a plain resource; those that a partner takes are then on every rich one. */
export const ORNAMENTS: readonly Ornament[] = [
  ornament('narrative', (resource) => ({
    ...resource,
    text: {
      status: 'additional',
      div: '<div xmlns="http://www.w3.org/1999/xhtml"><p>Prøve <b>med</b> markering &amp; tegn</p></div>',
    },
  })),
  ornament('tag', (resource) =>
    withMeta(resource, { tag: [{ system: 'https://samplan-check.example/tags', code: 'check' }] }),
  ),
  ornament('extension', (resource) => extended(resource, { url: URL_OF_CHECK, valueString: 'prøve' })),
  ornament('nested-extension', (resource) =>
    extended(resource, {
      url: `${URL_OF_CHECK}-nested`,
      extension: [
        { url: 'one', valueCode: 'a' },
        { url: 'two', valuePeriod: { start: '2026-01-01' } },
      ],
    }),
  ),
  ornament('primitive-extension', (resource) => ({
    ...resource,
    language: 'nb',
    _language: { extension: [{ url: `${URL_OF_CHECK}-primitive`, valueString: 'prøve' }] },
  })),
  ornament('element-id', (resource) =>
    extended(resource, { id: 'prove', url: `${URL_OF_CHECK}-id`, valueBoolean: true }),
  ),
  ornament('contained', (resource) => ({
    ...extended(resource, { url: `${URL_OF_CHECK}-contained`, valueReference: { reference: '#enhet' } }),
    contained: [{ resourceType: 'Organization', id: 'enhet', name: 'Prøveenhet' }],
  })),
  ornament('logical-reference', (resource) =>
    extended(resource, {
      url: `${URL_OF_CHECK}-logical`,
      valueReference: {
        type: 'Organization',
        identifier: { system: 'urn:oid:2.16.578.1.12.4.1.4.101', value: '310601012' },
      },
    }),
  ),
  ornament('versioned-reference', (resource, patient) =>
    extended(resource, { url: `${URL_OF_CHECK}-versioned`, valueReference: { reference: `${patient}/_history/1` } }),
  ),
  ornament('reference-elsewhere', (resource) =>
    extended(resource, {
      url: `${URL_OF_CHECK}-elsewhere`,
      valueReference: { reference: 'https://elsewhere.example/fhir/Organization/1' },
    }),
  ),
  ornament('time-zone', (resource) =>
    extended(resource, { url: `${URL_OF_CHECK}-time`, valueDateTime: '2026-03-01T10:00:00+01:00' }),
  ),
  ornament('characters', (resource) =>
    extended(resource, { url: `${URL_OF_CHECK}-text`, valueString: 'æøå ÆØÅ čáŋ – “tekst”\nny linje\t<&>' }),
  ),
];
