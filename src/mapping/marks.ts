import { isObject } from '../record/json.ts';
import { type Loss, pointerTo } from './loss.ts';

/**
 * What of the input was read: by the object or list that holds it. What a condition left out is unread like anything
 * else, so the report needs no knowledge of the mapping.
 */
export class Marks {
  private readonly read = new Map<object, Set<string | number>>();

  /** The container was looked into, whether or not anything in it is read. */
  touch(container: object): Set<string | number> {
    let keys = this.read.get(container);
    if (keys === undefined) {
      keys = new Set();
      this.read.set(container, keys);
    }
    return keys;
  }

  /** The value under the key is read, with all that is in it. */
  take(container: object, key: string | number): void {
    this.touch(container).add(key);
  }

  isTaken(container: object, key: string | number): boolean {
    return this.read.get(container)?.has(key) === true;
  }

  /** Everything that was not read, the outermost first and nothing below it. */
  tellUnread(value: unknown, pointer: string, losses: Loss[]): void {
    if (typeof value !== 'object' || value === null) {
      losses.push({ pointer, reason: 'unread' });
      return;
    }
    const keys = this.read.get(value);
    if (keys === undefined) {
      losses.push({ pointer, reason: 'unread' });
    } else if (Array.isArray(value)) {
      for (let index = 0; index < value.length; index += 1) {
        if (!keys.has(index)) this.tellUnread(value[index], pointerTo(pointer, index), losses);
      }
    } else if (isObject(value)) {
      for (const key in value) {
        if (!keys.has(key)) this.tellUnread(value[key], pointerTo(pointer, key), losses);
      }
    }
  }
}

/** Of what nobody reads: whoever looks with it sees everything. */
export const NOTHING_READ = new Marks();
