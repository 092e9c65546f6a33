import type { Tamper } from "./sim_connection.ts";
import type { Data } from "./transport.ts";
import { parseFrame } from "./wire.ts";

/*
 * Ways to break the service, each of which the checker has to notice.
 */

// deno-lint-ignore no-explicit-any -- whatever the method takes and returns
type Method = (...args: any[]) => any;

/** Puts another method in the place of a class's one until it is disposed of. */
export function replaceMethod<T extends object>(
  { prototype }: { prototype: T },
  name: keyof T,
  replace: (original: Method) => Method,
): Disposable {
  const methods = prototype as Record<keyof T, Method>;
  const original = methods[name];
  methods[name] = replace(original);
  return {
    [Symbol.dispose]() {
      methods[name] = original;
    },
  };
}

/** Tells, of many calls, every n-th one. */
export function every(n: number): () => boolean {
  let count = 0;
  return () => ++count % n === 0;
}

/** Loses frames of this op now and then. */
export function dropFrames(op: number): () => Tamper {
  const due = every(20);
  return () => (frame) => isOf(op, frame) && due() ? [] : [frame];
}

/** Sends frames of this op twice now and then. */
export function doubleFrames(op: number): () => Tamper {
  const due = every(20);
  return () => (frame) => isOf(op, frame) && due() ? [frame, frame] : [frame];
}

/** Has a frame of this op overtaken by the next one of it now and then. */
export function swapFrames(op: number): () => Tamper {
  const due = every(20);
  return () => {
    let held: Data | undefined;
    return (frame) => {
      if (!isOf(op, frame)) return [frame];
      if (held !== undefined) {
        const late = held;
        held = undefined;
        return [frame, late];
      }
      if (!due()) return [frame];
      held = frame;
      return [];
    };
  };
}

function isOf(op: number, frame: Data): boolean {
  return parseFrame(frame).op === op;
}
