import type { Bundle, OperationOutcome, Parameters, Resource } from '@medplum/fhirtypes';
import type { Caller } from '../access/caller.ts';
import type { FhirApi, TraceShown } from '../fhir/api.ts';
import type { FhirRequest, Parameter } from '../fhir/request.ts';
import type { Language } from '../validation/finding.ts';

/** The FHIR API as one caller meets it: access, consent and the access log are its own, so a page can show nothing else. */
export interface FhirClient {
  /** @throws ApiRefused */
  read<R extends Resource>(path: readonly string[], query?: readonly Parameter[]): Promise<R>;
  /**
   * A search whose criteria stand in no address.
   *
   * @throws ApiRefused
   */
  search(type: string, criteria: readonly Parameter[]): Promise<Bundle>;
  /**
   * A new resource.
   *
   * @throws ApiRefused
   */
  create<R extends Resource>(resource: R): Promise<R>;
  /**
   * A new version of what was read.
   *
   * @throws ApiRefused 412 where somebody changed it meanwhile
   */
  update<R extends Resource>(resource: R): Promise<R>;
  /**
   * An operation.
   *
   * @throws ApiRefused
   */
  operate<R extends Resource>(path: readonly string[], parameter?: Parameters['parameter']): Promise<R>;
}

/** What the API does not do for a caller, in its own words. */
export class ApiRefused extends Error {
  readonly status: number;
  /** In the language that was asked for. */
  readonly texts: readonly string[];

  constructor(status: number, outcome: OperationOutcome | undefined) {
    super(`the API answered ${status}`);
    this.name = 'ApiRefused';
    this.status = status;
    this.texts = (outcome?.issue ?? []).flatMap(({ details, severity }) =>
      details?.text !== undefined && severity !== 'information' ? [details.text] : [],
    );
  }
}

/**
 * The API for a caller, without a wire between.
 *
 * @param about what the access log tells of the request besides
 * @param trace what is read and searched for; a change is traced in its own commit
 * @example
 * const record = await fhirClient(api, caller, about, look.trace).read<Bundle>(['Patient', '17', '$record']);
 */
export function fhirClient(
  api: Pick<FhirApi, 'handleAs'>,
  caller: Caller,
  about: {
    readonly base: string;
    readonly language: Language;
    readonly requestId: string;
    readonly address?: string;
  },
  trace: TraceShown,
): FhirClient {
  async function ask<R extends Resource>(
    method: string,
    path: readonly string[],
    query: readonly Parameter[],
    sent?: { readonly type: string; readonly text: string; readonly match?: string },
  ): Promise<R> {
    const request: FhirRequest = {
      ...{ method, base: about.base, path, query },
      headers: {
        accept: 'application/fhir+json',
        'accept-language': about.language,
        'x-request-id': about.requestId,
        ...(sent ? { 'content-type': sent.type } : {}),
        ...(sent?.match === undefined ? {} : { 'if-match': `W/"${sent.match}"` }),
      },
      ...(about.address === undefined ? {} : { address: about.address }),
      body: async () => Buffer.from(sent?.text ?? ''),
    };
    const isReading = sent === undefined || path.at(-1) === '_search';
    const { status, body } = await api.handleAs(caller, request, isReading ? trace : undefined);
    if (status < 400) return body as R;
    throw new ApiRefused(status, body?.resourceType === 'OperationOutcome' ? body : undefined);
  }
  return {
    read: (path, query = []) => ask('GET', path, query),
    search: (type, criteria) =>
      ask('POST', [type, '_search'], [], {
        type: 'application/x-www-form-urlencoded',
        text: new URLSearchParams(criteria.map(([name, value]): [string, string] => [name, value])).toString(),
      }),
    create: (resource) =>
      ask('POST', [resource.resourceType], [], { type: 'application/fhir+json', text: JSON.stringify(resource) }),
    update: (resource) =>
      ask('PUT', [resource.resourceType, resource.id ?? ''], [], {
        type: 'application/fhir+json',
        text: JSON.stringify(resource),
        match: resource.meta?.versionId ?? '',
      }),
    operate(path, parameter = []) {
      const parameters: Parameters = { resourceType: 'Parameters', ...(parameter.length > 0 ? { parameter } : {}) };
      return ask('POST', path, [], { type: 'application/fhir+json', text: JSON.stringify(parameters) });
    },
  };
}
