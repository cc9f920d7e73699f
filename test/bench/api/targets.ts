import type { Cell, Contestant } from './measure.ts';
import type { Kind } from './requests.ts';
import type { StartUp } from './start-up.ts';

/** What must be reached (issue 6), and what was. */
export interface Target {
  readonly what: string;
  readonly wanted: string;
  readonly measured: string;
  readonly isMet: boolean;
}

/** Of figures that are compared round by round, the one in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const half = sorted.length >> 1;
  const [low = Number.NaN, high = Number.NaN] = [sorted[sorted.length % 2 ? half : half - 1], sorted[half]];
  return (low + high) / 2;
}

/** How many times as many answers as another server under the same load, in the rounds that they took turns in. */
export function ratio(cells: readonly Cell[], cell: Cell, to: Contestant): number | undefined {
  const other = cells.find((one) => isSameLoad(one, cell) && one.name === to);
  return other && median(cell.rates.map((rate, round) => rate / (other.rates[round] ?? Number.NaN)));
}

function isSameLoad(one: Cell, other: Cell): boolean {
  return one.records === other.records && one.kind === other.kind && one.connections === other.connections;
}

export function targets(
  cells: readonly Cell[],
  starts: Readonly<Record<string, readonly StartUp[]>>,
): readonly Target[] {
  return [
    ...besides(cells, 'read', 'engine', 0.8),
    ...besides(cells, 'search by identifier', 'engine', 0.5),
    ...besides(cells, 'create', 'audited', 0.5),
    ...besideHapi(cells),
    ...slowest(cells),
    ...Object.entries(starts).flatMap(([name, taken]) => [
      atMost(`ready, ${name}`, 500, 'ms', median(taken.map(({ readyMs }) => readyMs))),
      atMost(`idle, ${name}`, 120, 'MB', median(taken.flatMap(({ idleMb }) => idleMb ?? []))),
    ]),
  ];
}

/** Beside bare Express, at each number of connections. */
function besides(cells: readonly Cell[], kind: Kind, name: Contestant, least: number): readonly Target[] {
  const own = cells.filter((cell) => cell.kind === kind && cell.name === name);
  const beside = kind === 'create' ? 'bare Express and one durable INSERT' : 'bare Express';
  return [...Map.groupBy(own, ({ records }) => records)].flatMap(([records, some]) => {
    const ratios = some.flatMap((cell) => ratio(cells, cell, 'bare') ?? []);
    if (ratios.length === 0) return [];
    return {
      what: `${kind}, ${name}, ${records} records; ${some.map(({ connections }) => connections).join(', ')} connections`,
      wanted: `≥ ${least} of ${beside}`,
      measured: ratios.map((one) => one.toFixed(2)).join(', '),
      isMet: ratios.every((one) => one >= least),
    };
  });
}

/** What HAPI does too: it traces no reading. */
function besideHapi(cells: readonly Cell[]): readonly Target[] {
  const own = cells.filter(({ name }) => name === 'engine');
  return [...Map.groupBy(own, ({ kind }) => kind)].flatMap(([kind, some]) => {
    const ratios = some.flatMap((cell) => ratio(cells, cell, 'HAPI JPA') ?? []);
    if (ratios.length === 0) return [];
    return {
      what: `${kind}, engine`,
      wanted: '≥ 3 × HAPI JPA',
      measured: ratios.map((one) => one.toFixed(1)).join(', '),
      isMet: ratios.every((one) => one >= 3),
    };
  });
}

/** The slowest hundredth, with many records beside few. */
function slowest(cells: readonly Cell[]): readonly Target[] {
  const sizes = [...new Set(cells.map(({ records }) => records))].toSorted((one, other) => one - other);
  const [few, many] = [sizes[0], sizes.at(-1)];
  if (few === many) return [];
  const own = cells.filter(({ name, records }) => name === 'audited' && records === many);
  return [...Map.groupBy(own, ({ kind }) => kind)].map(([kind, some]) => {
    const ratios = some.map((cell) => {
      const same = cells.find((one) => isSameLoad(one, { ...cell, records: few ?? 0 }) && one.name === cell.name);
      return cell.p99 / (same?.p99 ?? Number.NaN);
    });
    return {
      what: `${kind}, audited: 99 % at ${many} records`,
      wanted: `≤ 2 × at ${few}`,
      measured: ratios.map((one) => one.toFixed(2)).join(', '),
      isMet: ratios.every((one) => one <= 2),
    };
  });
}

function atMost(what: string, most: number, unit: string, is: number): Target {
  return { what, wanted: `≤ ${most} ${unit}`, measured: `${Math.round(is)} ${unit}`, isMet: is <= most };
}
