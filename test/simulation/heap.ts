import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** What stays on the heap when everything that nobody needs is gone, in MB. */
export function heapThatStays(): number {
  collect();
  return Math.round(process.memoryUsage().heapUsed / 2 ** 20);
}
