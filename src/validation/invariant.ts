import type { Pass } from './pass.ts';

/** An invariant as JavaScript: true when it holds for the value. */
export type NativeInvariant = (value: Record<string, unknown>, pass: Pass) => boolean;

/** Key, FHIRPath expression as published, and the same as JavaScript. */
export type NativeEntry = readonly [key: string, expression: string, holds: NativeInvariant];
