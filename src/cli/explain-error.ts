import { SamplanError } from '../errors.ts';
import type { Finding } from '../validation/finding.ts';
import { PackageError } from '../validation/package-fault.ts';

/** What an operator can do about faults of the machine, by Node's code. */
const MACHINE: Readonly<Record<string, string>> = {
  EADDRINUSE: 'the port is in use. Set http.port or PORT to a free one',
  EACCES: 'access was refused by the operating system. Check who owns the file, or take a port above 1023',
  ENOSPC: 'the disk is full. Make room and start again',
  EMFILE: 'too many files are open. Raise the limit (ulimit -n)',
  EROFS: 'the file system is read-only. Put store.file where it can be written',
};

/**
 * An error as an operator reads it: what, where, what to do. Never a stack, except with DEBUG=samplan.
 *
 * Of an error that is not ours only its class and code are told: its message may quote a plan.
 *
 * @example
 * explainError(error) // 'samplan: The configuration has 1 fault(s). …\n  samplan.yaml:3:5  …\n'
 */
export function explainError(error: unknown, debug = false): string {
  const lines = linesOf(error);
  if (debug && error instanceof Error) lines.push(error.stack ?? '');
  return lines.map((line) => `${line}\n`).join('');
}

/**
 * A finding on one line: place, what, what to do.
 *
 * @example
 * explainFinding(finding) // 'CarePlan.status: error: CarePlan.status must be there … Add CarePlan.status.'
 */
export function explainFinding({ path, severity, message, action }: Finding): string {
  return `${path}: ${severity}: ${message.en} ${action.en}`;
}

function linesOf(error: unknown): string[] {
  if (error instanceof SamplanError) return ours(error);
  return error instanceof PackageError ? packages(error) : others(error);
}

function packages({ faults }: PackageError): string[] {
  return [
    `samplan: The profile packages have ${faults.length} fault(s). Correct them, or leave the package out.`,
    ...faults.map(({ file, element, reason }) => `  ${file}${element === undefined ? '' : ` ${element}`}: ${reason}`),
  ];
}

function ours(error: SamplanError): string[] {
  const details = [
    error.where === undefined ? [] : `at ${error.where}`,
    error.expected === undefined ? [] : `expected ${error.expected}`,
    error.found === undefined ? [] : `found ${error.found}`,
    faultOfStore(error.cause) ?? [],
  ].flat();
  const first = `samplan: ${error.text.en}${details.length === 0 ? '' : ` (${details.join('; ')})`}`;
  return [first, ...error.findings.map((finding) => `  ${explainFinding(finding)}`)];
}

/** SQLite's own sentence for a kind of fault, for example `database or disk is full`. It quotes nothing. */
function faultOfStore(cause: unknown): string | undefined {
  return cause instanceof Error && 'errstr' in cause && typeof cause.errstr === 'string' ? cause.errstr : undefined;
}

function others(error: unknown): string[] {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  const known = code === undefined ? undefined : MACHINE[code];
  if (known !== undefined) return [`samplan: ${known} (${code}).`];
  const name = error instanceof Error ? error.name : typeof error;
  return [
    `samplan: something went wrong that should not (${[name, code].filter(Boolean).join(' ')}). Run it again with DEBUG=samplan to see where, and report that.`,
  ];
}
