import type { Position } from "../../domain/position.ts";
import { requireWhole } from "./stored_message.ts";

/** A position as the scripts return it. @throws {TypeError} when it is none */
export function decodePosition(
  [joined, read, own]: readonly (string | undefined)[],
): Position {
  return {
    joinedSequence: requireWhole(joined),
    readSequence: requireWhole(read),
    ownSequence: requireWhole(own),
  };
}
