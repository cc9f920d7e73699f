/** What the process answers to the shell. Stable: scripts depend on it. */
export const EXIT = {
  ok: 0,
  /** `validate`: a file is not valid. `sync`: a pass failed. `partner check`: something would be lost. */
  failed: 1,
  /** Wrong arguments, broken configuration or package, a path that is not there. `partner check`: also a system that cannot be used. */
  couldNotRun: 2,
  /** `sync`: everything else went well, but a partner could not be reached; it is tried again later. `partner check`: likewise. */
  unreachable: 3,
} as const;

/** An exit code of `samplan`. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
