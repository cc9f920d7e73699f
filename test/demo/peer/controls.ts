import type { Bundle, Resource } from '@medplum/fhirtypes';
import type { Exchange } from './journal.ts';

/** Steers a partner over HTTP, in this process or another. */
export interface PeerControls {
  /** Takes resources in with their ids; also `meta.versionId` and `meta.lastUpdated` where given. */
  seed(resources: readonly Resource[] | Bundle): Promise<void>;
  down(down: boolean): Promise<void>;
  loseAnswers(count: number): Promise<void>;
  delete(type: string, id: string): Promise<void>;
  replayPages(on: boolean): Promise<void>;
  journal(): Promise<readonly Exchange[]>;
  all(): Promise<readonly Resource[]>;
}

/**
 * @param url FHIR base of the partner, as the process prints it.
 * @example
 * const controls = connectControls('http://127.0.0.1:5001/fhir');
 * await controls.down(true);
 */
export function connectControls(url: string): PeerControls {
  async function call<T>(action: string, body?: unknown): Promise<T> {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const response = await fetch(new URL(`/control/${action}`, url), body === undefined ? {} : init);
    if (!response.ok) {
      throw new Error(`The partner refused /control/${action}: ${response.status}`);
    }
    return (await response.json()) as T;
  }
  return {
    seed: (resources) => call('seed', resources),
    down: (down) => call('down', { down }),
    loseAnswers: (count) => call('lose-answers', { count }),
    delete: (type, id) => call('delete', { type, id }),
    replayPages: (on) => call('replay-pages', { on }),
    journal: () => call('journal'),
    all: () => call('all'),
  };
}
