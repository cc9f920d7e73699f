import type { Resource } from '@medplum/fhirtypes';
import type { Loss } from '../../mapping/loss.ts';
import type { PeerKey } from '../../store/partner-memory.ts';
import type { Finding } from '../../validation/finding.ts';

/** What a partner's files look like: one file says all that it holds of one person. */
export interface DropFormat {
  /** With the dot: `.json`. */
  readonly extension: string;
  /** What a file says. With an error among its findings nothing of it is taken in. */
  read(bytes: Uint8Array): Promise<FileContent>;
  /**
   * Resources in the partner's own form.
   *
   * @param before what the partner's last file was parsed to: what is not ours to say of it is kept
   */
  write(resources: readonly Resource[], before: unknown): Written;
  /**
   * What a resource is once it stands in the partner's form, beside others about the same person, and comes back: what the form has no
   * place for is gone. Undefined: it has no place for it at all.
   */
  echo(resource: Resource, beside: readonly Resource[], before: unknown): Resource | undefined;
  /**
   * Whether others can be written beside a resource that the form has no place for, which is then left out; absent: it has one for everything.
   * What hinders the file itself is no question of place.
   */
  leavesOut?(resource: Resource, beside: readonly Resource[], before: unknown): boolean;
  /** Whether identifiers of a system are the form's own keys: a resource that comes under another id is known by them. */
  isKey(system: string): boolean;
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
  /** What of the file is not kept: its partner keeps it. */
  readonly loss?: readonly Loss[];
}

/** A file that may leave. */
export interface Written {
  readonly bytes: Uint8Array;
  /** As it would be parsed. */
  readonly source: unknown;
  /** What it says: all that the partner holds once it has taken it. */
  readonly resources: readonly Resource[];
}
