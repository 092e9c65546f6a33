import { assertInstanceOf } from "@std/assert";
import {
  type FailureData,
  type ReplyCode,
  ReplyError,
} from "../../src/base/errors.ts";

/** What a call is refused with; fails when it is not. */
async function refused(call: () => unknown): Promise<ReplyError> {
  let thrown: unknown;
  try {
    await call();
  } catch (fault) {
    thrown = fault;
  }
  assertInstanceOf(thrown, ReplyError);
  return thrown;
}

/** The code, message and data that a call is refused with; fails when it is not. */
export async function refusal(
  call: () => unknown,
): Promise<{ code: ReplyCode; message: string; data: FailureData | null }> {
  const { code, message, data } = await refused(call);
  return { code, message, data };
}

/** Why a call is refused: the code, and what a client can act on. */
export async function refusedFor(
  call: () => unknown,
): Promise<[ReplyCode, FailureData | null]> {
  const { code, data } = await refused(call);
  return [code, data];
}
