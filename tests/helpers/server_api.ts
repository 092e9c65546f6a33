import { assertEquals } from "@std/assert";
import { type Answer, call } from "./http.ts";

/** The key of the services that tests start with one. */
export const API_KEY = "tests-only-0123456789abcdef0123456789abcdef";
/** A key that changes nothing. */
export const READ_KEY = "reads-only-0123456789abcdef0123456789abcdef";

export const API_KEY_FLAGS: readonly string[] = [
  `--api-key=${API_KEY}`,
  `--api-key-read=${READ_KEY}`,
];

/** What a back end asks the server API with. */
export interface AdminOptions {
  readonly body?: unknown;
  readonly key?: string;
}

/** Asks the server API. */
export function askAdmin<Data>(
  base: string,
  line: string,
  { body, key = API_KEY }: AdminOptions = {},
): Promise<Answer<Data>> {
  return call<Data>(base, line, { body, headers: { "x-api-key": key } });
}

/** The `data` of a reply of the server API, which has to be a success. */
export async function admin<Data>(
  base: string,
  line: string,
  body?: unknown,
): Promise<Data> {
  const answer = await askAdmin<Data>(base, line, { body });
  assertEquals([answer.status, answer.msg], [200, "ok"], line);
  return answer.data;
}

/** The code and `data` of a refusal of the server API. */
export async function refusedAdmin(
  base: string,
  line: string,
  options: AdminOptions = {},
): Promise<number> {
  const answer = await askAdmin(base, line, options);
  assertEquals(
    answer.data === null || typeof answer.data,
    answer.data === null || "object",
  );
  return answer.status;
}
