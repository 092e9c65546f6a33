import { ReplyError } from "../../base/errors.ts";
import type { KeyData } from "../../domain/key_data.ts";
import { dataBytes } from "../shared/data_bytes.ts";

/**
 * How much the data of all users and chatrooms takes. A user may fill a small
 * part of it: their own profile, and the chatrooms that they may create.
 */
export class DataTotals {
  #limit: number;
  #bytes = 0;

  /** @param limit most bytes of all data together */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** How many bytes of data there are. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Checks whether data may take the place of other data. What becomes smaller
   * always may.
   *
   * @throws {ReplyError} 503 when there is no room for it
   */
  requireRoom(before: KeyData | undefined, after: KeyData | undefined): void {
    const more = dataBytes(after) - dataBytes(before);
    if (more <= 0 || this.#bytes + more <= this.#limit) return;
    throw new ReplyError(503, "the service holds as much data as it may");
  }

  /** Data has taken the place of other data, or has gone. */
  replace(before: KeyData | undefined, after: KeyData | undefined): void {
    this.#bytes += dataBytes(after) - dataBytes(before);
  }
}
