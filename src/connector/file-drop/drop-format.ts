import type { Resource } from '@medplum/fhirtypes';
import type { PeerKey } from '../../store/partner-memory.ts';
import type { Finding } from '../../validation/finding.ts';

/** What a partner's files look like: one file says all that it holds of one person. Pure. */
export interface DropFormat {
  /** With the dot: `.json`. */
  readonly extension: string;
  /** What a file says. With an error among its findings nothing of it is taken in. */
  read(bytes: Uint8Array): FileContent;
  /**
   * Resources in the partner's own form.
   *
   * @param before what the partner's last file was parsed to: what is not ours to say of it is kept
   */
  write(resources: readonly Resource[], before: unknown): Written;
}

/** What a file came to. */
export interface FileContent {
  /** About one person, with the partner's ids; and entries of its directory. */
  readonly resources: readonly Resource[];
  /** What the file says to be deleted. That it does not speak of something is no evidence of that. */
  readonly deleted: readonly PeerKey[];
  /** The file as it was parsed. */
  readonly source: unknown;
  readonly findings: readonly Finding[];
}

/** A file that may leave. */
export interface Written {
  readonly bytes: Uint8Array;
  /** As it would be parsed. */
  readonly source: unknown;
  /** What it says: all that the partner holds once it has taken it. */
  readonly resources: readonly Resource[];
}
