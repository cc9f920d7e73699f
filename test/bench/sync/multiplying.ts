/**
 * Multiplies in a process of its own, so that its memory is none of Samplan's: node test/bench/sync/multiplying.ts FILE
 * COUNT; started by large.ts only. Says how many there are so far, a line each, and at last the newest seq.
 */
import { multiply } from './multiply.ts';

const [file, count] = process.argv.slice(2);
if (!file || !count) throw new Error('started by large.ts only');
const newest = multiply(file, Number(count), (done) => console.log(JSON.stringify({ done })));
console.log(JSON.stringify({ newest }));
