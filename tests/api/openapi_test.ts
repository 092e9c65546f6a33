import { assert, assertEquals } from "@std/assert";
import { createOpenApi } from "../../src/api/openapi.ts";
import { ApiBench } from "../helpers/api.ts";

// deno-lint-ignore no-explicit-any -- a document of any shape
type Json = any;

async function document(bench: ApiBench): Promise<Json> {
  return await (await bench.ask("GET /openapi.json")).json();
}

function* valuesOf(value: Json, key: string): Generator<Json> {
  if (typeof value !== "object" || value === null) return;
  for (const [name, each] of Object.entries(value)) {
    if (name === key) yield each;
    yield* valuesOf(each, key);
  }
}

/** What a reference stands for. */
function at(whole: Json, reference: string): Json {
  const parts = reference.slice(2).split("/");
  return parts.reduce((found: Json, part: string) => found?.[part], whole);
}

Deno.test("every route is in the document, and nothing else", async () => {
  const bench = new ApiBench();
  const { paths } = await document(bench);
  const written = Object.entries<Json>(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`)
  );
  const routes = bench.routes.map(({ method, path }) =>
    `${method} ${path.replaceAll(/:(\w+)/g, "{$1}")}`
  );
  assertEquals(written.sort(), routes.sort());
});

Deno.test("the contract's routes are all there", async () => {
  const { paths } = await document(new ApiBench());
  const contract: Record<string, string[]> = {
    "/login": ["post"],
    "/user/find": ["get"],
    "/users/{id}": ["get"],
    "/sessions": ["get"],
    "/sessions/{id}/messages": ["get"],
    "/sessions/{id}/read": ["post"],
    "/sessions/{id}/messages/{message_id}": ["delete", "patch"],
    "/sessions/{id}/messages/{message_id}/reactions/{reaction}": [
      "delete",
      "get",
      "put",
    ],
    "/messages": ["post"],
    "/chatrooms/{id}/members": ["get"],
    "/chatrooms/{id}": ["get", "patch"],
    "/chatrooms/{id}/members/me": ["delete", "put"],
    "/chatrooms/{id}/members/{user_id}": ["delete", "put"],
    "/chatrooms/{id}/bans/{user_id}": ["delete", "put"],
    "/chatrooms/{id}/mutes/{user_id}": ["delete", "put"],
    "/chatrooms/{id}/sanctions": ["get"],
    "/users/me": ["patch"],
    "/signals": ["post"],
    "/users/me/blocks": ["get"],
    "/users/me/blocks/{user_id}": ["delete", "put"],
    "/healthz": ["get"],
    "/readyz": ["get"],
    "/version": ["get"],
  };
  for (const [path, methods] of Object.entries(contract)) {
    assertEquals(Object.keys(paths[path] ?? {}).sort(), methods, path);
  }
});

Deno.test("the document says what OpenAPI 3.1 asks for", async () => {
  const { openapi, info, paths, components } = await document(new ApiBench());
  assert(openapi.startsWith("3.1."));
  assertEquals([info.title, info.version], ["GIM", "1.2.3"]);
  const schemes = Object.keys(components.securitySchemes);
  for (const [path, methods] of Object.entries<Json>(paths)) {
    for (const operation of Object.values<Json>(methods)) {
      assert(operation.summary.length > 0, path);
      assert("200" in operation.responses, path);
      for (const response of Object.values<Json>(operation.responses)) {
        assert(response.description.length > 0, path);
      }
      for (const security of operation.security) {
        for (const name of Object.keys(security)) {
          assert(schemes.includes(name));
        }
      }
    }
  }
});

Deno.test("every part of a path is a required parameter with a schema", async () => {
  const { paths } = await document(new ApiBench());
  for (const [path, methods] of Object.entries<Json>(paths)) {
    const parts = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    for (const { parameters } of Object.values<Json>(methods)) {
      const named = parameters.filter((each: Json) => each.in === "path");
      assertEquals(named.map((each: Json) => each.name), parts, path);
      for (const { required, schema } of named) {
        assertEquals([required, schema.type], [true, "string"], path);
        assert(schema.description.length > 0, path);
      }
      const names = parameters.map((each: Json) => `${each.in} ${each.name}`);
      assertEquals(new Set(names).size, names.length, path);
    }
  }
});

Deno.test("what the path says is asked for neither in the query nor in the body", async () => {
  const whole = await document(new ApiBench());
  const { paths } = whole;
  const { parameters } = paths["/sessions/{id}/messages"].get;
  const query = parameters.filter((each: Json) => each.in === "query");
  assertEquals(query.map((each: Json) => each.name).sort(), [
    "after_sequence",
    "changed_after",
    "count",
    "message_id",
  ]);
  const { requestBody } = paths["/sessions/{id}/read"].post;
  const schema = at(whole, requestBody.content["application/json"].schema.$ref);
  assertEquals(Object.keys(schema.properties), ["sequence"]);
  assertEquals([schema.required, requestBody.required], [["sequence"], true]);
  const { requestBody: join } = paths["/chatrooms/{id}/members/me"].put;
  assertEquals(join.required, false);
});

Deno.test("references, where there are any, lead somewhere", async () => {
  const whole = await document(new ApiBench());
  for (const reference of valuesOf(whole, "$ref")) {
    assert(reference.startsWith("#/"), reference);
    assert(at(whole, reference) !== undefined, reference);
  }
});

Deno.test("every operation has a name of its own, which code can have too", async () => {
  const { paths } = await document(new ApiBench());
  const ids = [...valuesOf(paths, "operationId")];
  assertEquals(new Set(ids).size, ids.length);
  assertEquals(ids.length, [...valuesOf(paths, "responses")].length);
  for (const id of ids) assert(/^[a-z][A-Za-z]+$/.test(id), id);
});

Deno.test("what is one of several values is an enum, and nothing is alternatives of constants", async () => {
  const whole = await document(new ApiBench());
  const { Message, Session, Member } = whole.components.schemas;
  assertEquals(Message.properties.status.enum, [1, 2]);
  assertEquals(Message.properties.status.type, "integer");
  assertEquals(Session.properties.type.enum, [1, 2]);
  assertEquals(Member.properties.role.enum, ["creator", "admin", "member"]);
  for (const alternatives of valuesOf(whole, "anyOf")) {
    assert(alternatives.every((each: Json) => !("const" in each)));
  }
  assertEquals([...keysOf(whole)].filter((key) => key.startsWith("~")), []);
});

function* keysOf(value: Json): Generator<string> {
  if (typeof value !== "object" || value === null) return;
  for (const [key, each] of Object.entries(value)) {
    yield key;
    yield* keysOf(each);
  }
}

Deno.test("a page of messages is one of sync or of history, and both have names", async () => {
  const whole = await document(new ApiBench());
  const { responses } = whole.paths["/sessions/{id}/messages"].get;
  const { schema } = responses[200].content["application/json"];
  const { data } = at(whole, schema.$ref).properties;
  const refs = at(whole, data.$ref).anyOf.map((each: Json) => each.$ref);
  // Who tries one after the other has to begin with the one that asks for more.
  assertEquals(refs, [
    "#/components/schemas/SyncPage",
    "#/components/schemas/HistoryPage",
  ]);
  const { SyncPage, HistoryPage } = whole.components.schemas;
  const [wide, narrow] = [new Set(SyncPage.required), HistoryPage.required];
  assert(narrow.every((each: string) => wide.has(each)));
  assert(wide.size > narrow.length);
});

Deno.test("the document says where the service is, and itself has no envelope", async () => {
  const { servers, paths, components } = await document(new ApiBench());
  assertEquals(servers.map(({ url }: Json) => url), ["/"]);
  const { responses } = paths["/openapi.json"].get;
  assertEquals(responses[200].content["application/json"].schema, {
    type: "object",
    properties: {},
  });
  assertEquals(components.schemas.Failure.required, ["code", "msg", "data"]);
});

Deno.test("every pattern in the document compiles", async () => {
  for (const pattern of valuesOf(await document(new ApiBench()), "pattern")) {
    new RegExp(pattern, "u");
  }
});

Deno.test("a document of no routes is a document", () => {
  const { paths } = createOpenApi([], "0") as { paths: object };
  assertEquals(paths, {});
});
