import type { Answers } from "../batch.ts";
import type { DiskBounds } from "../disk_bounds.ts";
import type { DiskSync } from "../file/data_directory.ts";

/** What a thread with the file does: there is one of each. */
export type DiskRole = "writer" | "reader";

const ROLES: readonly DiskRole[] = ["writer", "reader"];

/** What the worker of a thread is called. */
export function diskWorkerName(role: DiskRole): string {
  return `gim-disk-${role}`;
}

/** What a program is to run whose worker has this name; undefined: all of it. */
export function diskRoleOf(name: string | undefined): DiskRole | undefined {
  return ROLES.find((role) => diskWorkerName(role) === name);
}

/** The first that a thread is told. */
export interface DiskStart {
  readonly directory: string;
  readonly sync: DiskSync;
  readonly bounds: DiskBounds;
}

/** What a thread is told to end with; all else is batches. */
export const CLOSE = "close";

/** What a thread says. */
export type DiskWord =
  /** It listens from now on: what it was told before is lost. */
  | readonly ["here"]
  | readonly ["ready"]
  /** The directory cannot be used; the text is for who chose it. */
  | readonly ["refused", string]
  | readonly ["answers", Answers]
  | readonly ["closed"];
