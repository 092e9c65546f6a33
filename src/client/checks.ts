import type { StreamOptions } from "./bounded_stream.ts";
import type { ClientEvents } from "./client_events.ts";
import type { Credentials } from "./credentials.ts";
import type { CallOptions } from "./requests.ts";
import type { ClientOptions } from "./settings.ts";

/*
 * Checks what an application passes, as far as it would otherwise fail later,
 * without a clear error, or not at all. The service checks the rest.
 */

/** A value by its name, for the error: `{ from }`. */
type Named = Readonly<Record<string, unknown>>;

const SIGNAL = "an AbortSignal";
const MILLISECONDS = "milliseconds, 0 or more";
const EVENTS: readonly (keyof ClientEvents)[] = [
  "message",
  "event",
  "signal",
  "missed",
  "state",
  "error",
];

/** @throws {TypeError | RangeError} naming the field that is wrong */
export function checkCall({ signal, timeout }: CallOptions): void {
  checkSignal(signal);
  checkNumber({ timeout }, MILLISECONDS);
}

/** @throws {TypeError} naming the field that is wrong */
export function checkCredentials(credentials: Credentials): void {
  checkObject({ credentials });
  const { id, token } = credentials;
  expect(typeof id === "string", { id }, "a text");
  const isToken = ["undefined", "string", "function"].includes(typeof token);
  expect(isToken, { token }, "a text or a function");
}

/**
 * @throws {TypeError | RangeError} naming the field that cannot be written as
 * JSON
 */
export function checkBody(body: unknown): void {
  checkObject({ body });
  for (const [field, value] of Object.entries(Object(body))) {
    if (typeof value !== "number" || Number.isFinite(value)) continue;
    throw new RangeError(complaint({ [field]: value }, "a finite number"));
  }
}

/** @throws {TypeError | RangeError} naming the option that is wrong */
export function checkOptions(options: ClientOptions): void {
  const { requestTimeout, connectTimeout, heartbeat } = options;
  const { heartbeatTimeout, goingAwayPause, backOff = {} } = options;
  const { maxAttempts, maxFrameSize, from = "now", positions = {} } = options;
  checkObject({ backOff });
  const { base, max } = backOff;
  checkNumber({ requestTimeout, connectTimeout, heartbeat }, MILLISECONDS);
  checkNumber({ heartbeatTimeout, goingAwayPause, base, max }, MILLISECONDS);
  checkNumber({ maxAttempts, maxFrameSize }, "a number, 0 or more");
  const isStart = ["now", "unread", "all"].includes(from);
  expect(isStart, { from }, "now, unread or all");
  checkObject({ positions });
  for (const [id, position] of Object.entries(positions)) {
    const { sequence, change } = Object(position);
    const isPlace = Number.isInteger(sequence) && Number.isInteger(change);
    expect(isPlace, { [id]: position }, "a position");
  }
}

/** @throws {TypeError} when there is no such event */
export function checkEvent(name: keyof ClientEvents): void {
  expect(EVENTS.includes(name), { name }, EVENTS.join(", "));
}

/** @throws {TypeError} when it is no function */
export function checkListener(listener: unknown): void {
  expect(typeof listener === "function", { listener }, "a function");
}

/** @throws {TypeError} naming the stream option that is wrong */
export function checkStream(
  { onFull = "fail", signal }: StreamOptions = {},
): void {
  checkSignal(signal);
  const isKnown = ["fail", "drop-oldest"].includes(onFull);
  expect(isKnown, { onFull }, "fail or drop-oldest");
}

function checkSignal(signal: AbortSignal | undefined): void {
  const isSignal = typeof signal?.addEventListener === "function" &&
    "aborted" in signal;
  expect(signal === undefined || isSignal, { signal }, SIGNAL);
}

/** Checks only values that are given. */
function checkNumber(named: Named, wanted: string): void {
  for (const [field, value] of Object.entries(named)) {
    if (value === undefined) continue;
    expect(typeof value === "number", { [field]: value }, wanted);
    if (Number(value) >= 0) continue;
    throw new RangeError(complaint({ [field]: value }, wanted));
  }
}

function checkObject(named: Named): void {
  const [value] = Object.values(named);
  expect(typeof value === "object" && value !== null, named, "an object");
}

function expect(isRight: boolean, named: Named, wanted: string): void {
  if (!isRight) throw new TypeError(complaint(named, wanted));
}

function complaint(named: Named, wanted: string): string {
  const [[field, value] = []] = Object.entries(named);
  const shown = typeof value === "string" ? JSON.stringify(value) : value;
  return `${field}: got ${shown}: expected ${wanted}`;
}
