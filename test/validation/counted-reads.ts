/** How often `use` reads a property of this JSON, at any depth: work that can be counted where time must not be. */
export function countedReads<T extends object>(json: T, use: (json: T) => void): number {
  let count = 0;
  const counting = new WeakMap<object, object>();
  const counted = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    const known = counting.get(value);
    if (known) return known;
    const proxy = new Proxy(value, {
      get: (target, key, receiver) => {
        count += 1;
        return counted(Reflect.get(target, key, receiver));
      },
    });
    counting.set(value, proxy);
    return proxy;
  };
  use(counted(json) as T);
  return count;
}
