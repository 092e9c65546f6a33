import type { CallOptions } from "./requests.ts";

/*
 * Looks at what an application passes, as far as something else would fail
 * later, or nothing at all would: at a place that does not say what was wrong.
 */

/** @throws {TypeError | RangeError} that names the field, where it is not right */
function expect(
  isRight: boolean,
  [field, value]: readonly [field: string, value: unknown],
  wanted: string,
): void {
  if (isRight) return;
  const shown = typeof value === "string"
    ? JSON.stringify(value)
    : String(value);
  const message = `${field}: got ${shown}: expected ${wanted}`;
  const isNumber = typeof value === "number";
  throw isNumber ? new RangeError(message) : new TypeError(message);
}

/** @throws {TypeError} when there is a signal that is none */
export function checkSignal(signal: AbortSignal | undefined): void {
  const isRight = signal === undefined ||
    typeof signal?.addEventListener === "function" && "aborted" in signal;
  expect(isRight, ["signal", signal], "an AbortSignal");
}

/** @throws {TypeError} when the options of a call are not right */
export function checkCall({ signal }: CallOptions): void {
  checkSignal(signal);
}
