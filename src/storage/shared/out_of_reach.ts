import { ReplyError } from "../../base/errors.ts";

/** The storage does not answer; but for {@linkcode Unsettled}, nothing was done. */
export class OutOfReach extends ReplyError {
  constructor() {
    super(503, "the storage is out of reach: try again");
  }
}

/**
 * A change had been sent to the storage and was not answered in time: it may
 * have taken effect, or do so yet.
 */
export class Unsettled extends OutOfReach {}
