import { assertEquals } from "@std/assert";
import type { Envelope, LoggedIn } from "./contract.ts";

/** What a request is sent with. */
export interface CallOptions {
  readonly token?: string | undefined;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A response, its body read. */
export interface Answer<Data = unknown> extends Envelope<Data> {
  readonly status: number;
  readonly headers: Headers;
}

/**
 * Sends a request line such as `GET /sessions?count=1` and reads the response,
 * which has to be the contract's envelope.
 */
export async function call<Data>(
  base: string,
  line: string,
  { token, body, headers = {} }: CallOptions = {},
): Promise<Answer<Data>> {
  const [method = "", path = ""] = line.split(" ");
  const response = await fetch(base + path, {
    method,
    headers: {
      ...token === undefined ? {} : { authorization: `Bearer ${token}` },
      ...body === undefined ? {} : { "content-type": "application/json" },
      ...headers,
    },
    ...body === undefined ? {} : { body: JSON.stringify(body) },
  });
  const text = await response.text();
  const { status } = response;
  const envelope = JSON.parse(text) as Envelope<Data>;
  assertEquals(Object.keys(envelope).sort(), ["code", "data", "msg"], line);
  assertEquals(envelope.code, status === 200 ? 0 : status, line + text);
  return { ...envelope, status, headers: response.headers };
}

/** The `data` of a response, which has to be a success. */
export async function get<Data>(
  base: string,
  line: string,
  options?: CallOptions,
): Promise<Data> {
  const answer = await call<Data>(base, line, options);
  assertEquals([answer.status, answer.msg], [200, "ok"], line);
  return answer.data;
}

/** The `msg` of a response, which has to be this failure. */
export async function refusal(
  status: number,
  base: string,
  line: string,
  options?: CallOptions,
): Promise<string> {
  const answer = await call(base, line, options);
  assertEquals([answer.status, answer.data], [status, null], line + answer.msg);
  return answer.msg;
}

/** A token for a user, by HTTP. */
export async function tokenFor(base: string, id: string): Promise<string> {
  const body = { id };
  return (await get<LoggedIn>(base, "POST /login", { body })).token;
}
