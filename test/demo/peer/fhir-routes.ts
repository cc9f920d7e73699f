/**
 * HTTP around @medplum/fhir-router 5.2.13 with its MemoryRepository. What the router and the repository really do:
 *
 * - ids given in PUT, seed and even POST are kept; others, and every versionId, are random UUIDs.
 * - `meta.lastUpdated` and `_lastUpdated` have millisecond precision; `ge`, `gt`, `lt`, other time zones, whole days work.
 * - `_sort=_lastUpdated`, `-_lastUpdated`, `_count`, `_offset`, `total` work; there are no links and no default `_count`.
 * - `identifier=system|value` works, percent-encoded too; a backslash-escaped comma or bar (`\,`, `\|`) never matches.
 * - An unknown search parameter matches nothing, an unknown type is an empty searchset; nothing is validated.
 * - A stale If-Match on PUT is 412, If-Match on what does not exist 404; If-None-Exist with several matches is 412.
 * - PUT of a new id answers 200 (made 201 here); deleted resources are unknown (PeerMemory makes them gone).
 */
import { badRequest, getStatus } from '@medplum/core';
import { FhirRouter, type HttpMethod } from '@medplum/fhir-router';
import type { Bundle, OperationOutcome, Resource } from '@medplum/fhirtypes';
import type { Request } from 'express';
import { capabilityStatement } from './capability-statement.ts';
import type { Answer } from './journal.ts';
import type { PeerMemory } from './memory.ts';

const DEFAULT_COUNT = 50;

/** Answers one request under /fhir. */
export function createFhirRoutes(memory: PeerMemory): (request: Request) => Promise<Answer> {
  const router = new FhirRouter();

  return async function answerFhir(request) {
    const url = new URL(request.originalUrl, `http://${request.headers.host}`);
    const path = url.pathname.slice('/fhir'.length).split('/').filter(Boolean);
    if (path.join('/') === 'metadata') {
      return toAnswer(200, capabilityStatement);
    }
    const isSearch = (request.method === 'GET' && path.length === 1) || path.at(-1) === '_search';
    const body = parseBody(request);
    if (body === undefined) {
      return toAnswer(400, badRequest('The body is not JSON'));
    }
    if (request.method === 'GET' && isSearch && !url.searchParams.has('_count')) {
      url.searchParams.set('_count', String(DEFAULT_COUNT));
    }
    const existed = path.length === 2 && memory.holds(path[0] ?? '', path[1] ?? '');
    const [outcome, resource] = await router.handleRequest(
      {
        method: request.method as HttpMethod,
        url: `/${path.join('/')}${url.search}`,
        pathname: '',
        params: {},
        query: {},
        body,
        headers: request.headers,
      },
      memory,
    );
    const status = getStatus(outcome);
    if (status >= 400 || !resource) {
      return toAnswer(status, outcome);
    }
    if (resource.resourceType === 'Bundle') {
      return toAnswer(status, isSearch ? withLinks(resource, url, request.method) : resource);
    }
    const base = `${url.origin}/fhir/${resource.resourceType}/${resource.id}`;
    return toAnswer(request.method === 'PUT' && !existed ? 201 : status, resource, {
      etag: `W/"${resource.meta?.versionId}"`,
      'last-modified': new Date(resource.meta?.lastUpdated ?? 0).toUTCString(),
      ...(['POST', 'PUT'].includes(request.method) ? { location: `${base}/_history/${resource.meta?.versionId}` } : {}),
    });
  };
}

/** The parsed body; `{}` for none; undefined for what cannot be parsed. */
function parseBody(request: Request): unknown {
  if (typeof request.body !== 'string' || request.body === '') {
    return {};
  }
  if (request.is('application/x-www-form-urlencoded')) {
    const form = new URLSearchParams(request.body);
    return Object.fromEntries([...new Set(form.keys())].map((name) => [name, form.getAll(name)]));
  }
  try {
    return JSON.parse(request.body);
  } catch {
    return undefined;
  }
}

/** The router's page with fullUrl and links. A POST search has no pages: its criteria may not stand in a link. */
function withLinks(bundle: Bundle, url: URL, method: string): Bundle {
  const entry = bundle.entry?.map((each) => ({
    fullUrl: `${url.origin}/fhir/${each.resource?.resourceType}/${each.resource?.id}`,
    ...each,
  }));
  const link = [{ relation: 'self', url: method === 'GET' ? url.href : `${url.origin}${url.pathname}` }];
  const seen = Number(url.searchParams.get('_offset') ?? 0) + Number(url.searchParams.get('_count'));
  if (method === 'GET' && entry && seen < (bundle.total ?? 0)) {
    const next = new URL(url);
    next.searchParams.set('_offset', String(seen));
    link.push({ relation: 'next', url: next.href });
  }
  return { ...bundle, link, ...(entry ? { entry } : {}) };
}

/** An answer in FHIR JSON. */
export function toAnswer(
  status: number,
  body: Resource | OperationOutcome,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return { status, headers: { 'content-type': 'application/fhir+json; charset=utf-8', ...headers }, body };
}
