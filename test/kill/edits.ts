import type { CarePlan, Goal, Resource, ServiceRequest } from '@medplum/fhirtypes';
import { NATIONAL } from '../../src/record/systems.ts';

/** Somebody was answered that this was written. */
export interface Acknowledged {
  /** The part's name and the edit (test/simulation/ledger.ts): they stand in nothing else that anybody wrote. */
  readonly mark: string;
  /** `text`: a goal rewritten at our endpoint; `measure`: a new measure, wherever it was written. */
  readonly kind: 'text' | 'measure';
  /** The part, of a text. */
  readonly id?: string;
}

const JSON_TYPE = 'application/fhir+json';

/** A FHIR endpoint that may be killed at any moment: an answer that did not come says nothing. */
export class MortalEndpoint {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  async read<R extends Resource>(path: string): Promise<R | undefined> {
    return (await this.#ask<R>(path, {}))?.body;
  }

  /** @returns whether it was answered that the new measure stands there */
  async addMeasure(plan: CarePlan, mark: string, performer: string): Promise<boolean> {
    const body = JSON.stringify(measureOf(plan, mark, performer));
    return (await this.#ask('ServiceRequest', { method: 'POST', body })) !== undefined;
  }

  /**
   * @param markOf told what stands there
   * @returns whether it was answered that the goal says this now; not so when somebody else was faster
   */
  async rewriteGoal(id: string, markOf: (seen: string) => string): Promise<boolean> {
    const read = await this.#ask<Goal>(`Goal/${id}`, {});
    if (!read) return false;
    const mark = markOf(read.body.description.text ?? '');
    const body = JSON.stringify({ ...read.body, description: { text: `Målet er ${mark}` } });
    const headers = { 'if-match': read.etag };
    return (await this.#ask(`Goal/${id}`, { method: 'PUT', body, headers })) !== undefined;
  }

  async #ask<R extends Resource>(
    path: string,
    init: RequestInit,
  ): Promise<{ readonly body: R; readonly etag: string } | undefined> {
    try {
      const headers = { 'content-type': JSON_TYPE, ...init.headers };
      const response = await fetch(`${this.#url}/${path}`, { ...init, headers });
      if (!response.ok) return undefined;
      return { body: (await response.json()) as R, etag: response.headers.get('etag') ?? '' };
    } catch {
      return undefined;
    }
  }
}

/**
 * A measure that belongs to a plan and says a mark.
 *
 * @param performer organization number of whose measure it is
 */
export function measureOf({ id, subject }: CarePlan, mark: string, performer: string): ServiceRequest {
  return {
    resourceType: 'ServiceRequest',
    status: 'active',
    intent: 'plan',
    code: { text: `Tiltak ${mark}` },
    subject,
    basedOn: [{ reference: `CarePlan/${id}` }],
    performer: [{ type: 'Organization', identifier: { system: NATIONAL.organization, value: performer } }],
  };
}
