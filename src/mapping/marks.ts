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
    this.tell(value, pointer, [], losses);
  }

  /** A pointer is made only of what is lost. */
  private tell(value: unknown, from: string, trail: (string | number)[], losses: Loss[]): void {
    const keys = typeof value === 'object' && value !== null ? this.read.get(value) : undefined;
    if (keys === undefined) {
      losses.push({ pointer: trail.reduce<string>(pointerTo, from), reason: 'unread' });
    } else if (Array.isArray(value)) {
      for (let index = 0; index < value.length; index += 1) {
        if (keys.has(index)) continue;
        trail.push(index);
        this.tell(value[index], from, trail, losses);
        trail.pop();
      }
    } else if (isObject(value)) {
      for (const key in value) {
        if (keys.has(key)) continue;
        trail.push(key);
        this.tell(value[key], from, trail, losses);
        trail.pop();
      }
    }
  }
}

/** Of what nobody reads: whoever looks with it sees everything. */
export const NOTHING_READ = new Marks();
