import { describeFault, ReplyError } from "../../base/errors.ts";
import { toRefusal } from "../../base/refusal.ts";
import type { Call, Outcome } from "./batch.ts";
import { diskFault } from "./file/disk_fault.ts";

type Methods = Readonly<Record<string, (...args: never[]) => unknown>>;

/** Makes a call; throws what it throws. */
export function makeCall(target: object, [name, args]: Call): unknown {
  return (target as Methods)[name]?.(...args as never[]);
}

/** The outcome of a call that has answered. */
export function answered(value: unknown): Outcome {
  return ["answer", value];
}

/** The outcome of a call that has thrown. */
export function failed(thrown: unknown): Outcome {
  return thrown instanceof ReplyError
    ? ["refused", toRefusal(thrown)]
    : ["fault", diskFault(thrown), describeFault(thrown)];
}

/** Makes calls that do not depend on each other. */
export function runCalls(target: object, calls: readonly Call[]): Outcome[] {
  return calls.map((call) => {
    try {
      return answered(makeCall(target, call));
    } catch (thrown) {
      return failed(thrown);
    }
  });
}
