/** Standing of a link (design: Words). */
export const STANDINGS = ['in-step', 'owed', 'delivering', 'held', 'blocked', 'in-conflict', 'unreachable'] as const;
export type Standing = (typeof STANDINGS)[number];
