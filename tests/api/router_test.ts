import { assertEquals, assertInstanceOf } from "@std/assert";
import type { Method, Route } from "../../src/api/route.ts";
import { MethodNotAllowed, Router } from "../../src/api/router.ts";
import { refusal } from "../helpers/refusal.ts";

function route(line: string): Route {
  const [method, path = ""] = line.split(" ");
  return {
    method: method as Method,
    id: path,
    path,
    summary: line,
    open: true,
    input: "none",
    params: {},
    needsSequence: () => false,
    requestSchema: undefined,
    responseSchema: {},
    run: () => ({}),
  };
}

const ROUTER = new Router([
  route("GET /users/:id"),
  route("PATCH /users/me"),
  route("GET /user/find"),
  route("GET /rooms/:id/members"),
  route("PUT /rooms/:id/members/me"),
  route("DELETE /rooms/:id/members/me"),
  route("POST /login"),
]);

function match(method: string, path: string) {
  const url = new URL(path, "http://gim.example");
  const { route, params } = ROUTER.match(method, url);
  return [route.summary, { ...params }];
}

Deno.test("a route is found by method and path", () => {
  assertEquals(match("GET", "/user/find?id=1"), ["GET /user/find", {}]);
  assertEquals(match("GET", "/users/ann"), ["GET /users/:id", { id: "ann" }]);
  const me = "/rooms/a/members/me";
  assertEquals(match("PUT", me), [`PUT /rooms/:id/members/me`, { id: "a" }]);
  assertEquals(match("DELETE", me)[0], "DELETE /rooms/:id/members/me");
});

Deno.test("the parts of a path are decoded", () => {
  for (const path of ["/users/1:9999", "/users/1%3A9999", "/users/1%3a9999"]) {
    assertEquals(match("GET", path)[1], { id: "1:9999" });
  }
  assertEquals(match("GET", "/users/%C3%A9%2F")[1], { id: "é/" });
  assertEquals(match("GET", "/users/a+b%2Bc")[1], { id: "a+b+c" });
});

Deno.test("a part that cannot be decoded is a 400", async () => {
  for (const path of ["/users/%", "/users/%zz", "/users/%C3"]) {
    const { code, message } = await refusal(() => match("GET", path));
    assertEquals([code, message.startsWith("id: ")], [400, true], path);
  }
});

Deno.test("GET is HEAD too", () => {
  assertEquals(match("HEAD", "/users/ann")[0], "GET /users/:id");
});

Deno.test("of two paths that fit the first with the method counts", async () => {
  assertEquals(match("PATCH", "/users/me"), ["PATCH /users/me", {}]);
  assertEquals(match("GET", "/users/me"), ["GET /users/:id", { id: "me" }]);
  const refused = await refusal(() => match("PUT", "/users/me"));
  assertEquals(refused.code, 405);
});

Deno.test("a path with other methods is a 405 that names them", () => {
  try {
    match("POST", "/rooms/a/members/me");
  } catch (thrown) {
    assertInstanceOf(thrown, MethodNotAllowed);
    assertEquals([thrown.code, thrown.allowed], [405, ["PUT", "DELETE"]]);
  }
});

Deno.test("the method is looked at after the path, and letters matter", async () => {
  const refused = ["PATCH", "OPTIONS", "get", "TRACE", "x"];
  for (const method of refused) {
    const { code } = await refusal(() => match(method, "/users/ann"));
    assertEquals(code, 405, method);
  }
});

Deno.test("what no route has is a 404", async () => {
  const paths = [
    ...[
      "/",
      "/users",
      "/users/",
      "/users/a/b",
      "/Users/a",
      "/login/",
      "//login",
    ],
    ...["/rooms//members", "/user/find/x", "/%6Cogin/x", "/__proto__"],
    "/" + "x".repeat(5000),
  ];
  for (const path of paths) {
    const { code, message } = await refusal(() => match("GET", path));
    assertEquals([code, message.length < 300], [404, true], path.slice(0, 50));
  }
});
