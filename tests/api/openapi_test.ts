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
    "/sessions/{id}/messages/{message_id}": ["delete"],
    "/messages": ["post"],
    "/chatrooms/{id}/members": ["get"],
    "/chatrooms/{id}/members/me": ["delete", "put"],
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
  const { paths } = await document(new ApiBench());
  const { parameters } = paths["/sessions/{id}/messages"].get;
  const query = parameters.filter((each: Json) => each.in === "query");
  assertEquals(query.map((each: Json) => each.name).sort(), [
    "after_sequence",
    "changed_after",
    "count",
    "message_id",
  ]);
  const { requestBody } = paths["/sessions/{id}/read"].post;
  const { schema } = requestBody.content["application/json"];
  assertEquals(Object.keys(schema.properties), ["sequence"]);
  assertEquals([schema.required, requestBody.required], [["sequence"], true]);
  const { requestBody: join } = paths["/chatrooms/{id}/members/me"].put;
  assertEquals(join.required, false);
});

Deno.test("references, where there are any, lead somewhere", async () => {
  const whole = await document(new ApiBench());
  for (const reference of valuesOf(whole, "$ref")) {
    assert(reference.startsWith("#/"), reference);
    const parts = reference.slice(2).split("/");
    const found = parts.reduce((at: Json, part: string) => at?.[part], whole);
    assert(found !== undefined, reference);
  }
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
