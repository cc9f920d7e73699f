import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { NAV } from './people/organizations.ts';

/** A file of the office, as far as the story reads it (mappings/nav-activity/source.schema.json). */
export interface ActivityPlan {
  readonly aktivitetsplanId: string;
  readonly bruker: { readonly ident?: string; readonly navn?: string };
  readonly mal?: readonly { readonly tekst?: string }[];
  readonly aktiviteter?: readonly {
    readonly id: string;
    readonly tittel?: string;
    readonly [field: string]: unknown;
  }[];
  readonly [field: string]: unknown;
}

/** The NAV office: no server, but a folder that it shares with Samplan, and an archive that nobody else sees. */
export class NavOffice {
  readonly #shared: string;
  readonly #archive: string;
  readonly #received: string[] = [];
  readonly #exported: string[] = [];
  readonly #plans = new Map<string, ActivityPlan>();
  #moved = 0;

  /** @param folder in which both are made */
  private constructor(folder: string) {
    this.#shared = path.join(folder, 'nav');
    this.#archive = path.join(folder, 'nav-archive');
  }

  static async open(folder: string): Promise<NavOffice> {
    const office = new NavOffice(folder);
    for (const each of [office.shared, office.#archive, path.join(office.shared, 'in')]) await mkdir(each);
    return office;
  }

  get shared(): string {
    return this.#shared;
  }

  /** How many files it took or dropped so far. */
  get moved(): number {
    return this.#moved;
  }

  /** Every text that it ever got, also where it got another since. */
  get received(): readonly string[] {
    return this.#received;
  }

  /** What it holds: of each plan what it got last, or what it made of that. */
  get plans(): readonly ActivityPlan[] {
    return [...this.#plans.values()];
  }

  /** Takes what lies in `out/`; what is taken back in that moment is not taken. */
  async take(): Promise<void> {
    const out = path.join(this.#shared, 'out');
    for (const name of (await this.#list('out')).filter((one) => !one.startsWith('.'))) {
      const taken = path.join(this.#archive, `${this.#received.length}-${name}`);
      const isTaken = await rename(path.join(out, name), taken).then(() => true, isMissing);
      if (!isTaken) continue;
      const text = await readFile(taken, 'utf8');
      const plan = JSON.parse(text) as ActivityPlan;
      this.#moved += 1;
      this.#received.push(text);
      this.#plans.set(plan.aktivitetsplanId, plan);
    }
  }

  /** Takes what is new, works on somebody's plan, and exports it. */
  async work(name: string, edit: (plan: ActivityPlan) => ActivityPlan): Promise<void> {
    await this.take();
    const [plan, another] = this.plans.filter(({ bruker }) => bruker.navn === name);
    if (!plan || another) throw new Error(`${NAV}: expected one plan of ${name}`);
    const edited = edit(plan);
    this.#plans.set(edited.aktivitetsplanId, edited);
    const text = JSON.stringify(edited);
    this.#exported.push(text);
    await this.#drop(text);
  }

  /** Every file that it ever dropped, and what it holds now, dropped once more; the number of files. */
  async exportAgain(): Promise<number> {
    await this.take();
    const texts = [...this.#exported, ...this.plans.map((plan) => JSON.stringify(plan))];
    for (const text of texts) await this.#drop(text);
    return texts.length;
  }

  /** Files of the office that Samplan refused. */
  async refused(): Promise<readonly string[]> {
    return this.#list('failed');
  }

  async #drop(text: string): Promise<void> {
    this.#moved += 1;
    const name = `${String(this.#moved).padStart(4, '0')}.json`;
    const half = path.join(this.#shared, 'in', `.${name}`);
    await writeFile(half, text);
    await rename(half, path.join(this.#shared, 'in', name));
  }

  /** Samplan makes the folders in its first pass. */
  async #list(folder: 'out' | 'failed'): Promise<readonly string[]> {
    const names = await readdir(path.join(this.#shared, folder)).catch((error: unknown) => {
      isMissing(error);
      return [];
    });
    return names.toSorted();
  }
}

function isMissing(error: unknown): false {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  return false;
}
