import { expect } from '@jest/globals';
import type { Goal, Patient, Resource } from '@medplum/fhirtypes';
import type { Connector, Settling } from '../../../src/connector/connector.ts';
import type { Office } from './office.ts';

export const INGRID: Patient = { resourceType: 'Patient', id: 'ingrid', identifier: [{ system: 'urn:x', value: '1' }] };
export const goal = (id: string, text: string, more: Partial<Goal> = {}): Goal => ({
  resourceType: 'Goal',
  id,
  lifecycleStatus: 'active',
  description: { text },
  subject: { reference: 'Patient/ingrid' },
  ...more,
});

/** What Samplan writes to an office, and lets leave. */
export class Desk {
  readonly #office: Office;
  #ours = 0;

  constructor(office: Office) {
    this.#office = office;
  }

  get #connector(): Connector {
    return this.#office.connector;
  }

  async update(resource: Resource): Promise<void> {
    const { resourceType: type, id = '' } = resource;
    const read = await this.#connector.read(type, id);
    if (!('found' in read)) throw new Error('not there');
    expect(await this.#connector.update(resource, read.found.version)).toHaveProperty('held');
  }

  /** @returns its id there; the identifier it carries is `identifier` */
  async create(resource: Resource): Promise<string> {
    this.#ours += 1;
    const { identifier } = this;
    return (await this.#connector.create({ ...resource, identifier: [identifier] } as Resource, identifier)).peerId;
  }

  /** Of what was created last. */
  get identifier(): { readonly system: string; readonly value: string } {
    return { system: 'urn:ietf:rfc:3986', value: `urn:uuid:${this.#ours}` };
  }

  /** Lets leave what is visible; everything unless told. */
  async settle(hidden: readonly string[] = [], by = this.#connector): Promise<readonly string[]> {
    const announced: string[] = [];
    const known = await this.#office.changes();
    const parts = known.map(
      ({ resourceType: type, id: peerId = '' }): Settling => ({ type, peerId, isVisible: !hidden.includes(peerId) }),
    );
    const left = await by.settle?.(parts, async (leaving) => {
      announced.push(...leaving.map(({ peerId }) => peerId));
    });
    expect(left?.map(({ peerId }) => peerId)).toEqual(announced);
    return announced;
  }

  async textOf(id: string): Promise<unknown> {
    const read = await this.#connector.read('Goal', id);
    return 'found' in read ? (read.found.resource as Goal).description.text : read;
  }
}
