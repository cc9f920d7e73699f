/** A part that somebody wrote: known by a name that no edit changes. */
export interface NamedPart {
  readonly name: string;
  readonly kind: 'plan' | 'goal' | 'measure' | 'task' | 'meeting' | 'document';
  readonly person: number;
  /** Organizations that may be its owner, as whoever wrote it would say; no consent is needed for one's own. */
  readonly owners: readonly string[];
}

/** One text of one part that somebody wrote, by a word that stands nowhere else. */
export interface Mark {
  readonly mark: string;
  readonly part: string;
  /** A partner's index, or GATE. */
  readonly at: number;
  /** What stood there as it was written. */
  readonly seen: readonly string[];
}

const MARKED = /([a-z]+\d+)·(e\d+)·/gu;

/** What the simulation itself knows of what was written: nothing here is asked of the product. */
export class Ledger {
  readonly parts = new Map<string, NamedPart>();
  readonly marks = new Map<string, Mark>();
  /** Marks that stand in a version that Samplan has committed. */
  readonly committed = new Set<string>();
  /** Marks that need stand nowhere any more, with why. */
  readonly excused = new Map<string, string>();
  #names = 0;
  #written = 0;

  newPart(kind: NamedPart['kind'], person: number, owners: readonly string[]): NamedPart {
    this.#names += 1;
    const part = { name: `${kind}${this.#names}`, kind, person, owners };
    this.parts.set(part.name, part);
    return part;
  }

  /** A text for a part that says nothing but whose it is and which edit wrote it. */
  write(part: string, at: number, seen: string): string {
    this.#written += 1;
    const mark = `e${this.#written}`;
    const before = marksIn(seen).filter((one) => one.part === part);
    this.marks.set(mark, { mark, part, at, seen: before.map((one) => one.mark) });
    return `${part}·${mark}·`;
  }

  /** What was written was refused, and its writer told so. */
  refuse(text: string): void {
    for (const { mark } of marksIn(text)) this.marks.delete(mark);
  }

  /** Nobody was told what became of it. */
  leaveOpen(text: string): void {
    for (const { mark } of marksIn(text)) this.excused.set(mark, 'not answered');
  }

  /** Marks that nobody who had seen them has written over. */
  heads(): readonly Mark[] {
    const over = new Set([...this.marks.values()].flatMap(({ seen }) => seen));
    return [...this.marks.values()].filter(({ mark }) => !over.has(mark));
  }
}

/** Marked texts in any text, also in what is quoted as base64. */
export function marksIn(text: string): readonly { readonly part: string; readonly mark: string }[] {
  const found = [...text.matchAll(MARKED)].map(([, part = '', mark = '']) => ({ part, mark }));
  const quoted = [...text.matchAll(/"data":"([A-Za-z0-9+/=]+)"/gu)];
  return [...found, ...quoted.flatMap(([, data = '']) => marksIn(Buffer.from(data, 'base64').toString('utf8')))];
}

/** The name of the part whose marked text this is. */
export function nameIn(text: string | undefined): string | undefined {
  return /([a-z]+\d+)·e\d+·/u.exec(text ?? '')?.[1];
}
