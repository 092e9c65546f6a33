import type { Answers } from "../batch.ts";
import type { DiskBounds } from "../disk_bounds.ts";
import type { DiskSync } from "../file/data_directory.ts";

/** The task of a thread with the file; there is one thread of each. */
export type DiskRole = "writer" | "reader";

const ROLES: readonly DiskRole[] = ["writer", "reader"];

/** The name of a thread's worker. */
export function diskWorkerName(role: DiskRole): string {
  return `gim-disk-${role}`;
}

/**
 * The task of a worker with this name; undefined if it is not a thread of the
 * storage.
 */
export function diskRoleOf(name: string | undefined): DiskRole | undefined {
  return ROLES.find((role) => diskWorkerName(role) === name);
}

/** The first message to a thread. */
export interface DiskStart {
  readonly directory: string;
  readonly sync: DiskSync;
  readonly bounds: DiskBounds;
}

/** The message that ends a thread; all others are batches. */
export const CLOSE = "close";

/** A message from a thread. */
export type DiskWord =
  /** It listens from now on; messages sent before are lost. */
  | readonly ["here"]
  | readonly ["ready"]
  /** The directory cannot be used; the text is for the person who chose it. */
  | readonly ["refused", string]
  | readonly ["answers", Answers]
  | readonly ["closed"];
