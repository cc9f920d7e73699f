import type { Context } from './context.ts';

/** Marks that are others as soon as something has happened; what, they do not say. */
export interface Marks {
  /** A pass ended. */
  readonly passes: string;
  /** Something began or ceased to wait for a person: a conflict, a proposal, another plan. */
  readonly decisions: string;
}

/**
 * Where passes and decisions stand, whichever process moved them. Costs two looks by index.
 *
 * @example
 * const before = await whatMoved(context);
 * (await whatMoved(context)).passes === before.passes; // no pass has ended
 */
export async function whatMoved({ store }: Pick<Context, 'store'>): Promise<Marks> {
  const [[run], [task]] = await Promise.all([store.runs({ count: 1 }), store.versions({ type: 'Task', count: 1 })]);
  return { passes: run ? JSON.stringify([run.id, run.started, run.times]) : '', decisions: String(task?.seq ?? 0) };
}
