import { ReplyError } from "../../base/errors.ts";

/**
 * The storage does not answer. Nothing was changed, except with {@linkcode
 * Unsettled}.
 */
export class OutOfReach extends ReplyError {
  constructor() {
    super(503, "the storage is out of reach: try again");
  }
}

/**
 * A change was sent to the storage and not answered in time: it may have taken
 * effect, or may do so later.
 */
export class Unsettled extends OutOfReach {}
