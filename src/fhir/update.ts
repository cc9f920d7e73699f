import { contentOf } from '../record/content-of.ts';
import { readWritten } from './body.ts';
import { idMismatch, newVersion, unknownId, versionToChange } from './change-version.ts';
import { creation } from './create.ts';
import type { Call, Writing } from './interaction.ts';
import { requireJson } from './media-type.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

/**
 * `PUT [type]/[id]` (http.html § 3.1.0.4): a new version. REST never merges: with `If-Match` a version that is not the current one
 * is 412; who sees a view must send it (428). `PUT [type]?criteria` (§ 3.1.0.4.3) is about the one resource that matches, and
 * makes one where none does, under its own id where it states one that may be made and is not there; several are 412.
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
    const { request, type, id } = call;
    const toChange = await versionToChange(call);
    if (!toChange && id !== '' && !mayName(call, id)) throw unknownId();
    requireJson(request.headers['content-type']);
    const { resource, findings } = readWritten(await request.body(), type);
    if (toChange) return newVersion(call, toChange, { resource: contentOf(resource), findings });
    if (id !== '' && resource.id !== id) throw idMismatch(type, resource.id === undefined);
    const { id: stated, ...rest } = contentOf(resource);
    if (id === '' && stated !== undefined) await refuseUnlessNew(call, stated);
    return creation(call, rest as typeof resource, findings, stated ?? call.entry?.id);
  },
};

/** Whether a caller may give a resource this id. */
export function mayName({ sight }: Pick<Call, 'sight'>, id: string): boolean {
  return sight.isWhole && UUID.test(id);
}

/** An id that the content states where nothing meets the criteria: as an update that creates, or not at all (§ 3.1.0.4.3). */
async function refuseUnlessNew(call: Call, id: string): Promise<void> {
  if (!mayName(call, id) || (await call.sight.read(call.type, id))) throw idMismatch(call.type, false);
}
