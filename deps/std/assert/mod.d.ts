/** What a failed assertion throws. */
export declare class AssertionError extends Error {
  constructor(message: string, options?: ErrorOptions);
}

// deno-lint-ignore no-explicit-any -- a class is matched by what it makes, whatever its constructor takes
type AnyConstructor<T = unknown> = abstract new (...args: any[]) => T;

type Falsy = false | 0 | 0n | "" | null | undefined;

/** @throws {AssertionError} unless `expr` is truthy */
export function assert(expr: unknown, msg?: string): asserts expr;

/** @throws {AssertionError} unless `expr` is falsy */
export function assertFalse(expr: unknown, msg?: string): asserts expr is Falsy;

/** Whether `a` and `b` are deeply equal. */
export function equal(a: unknown, b: unknown): boolean;

/** @throws {AssertionError} unless both are deeply equal; the message holds the difference */
export function assertEquals<T>(actual: T, expected: T, msg?: string): void;

/** @throws {AssertionError} when both are deeply equal */
export function assertNotEquals<T>(actual: T, expected: T, msg?: string): void;

/** @throws {AssertionError} unless `Object.is(actual, expected)` */
export function assertStrictEquals<T>(
  actual: unknown,
  expected: T,
  msg?: string,
): asserts actual is T;

/** @throws {AssertionError} when `Object.is(actual, expected)` */
export function assertNotStrictEquals<T>(
  actual: T,
  expected: T,
  msg?: string,
): void;

/** @throws {AssertionError} unless both differ by at most `tolerance` (1e-7 of the expected) */
export function assertAlmostEquals(
  actual: number,
  expected: number,
  tolerance?: number,
  msg?: string,
): void;

/** @throws {AssertionError} unless every one of `expected` is deeply equal to one of `actual` */
export function assertArrayIncludes<T>(
  actual: ArrayLike<T>,
  expected: ArrayLike<T>,
  msg?: string,
): void;

/** @throws {AssertionError} unless `actual` has every property of `expected`, deeply */
export function assertObjectMatch(
  // deno-lint-ignore no-explicit-any -- interfaces have no index signature, so `unknown` would refuse them
  actual: Record<PropertyKey, any>,
  expected: Record<PropertyKey, unknown>,
  msg?: string,
): void;

/** @throws {AssertionError} when `actual` is `null` or `undefined` */
export function assertExists<T>(
  actual: T,
  msg?: string,
): asserts actual is NonNullable<T>;

/** @throws {AssertionError} unless `actual` is an instance of `expectedType` */
export function assertInstanceOf<T extends AnyConstructor>(
  actual: unknown,
  expectedType: T,
  msg?: string,
): asserts actual is InstanceType<T>;

/** @throws {AssertionError} when `actual` is an instance of `unexpectedType` */
export function assertNotInstanceOf<A, T>(
  actual: A,
  unexpectedType: AnyConstructor<T>,
  msg?: string,
): asserts actual is Exclude<A, T>;

/** @throws {AssertionError} unless `error` is such an error and its message matches */
export function assertIsError<E extends Error = Error>(
  error: unknown,
  ErrorClass?: AnyConstructor<E>,
  msgMatches?: string | RegExp,
  msg?: string,
): asserts error is E;

/** @throws {AssertionError} unless `actual > expected` */
export function assertGreater<T>(actual: T, expected: T, msg?: string): void;

/** @throws {AssertionError} unless `actual >= expected` */
export function assertGreaterOrEqual<T>(
  actual: T,
  expected: T,
  msg?: string,
): void;

/** @throws {AssertionError} unless `actual < expected` */
export function assertLess<T>(actual: T, expected: T, msg?: string): void;

/** @throws {AssertionError} unless `actual <= expected` */
export function assertLessOrEqual<T>(
  actual: T,
  expected: T,
  msg?: string,
): void;

/** @throws {AssertionError} unless `expected` matches `actual` */
export function assertMatch(
  actual: string,
  expected: RegExp,
  msg?: string,
): void;

/** @throws {AssertionError} when `expected` matches `actual` */
export function assertNotMatch(
  actual: string,
  expected: RegExp,
  msg?: string,
): void;

/** @throws {AssertionError} unless `actual` contains `expected` */
export function assertStringIncludes(
  actual: string,
  expected: string,
  msg?: string,
): void;

/** Returns what `fn` throws. @throws {AssertionError} when it throws nothing */
export function assertThrows(fn: () => unknown, msg?: string): unknown;
/** Returns what `fn` throws. @throws {AssertionError} unless it is such an error whose message includes `msgIncludes` */
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  ErrorClass: AnyConstructor<E>,
  msgIncludes?: string,
  msg?: string,
): E;

/** Resolves to what `fn` rejects with. @throws {AssertionError} when it does not reject */
export function assertRejects(
  fn: () => PromiseLike<unknown>,
  msg?: string,
): Promise<unknown>;
/** Resolves to what `fn` rejects with. @throws {AssertionError} unless it is such an error whose message includes `msgIncludes` */
export function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  ErrorClass: AnyConstructor<E>,
  msgIncludes?: string,
  msg?: string,
): Promise<E>;

/** @throws {AssertionError} always */
export function fail(msg?: string): never;

/** For the branch that cannot be. @throws {AssertionError} always */
export function unreachable(msg?: string): never;

/** For the branch that is not written. @throws {AssertionError} always */
export function unimplemented(msg?: string): never;
