import { contentOf } from '../record/content-of.ts';
import { readWritten } from './body.ts';
import { idMismatch, newVersion, unknownId, versionToChange } from './change-version.ts';
import { creation } from './create.ts';
import type { Writing } from './interaction.ts';
import { requireJson } from './media-type.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

/**
 * `PUT [type]/[id]` (http.html § 3.1.0.4): a new version. REST never merges: with `If-Match` a version that is not the current one
 * is 412; who sees a view must send it (428). `PUT [type]?criteria` (§ 3.1.0.4.3) is about the one resource that matches, and
 * makes one where none does; several are 412.
 *
 * An id that is not there is made by who sees all there is, where it is a UUID (§ 3.1.0.4.1); for others ids are given by the
 * server (405): whether one is taken by what they do not see is not told.
 *
 * @example
 * PUT /fhir/CarePlan/17
 * If-Match: W/"3"
 */
export const update: Writing = {
  alone: ({ request, type, id }) =>
    id === '' ? `${type}?${new URLSearchParams(request.query.map(([...one]) => one))}` : undefined,
  async prepare(call) {
    const { request, sight, type, id } = call;
    const toChange = await versionToChange(call);
    if (!toChange && id !== '' && !(sight.isWhole && UUID.test(id))) throw unknownId();
    requireJson(request.headers['content-type']);
    const { resource, findings } = readWritten(await request.body(), type);
    if (toChange) return newVersion(call, toChange, { resource: contentOf(resource), findings });
    if (id !== '' && resource.id !== id) throw idMismatch(type, resource.id === undefined);
    const { id: stated, ...rest } = contentOf(resource);
    if (id === '' && stated !== undefined) throw idMismatch(type, false);
    return creation(call, rest as typeof resource, findings, id === '' ? call.entry?.id : id);
  },
};
