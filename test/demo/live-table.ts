import type { WriteStream } from 'node:tty';
import { EVERYONE } from './people/everyone.ts';
import { STANDINGS, type Totals } from './totals.ts';

/** What the table is drawn on. */
type Output = Pick<WriteStream, 'write'> & Partial<Pick<WriteStream, 'isTTY' | 'columns'>>;

/** The standings of every partner and a line a person: drawn in place on a terminal, plain lines elsewhere. */
export class LiveTable {
  readonly #output: Output;
  readonly #lines = new Map(EVERYONE.map(({ profile, situation }) => [profile.given, situation]));
  #totals: Totals | undefined;
  #told = '';
  #drawn = 0;

  constructor(output: Output) {
    this.#output = output;
  }

  /** Lines above the table. */
  announce(lines: readonly string[]): void {
    this.#output.write(`${lines.join('\n')}\n\n`);
    this.#drawn = 0;
  }

  /** Something happened, to a person or to all. */
  happened(line: string, person?: string): void {
    if (person === undefined) {
      this.#told = line;
    } else {
      this.#lines.set(person, line);
    }
    if (this.#output.isTTY === true) {
      this.#draw();
    } else {
      this.#output.write(`${person === undefined ? '' : `${person}: `}${line}\n`);
    }
  }

  /** How every partner stands now. */
  stand(totals: Totals): void {
    const isNews = JSON.stringify(totals) !== JSON.stringify(this.#totals);
    this.#totals = totals;
    if (this.#output.isTTY === true) {
      this.#draw();
    } else if (isNews) {
      this.#output.write(`${standings(totals).join('\n')}\n`);
    }
  }

  #draw(): void {
    const width = this.#output.columns ?? 80;
    const lines = [
      ...(this.#totals === undefined ? [] : standings(this.#totals)),
      '',
      ...[...this.#lines].map(([person, line]) => `${person.padEnd(8)} ${line}`),
      '',
      this.#told,
    ].map((line) => line.slice(0, width - 1));
    const back = this.#drawn === 0 ? '' : `\u001b[${this.#drawn}A`;
    this.#output.write(`${back}\u001b[0J${lines.join('\n')}\n`);
    this.#drawn = lines.length;
  }
}

/** How every partner stands, as lines. */
export function standings({ records, setAside, conflicts, findings, partners }: Totals): readonly string[] {
  const rows = Object.entries(partners).map(([name, standing]) => [
    name.padEnd(18),
    ...STANDINGS.map((each) => String(standing[each] || '·').padStart(each.length)),
  ]);
  return [
    `records ${records}, set aside ${setAside}, conflicts ${conflicts}, findings ${findings}`,
    ['partner'.padEnd(18), ...STANDINGS].join('  '),
    ...rows.map((row) => row.join('  ')),
  ];
}
