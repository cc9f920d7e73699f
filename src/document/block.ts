/** A piece of what a section of a document says, before it is written as HTML. */
export type Block =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'facts'; readonly facts: readonly Fact[] }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'table'; readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] };

/** What it is, and what is said of it. */
export type Fact = readonly [label: string, value: string];

export function text(value: string | undefined): readonly Block[] {
  return value === undefined || value.trim() === '' ? [] : [{ kind: 'text', text: value }];
}

/** A paragraph under a heading of its own; nothing where there is none. */
export function headed(heading: string, blocks: readonly Block[]): readonly Block[] {
  return blocks.length === 0 ? [] : [{ kind: 'heading', text: heading }, ...blocks];
}

/** Facts that there are. */
export function facts(all: readonly (readonly [label: string, value: string | undefined])[]): readonly Block[] {
  const told = all.flatMap(([label, value]): Fact[] => (value === undefined || value === '' ? [] : [[label, value]]));
  return told.length === 0 ? [] : [{ kind: 'facts', facts: told }];
}

export function list(items: readonly string[]): readonly Block[] {
  return items.length === 0 ? [] : [{ kind: 'list', items }];
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly Block[] {
  return rows.length === 0 ? [] : [{ kind: 'table', head, rows }];
}
