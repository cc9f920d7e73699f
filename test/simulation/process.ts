/** What a call rejects with once its process is dead. */
class Killed extends Error {}

/** A process that can end at any of its calls of store and network. */
export class MortalProcess {
  #calls = 0;
  #commits = 0;
  #death: { readonly call: number; readonly kept: boolean } | undefined;
  #failure: { readonly commit: number; readonly error: Error } | undefined;
  #isDead = false;

  get isDead(): boolean {
    return this.#isDead;
  }

  /** `kept`: the call at which it dies is carried out all the same. */
  diesAt(call: number, kept: boolean): void {
    this.#death = { call: this.#calls + call, kept };
  }

  failsAt(commit: number, error: Error): void {
    this.#failure = { commit: this.#commits + commit, error };
  }

  spare(): void {
    this.#death = undefined;
    this.#failure = undefined;
  }

  async call<T>(work: () => Promise<T>): Promise<T> {
    if (this.#isDead) throw new Killed();
    this.#calls += 1;
    if (this.#calls !== this.#death?.call) {
      const result = await work();
      if (this.#isDead) throw new Killed();
      return result;
    }
    this.#isDead = true;
    if (this.#death.kept) await work();
    throw new Killed();
  }

  /** Every method of something, as calls of this process; a commit can fail. */
  guard<T extends object>(target: T): T {
    const guarded = new Map<string | symbol, unknown>();
    return new Proxy(target, {
      get: (inner, name) => {
        if (guarded.has(name)) return guarded.get(name);
        const method: unknown = Reflect.get(inner, name);
        if (typeof method !== 'function') return method;
        const call = (...given: unknown[]): unknown =>
          this.call(async () => {
            if (name === 'commit') {
              this.#commits += 1;
              if (this.#commits === this.#failure?.commit) throw this.#failure.error;
            }
            return Reflect.apply(method, inner, given) as unknown;
          });
        guarded.set(name, call);
        return call;
      },
    });
  }
}
