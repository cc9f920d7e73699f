import type { Json } from './json.ts';

/**
 * The four texts of a three-way merge whose two sides each have their own base (design: idea 6).
 * Ours is diffed against `sent`, theirs against `echoed`, so a partner's normalization is no edit.
 */
export interface Sides {
  readonly sent: Json | undefined;
  readonly ours: Json | undefined;
  readonly echoed: Json | undefined;
  readonly theirs: Json | undefined;
}
