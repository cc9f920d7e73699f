/** What the process answers to the shell. Stable: scripts depend on it. */
export const EXIT = {
  ok: 0,
  /** `validate`: a file is not valid. `sync`: a pass failed. */
  failed: 1,
  /** Wrong arguments, broken configuration or package, a path that is not there: nothing was done. */
  couldNotRun: 2,
  /** `sync`: everything else went well, but a partner could not be reached; it is tried again later. */
  unreachable: 3,
} as const;

/** An exit code of `samplan`. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
