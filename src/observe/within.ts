/**
 * What a promise comes to, unless that takes too long: then rejects. What was begun is not ended.
 *
 * @param milliseconds how long is waited
 * @example
 * await within(1_000, store.checkpoint('')).catch(() => 'the store does not answer');
 */
export async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
