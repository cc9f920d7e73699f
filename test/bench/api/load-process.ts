import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Papers } from './papers.ts';
import type { Kind } from './requests.ts';

const LOAD = fileURLToPath(new URL('./load.ts', import.meta.url));

/** What a generator is told to send. */
export interface Load {
  /** FHIR base. */
  readonly url: string;
  readonly connections: number;
  readonly milliseconds: number;
  readonly kind: Kind;
  readonly papers: Papers;
  /** That are there. */
  readonly records: number;
  /** Which request of the kind is the first. */
  readonly first: number;
  /** How many there are at the most. */
  readonly most: number;
  /** Empty: none is sent. */
  readonly token: string;
  /** Whether each request brings a proof of its own (DPoP). */
  readonly proves: boolean;
}

export interface Loaded {
  readonly sent: number;
  readonly milliseconds: number;
  /** Milliseconds that each answer took, in the order of the answers. */
  readonly latencies: readonly number[];
  readonly fault?: string;
}

/** A load generator in a process of its own. */
export interface LoadProcess {
  /** Of the key that it proves with. */
  readonly thumbprint: string;
  /** @throws where an answer is not what it should be */
  send(load: Load): Promise<Loaded>;
  stop(): void;
}

export async function startLoad(): Promise<LoadProcess> {
  const child = fork(LOAD, [], { execArgv: ['--disable-warning=ExperimentalWarning'] });
  const asked = async <Answer>(message: Load | 'thumbprint'): Promise<Answer> => {
    const answered = once(child, 'message');
    child.send(message);
    return (await answered)[0] as Answer;
  };
  return {
    thumbprint: await asked<string>('thumbprint'),
    async send(load) {
      const loaded = await asked<Loaded>(load);
      if (loaded.fault !== undefined) throw new Error(loaded.fault);
      return loaded;
    },
    stop: () => child.disconnect(),
  };
}
