import { STATUS_CODE } from "@std/http";
import type { ReplyError } from "../errors.ts";

const HEADERS = {
  "content-type": "application/json; charset=utf-8",
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
} as const;

/** A success: status 200, code 0. */
export function success(data: object): Response {
  return Response.json({ code: 0, msg: "ok", data }, {
    status: STATUS_CODE.OK,
    headers: HEADERS,
  });
}

/** A failure: code and status are equal. */
export function failure(
  { code, message, data }: ReplyError,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return Response.json({ code, msg: message, data }, {
    status: code,
    headers: { ...HEADERS, ...headers },
  });
}
