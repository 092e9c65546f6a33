import { STATUS_CODE } from "@std/http";
import type { ReplyError } from "../base/errors.ts";

const HEADERS = {
  "content-type": "application/json; charset=utf-8",
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
} as const;

/** A success: status 200, code 0. */
export function success(data: object): Response {
  return json({ code: 0, msg: "ok", data }, {
    status: STATUS_CODE.OK,
    headers: HEADERS,
  });
}

/** A failure: code and status are equal. */
export function failure(
  { code, message, data }: ReplyError,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return json({ code, msg: message, data }, {
    status: code,
    headers: { ...HEADERS, ...headers },
  });
}

/** A document without an envelope, or with its own. */
export function bareJson(
  document: object,
  status: number = STATUS_CODE.OK,
): Response {
  return json(document, { status, headers: HEADERS });
}

/** Ends with a newline, so that a terminal shows its prompt on a new line. */
function json(value: object, init: ResponseInit): Response {
  return new Response(JSON.stringify(value) + "\n", init);
}
