/**
 * The errors of the client: one class for each condition that an application
 * can handle. An aborted call rejects with its signal's reason instead, and a
 * login with what its token function throws.
 *
 * @module
 */

/** What all errors of the client have in common. */
export class GimError extends Error {
  /** The name of the class. */
  declare readonly name: string;
}

function finite(value: unknown): number | undefined {
  return Number.isFinite(value) ? value as number : undefined;
}

/** The service answered with a failure. */
export class GimReplyError extends GimError {
  /** The name of the class. */
  declare readonly name: "GimReplyError";
  /** The reply's code: 400, 401, 403, 404, 409, 413, 429, 500 or 503. */
  readonly code: number;
  /** Why, in one word to act on, such as `rate` or `full`, where there is one. */
  readonly reason: string | undefined;
  /** Unix time in milliseconds when the cause ends, where it does. */
  readonly until: number | undefined;
  /** Milliseconds after which to try again, where the service says so. */
  readonly retryAfter: number | undefined;

  /** What the service answered, and the `data` of that answer. */
  constructor(code: number, message: string, data?: unknown) {
    super(message);
    this.code = code;
    const { reason, until, retry_after } = Object(data);
    this.reason = typeof reason === "string" ? reason : undefined;
    this.until = finite(until);
    this.retryAfter = finite(retry_after);
  }
}

/**
 * No answer in time. The service may or may not have done what was asked;
 * repeating a send with the same `request_id` is safe. If the client was not
 * online, `cause` is the last failure, or what it was still waiting for.
 */
export class GimTimeoutError extends GimError {
  /** The name of the class. */
  declare readonly name: "GimTimeoutError";

  /** What took too long, and the cause if known. */
  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
  }
}

/**
 * The client is closed or not logged in, or the service told it not to come
 * back.
 */
export class GimClosedError extends GimError {
  /** The name of the class. */
  declare readonly name: "GimClosedError";
  /** The close code of the last connection; 1000 when the client ended it. */
  readonly code: number;

  /** Why it is closed, and the close code if there was one. */
  constructor(message: string, code = 1000, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/**
 * A bounded buffer is full: waiting requests, or a stream that nobody reads.
 */
export class GimOverflowError extends GimError {
  /** The name of the class. */
  declare readonly name: "GimOverflowError";
}

/*
 * A bundler shortens the classes' names, so they are set here: on the class for
 * the console, and on the prototype, from which a stack takes it when the error
 * is made.
 */
const CLASSES = {
  GimError,
  GimReplyError,
  GimTimeoutError,
  GimClosedError,
  GimOverflowError,
};
for (const [value, type] of Object.entries(CLASSES)) {
  for (const named of [type, type.prototype]) {
    const open = { writable: true, configurable: true };
    Object.defineProperty(named, "name", { value, ...open });
  }
}
