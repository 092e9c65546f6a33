import { assertInstanceOf } from "@std/assert";
import { type ReplyCode, ReplyError } from "../../src/base/errors.ts";

/** The code and message that a call is refused with; fails when it is not. */
export async function refusal(
  call: () => unknown,
): Promise<{ code: ReplyCode; message: string }> {
  let thrown: unknown;
  try {
    await call();
  } catch (fault) {
    thrown = fault;
  }
  assertInstanceOf(thrown, ReplyError);
  const { code, message } = thrown;
  return { code, message };
}
