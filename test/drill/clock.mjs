// Loaded into a process of Samplan before everything else: its clock goes wrong by as many milliseconds as a file says.
import { readFileSync } from 'node:fs';

const file = process.env['SAMPLAN_DRILL_CLOCK'];
const LOOK_MS = 100;
const Real = Date;
let wrong = 0;

setInterval(() => {
  try {
    wrong = Number(readFileSync(file, 'utf8')) || 0;
  } catch {
    wrong = 0;
  }
}, LOOK_MS).unref();

globalThis.Date = new Proxy(Real, {
  construct: (_target, given) => (given.length === 0 ? new Real(Real.now() + wrong) : new Real(...given)),
  apply: () => new Real(Real.now() + wrong).toString(),
  get: (target, name) => (name === 'now' ? () => Real.now() + wrong : Reflect.get(target, name)),
});
