import type { Unreadable } from "../gateway/engine.ts";
import { bareJson } from "../api/envelope.ts";

/** What is answered to what could not be read, in the words of a failure. */
const ANSWERS: Readonly<Record<Unreadable, readonly [number, string]>> = {
  malformed: [400, "request: malformed: expected HTTP/1.1"],
  late: [408, "request: did not arrive in time"],
  "too large": [431, "headers: too large: expected at most 16 KiB"],
};

/** The answer to what is no request: an envelope, as any failure has. */
export function unreadable(why: Unreadable): Response {
  const [code, msg] = ANSWERS[why];
  return bareJson({ code, msg, data: null }, code);
}
