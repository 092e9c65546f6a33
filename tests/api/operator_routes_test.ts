import { assertEquals, assertRejects } from "@std/assert";
import Type from "typebox";
import { Api } from "../../src/api/api.ts";
import type { Arrival } from "../../src/api/arrival.ts";
import type { Route } from "../../src/api/route.ts";
import { received } from "../helpers/api_request.ts";
import { ReplyError } from "../../src/base/errors.ts";

function route(access: NonNullable<Route["access"]>): Route {
  return {
    method: "GET",
    id: "x",
    path: "/debug/x",
    summary: "",
    open: true,
    access,
    input: "none",
    params: {},
    needsSequence: () => false,
    requestSchema: undefined,
    responseSchema: Type.Unknown(),
    run: () => new Response("shown"),
  };
}

interface Asked {
  readonly access: NonNullable<Route["access"]>;
  readonly arrival: Partial<Arrival>;
  readonly tokensProve?: boolean;
  readonly token?: string;
}

/** The status that the asker gets. */
async function ask(
  { access, arrival, tokensProve = true, token }: Asked,
): Promise<number> {
  const api = new Api({
    routes: [],
    operatorRoutes: [route(access)],
    tokensProve,
    authenticate: (presented) =>
      presented === "good"
        ? Promise.resolve({ userId: "ann", ref: undefined })
        : Promise.reject(new ReplyError(401, "token: invalid")),
    limits: { count: () => undefined },
    sequence: true,
    bodyLimit: 1000,
  });
  const url = new URL("http://localhost/debug/x");
  const headers: HeadersInit = token === undefined
    ? {}
    : { authorization: `Bearer ${token}` };
  const request = new Request(url, { headers });
  const given = { atApi: true, remoteHost: "10.0.0.9", ...arrival };
  try {
    const asked = received(request);
    return (await api.handle(asked, url, { arrival: given })).status;
  } catch (thrown) {
    if (!(thrown instanceof ReplyError)) throw thrown;
    return thrown.code;
  }
}

Deno.test("an operator's route is there at the API's address only", async () => {
  const here = { remoteHost: "127.0.0.1" };
  for (const access of ["local", "local or token"] as const) {
    assertEquals(await ask({ access, arrival: here }), 200);
    const arrival = { ...here, atApi: false };
    assertEquals(await ask({ access, arrival }), 404);
  }
});

Deno.test("from elsewhere a route for operators takes a token that proves something", async () => {
  const access = "local or token";
  const arrival = {};
  assertEquals(await ask({ access, arrival }), 401);
  assertEquals(await ask({ access, arrival, token: "bad" }), 401);
  assertEquals(await ask({ access, arrival, token: "good" }), 200);
  const tokensProve = false;
  assertEquals(await ask({ access, arrival, token: "good", tokensProve }), 403);
});

Deno.test("a local route takes no token", async () => {
  const asked = { access: "local", arrival: {}, token: "good" } as const;
  assertEquals(await ask(asked), 403);
});

Deno.test("an API without routes for operators has none", async () => {
  const api = new Api({
    routes: [],
    authenticate: () => Promise.reject(new Error("not asked")),
    limits: { count: () => undefined },
    sequence: true,
    bodyLimit: 1,
  });
  const url = new URL("http://localhost/debug/x");
  await assertRejects(
    () =>
      api.handle(received(new Request(url)), url, {
        arrival: { atApi: true, remoteHost: "127.0.0.1" },
      }),
    ReplyError,
    "no such route",
  );
});
