import { random } from '../demo/random.ts';

/** Choices that follow from a seed. */
export class Dice {
  readonly #next: () => number;

  constructor(seed: number) {
    this.#next = random(seed);
  }

  /** A whole number from 0 up to one less than that. */
  below(limit: number): number {
    return Math.floor(this.#next() * limit);
  }

  isOneIn(count: number): boolean {
    return this.below(count) === 0;
  }

  one<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }
}
