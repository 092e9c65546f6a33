import { type FailureData, type ReplyCode, ReplyError } from "./errors.ts";

/** A {@linkcode ReplyError} as plain data, which can cross between threads. */
export interface Refusal {
  readonly code: ReplyCode;
  readonly message: string;
  readonly data: FailureData | null;
}

/** The data of an error. */
export function toRefusal({ code, message, data }: ReplyError): Refusal {
  return { code, message, data };
}

/** The error again, at the other end. */
export function fromRefusal({ code, message, data }: Refusal): ReplyError {
  return new ReplyError(code, message, data);
}
