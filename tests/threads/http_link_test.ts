import { assertEquals, assertRejects } from "@std/assert";
import type { ApiRequest } from "../../src/api/api_request.ts";
import { emptyNote } from "../../src/api/request_note.ts";
import { ReplyError } from "../../src/base/errors.ts";
import type { ApiHandler } from "../../src/listener/handler.ts";
import { CallFailed, Calls } from "../../src/threads/calls.ts";
import { HttpForward } from "../../src/threads/http_forward.ts";
import {
  answerCrossing,
  type CrossingRequest,
} from "../../src/threads/http_link.ts";
import { received } from "../helpers/api_request.ts";
import { flush } from "../helpers/promises.ts";
import { refusal } from "../helpers/refusal.ts";

const ADDRESS = "http://localhost/messages?a=%20b";
const ARRIVAL = { atApi: true, remoteHost: "10.0.0.9" };

type Answer = (request: ApiRequest) => Promise<Response> | Response;

/** Both ends, over a line that copies as a thread's border does. */
class Border {
  readonly core: Calls;
  readonly forward: HttpForward;
  #thread: Calls;
  #handler: Pick<ApiHandler, "answer">;

  constructor(answer: Answer) {
    this.#handler = {
      answer: async (request, { note }) => {
        note.route = "/x";
        return await answer(request);
      },
    };
    this.core = new Calls(portTo(() => this.#thread));
    this.core.serve({
      http: (crossing: CrossingRequest, calls) =>
        answerCrossing(this.#handler, crossing, calls),
    });
    const calls = this.#thread = new Calls(portTo(() => this.core));
    this.forward = new HttpForward({ calls, traceHeader: "trace" });
    calls.serve(this.forward.handlers);
  }

  async ask(request: ApiRequest, note = emptyNote()): Promise<Response> {
    const about = { arrival: ARRIVAL, note, trace: "t-1" };
    return await this.forward.forward(request, about);
  }
}

function portTo(end: () => Calls) {
  return {
    postMessage: (message: unknown) =>
      queueMicrotask(() => end().receive(structuredClone(message) as never)),
  };
}

/** What the core sees of a request. */
async function seen<Seen>(
  request: ApiRequest,
  look: (request: ApiRequest) => Promise<Seen> | Seen,
): Promise<Seen> {
  let result: { seen: Seen } | undefined;
  await new Border(async (asked) => {
    result = { seen: await look(asked) };
    return new Response();
  }).ask(request);
  return result!.seen;
}

Deno.test("a request crosses with its method, address, headers and body", async () => {
  const request = received(
    new Request(ADDRESS, {
      method: "PUT",
      headers: { "content-type": "application/json", "x-y": "z" },
      body: '{"a":"\u20ac"}',
    }),
  );
  const crossed = await seen(request, async (asked) => {
    const { method, url, headers } = asked;
    const text = new TextDecoder().decode(await asked.body(100));
    return [method, url, headers.get("X-Y"), headers.has("x-z"), text];
  });
  assertEquals(crossed, ["PUT", ADDRESS, "z", false, '{"a":"\u20ac"}']);
});

Deno.test("methods and headers that no request could be made of cross as they are", async () => {
  const raw = received(new Request(ADDRESS));
  for (const method of ["get", "Put", "TRACE", "CONNECT", "X~Y"]) {
    const headers = new Map([["x-y", "\u20ac \u{1f600}"], ["trace", "old"]]);
    const given = {
      ...raw,
      method,
      headers: { ...raw.headers, ...lookup(headers) },
    };
    const crossed = await seen(
      given,
      (
        asked,
      ) => [asked.method, asked.headers.get("x-y"), asked.headers.get("trace")],
    );
    assertEquals(crossed, [method, "\u20ac \u{1f600}", "t-1"]);
  }
});

function lookup(headers: Map<string, string>): ApiRequest["headers"] {
  return {
    get: (name) => headers.get(name) ?? null,
    has: (name) => headers.has(name),
    [Symbol.iterator]: () => headers.entries(),
  };
}

Deno.test("a body that nobody asks for is not read", async () => {
  let read = false;
  const body = () => {
    read = true;
    return Promise.resolve(new Uint8Array());
  };
  const request = { ...received(new Request(ADDRESS)), body };
  await new Border(() => new Response()).ask(request);
  assertEquals(read, false);
});

Deno.test("what a body is refused with, the core is refused with", async () => {
  const body = () => Promise.reject(new ReplyError(413, "body: too large"));
  const request = { ...received(new Request(ADDRESS)), body };
  const crossed = await seen(request, (asked) => refusal(() => asked.body(1)));
  assertEquals([crossed.code, crossed.message], [413, "body: too large"]);
});

Deno.test("a body broke off when its thread has ended", async () => {
  const body = () => new Promise<never>(() => {});
  const request = { ...received(new Request(ADDRESS)), body };
  const asked = Promise.withResolvers<ApiRequest>();
  const border = new Border((each) => {
    asked.resolve(each);
    return new Promise(() => {});
  });
  border.ask(request);
  const reading = refusal(async () => await (await asked.promise).body(1));
  await flush();
  border.core.close("it died");
  assertEquals((await reading).code, 400);
});

Deno.test("the core hears when the client goes away, and that it has been answered", async () => {
  const away = new AbortController();
  const { signal } = away;
  const request = { ...received(new Request(ADDRESS)), signal };
  let heard: AbortSignal | undefined;
  const border = new Border(async (asked) => {
    heard = asked.signal;
    await new Promise((resolve) => heard?.addEventListener("abort", resolve));
    return new Response("late");
  });
  const answer = border.ask(request);
  await flush();
  away.abort();
  assertEquals(await (await answer).text(), "late");
  const answered = await seen(
    { ...request, signal: new AbortController().signal },
    (asked) => asked.signal,
  );
  await flush();
  assertEquals(answered.aborted, false);
});

Deno.test("a response crosses with its status, headers, body and note", async () => {
  const headers = new Headers({ trace: "t", "content-type": "text/plain" });
  headers.append("vary", "origin");
  headers.append("set-cookie", "a=1");
  headers.append("set-cookie", "b=2");
  for (
    const [status, body] of [[200, "yes"], [204, null], [413, "no"]] as const
  ) {
    const note = emptyNote();
    const border = new Border(() => new Response(body, { status, headers }));
    const response = await border.ask(received(new Request(ADDRESS)), note);
    assertEquals(response.status, status);
    assertEquals(await response.text(), body ?? "");
    assertEquals([...response.headers], [...headers]);
    assertEquals([note.route, note.isLogged], ["/x", true]);
  }
});

Deno.test("a request fails whose core has ended, and nobody else has told of it", async () => {
  const note = emptyNote();
  const calls = { call: () => Promise.reject(new CallFailed("gone")) };
  const forward = new HttpForward({ calls, traceHeader: "trace" });
  const about = { arrival: ARRIVAL, note, trace: "t" };
  await assertRejects(
    () => forward.forward(received(new Request(ADDRESS)), about),
    CallFailed,
  );
  assertEquals(note.isLogged, false);
});
