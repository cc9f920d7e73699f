import { type Finding, hasErrors } from './finding.ts';

/** Findings of one pass: far more than anyone reads. */
export const MAX_FINDINGS = 1000;

/** Findings that are compared one by one before they are looked up by key. */
const FEW = 8;

/** What was found so far, each fault once, and no more than {@link MAX_FINDINGS}. */
export class FindingList {
  readonly items: Finding[] = [];
  /** True when nothing more is taken: what would be found need not be looked for. */
  isFull = false;
  private readonly stopsAtError: boolean;
  private keys: Set<string> | undefined;

  /** `stopsAtError`: where only it counts whether there is one. */
  constructor(stopsAtError = false) {
    this.stopsAtError = stopsAtError;
  }

  /** False when there is no room for it. */
  add(finding: Finding): boolean {
    // A profile repeats what its base or an extension's own definition says: one fault is one finding.
    if (this.has(finding)) {
      return true;
    }
    if (this.items.length >= MAX_FINDINGS) {
      return false;
    }
    this.items.push(finding);
    this.keys?.add(keyOf(finding));
    this.isFull = this.stopsAtError && finding.severity === 'error';
    return true;
  }

  get hasErrors(): boolean {
    return hasErrors(this.items);
  }

  private has(finding: Finding): boolean {
    if (this.items.length < FEW) {
      return this.items.some((known) => isSame(known, finding));
    }
    this.keys ??= new Set(this.items.map(keyOf));
    return this.keys.has(keyOf(finding));
  }
}

function isSame(one: Finding, other: Finding): boolean {
  return (
    one.rule === other.rule &&
    one.severity === other.severity &&
    one.path === other.path &&
    (one.expected ?? '') === (other.expected ?? '')
  );
}

function keyOf({ path, rule, expected, severity }: Finding): string {
  return `${path}\n${rule}\n${severity}\n${expected ?? ''}`;
}
