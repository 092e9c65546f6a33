import { describeFault, ReplyError } from "../../base/errors.ts";
import type { Call, Outcome } from "./batch.ts";
import { diskFault } from "./file/disk_fault.ts";

type Methods = Readonly<Record<string, (...args: never[]) => unknown>>;

/** Makes a call; what it throws is thrown. */
export function makeCall(target: object, [name, args]: Call): unknown {
  return (target as Methods)[name]?.(...args as never[]);
}

/** What a call came to that has answered. */
export function answered(value: unknown): Outcome {
  return ["answer", value];
}

/** What a call came to that has thrown. */
export function failed(thrown: unknown): Outcome {
  return thrown instanceof ReplyError
    ? ["refused", thrown.code, thrown.message]
    : ["fault", diskFault(thrown), describeFault(thrown)];
}

/** Makes calls of which none depends on another. */
export function runCalls(target: object, calls: readonly Call[]): Outcome[] {
  return calls.map((call) => {
    try {
      return answered(makeCall(target, call));
    } catch (thrown) {
      return failed(thrown);
    }
  });
}
