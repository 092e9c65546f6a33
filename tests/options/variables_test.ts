import { assertEquals } from "@std/assert";
import { errorOf, optionsOf, parse } from "./parse.ts";

Deno.test("a variable that names no option is refused with the nearest name", () => {
  const near = [
    ["GIM_STORGAE", "GIM_STORAGE"],
    ["GIM_AUTH_SECRETS", "GIM_AUTH_SECRET"],
    ["GIM_WS", "GIM_GATEWAY_ADDRESS"],
    ["GIM_HTTP", "GIM_API_ADDRESS"],
    ["GIM_storage", "GIM_STORAGE"],
  ] as const;
  for (const [name, meant] of near) {
    const line = `unknown variable "${name}": did you mean ${meant}?`;
    assertEquals(errorOf([], { [name]: "redis" }), line);
    assertEquals(errorOf(["healthcheck"], { [name]: "redis" }), line);
  }
});

Deno.test("a variable that is near to none is refused without a guess", () => {
  for (const name of ["GIM_", "GIM_XYZZYXYZZY", "GIM___PROTO__"]) {
    const line = `unknown variable "${name}": gim help lists all of them`;
    assertEquals(errorOf([], { [name]: "1" }), line);
  }
});

Deno.test("help and version are printed whatever the variables are", () => {
  assertEquals(parse(["--help"], { GIM_STORGAE: "redis" }).verb, "help");
  assertEquals(parse(["--version"], { GIM_STORGAE: "redis" }).verb, "version");
});

Deno.test("variables of others are nobody's business", () => {
  const others = { PATH: "/bin", gim_storage: "redis", GIM_TEST_NODE: "x" };
  assertEquals(optionsOf([], others).storage, "memory");
});

Deno.test("what Kubernetes tells of a service called gim is no misspelling", () => {
  const links = {
    GIM_SERVICE_HOST: "10.0.0.1",
    GIM_SERVICE_PORT: "8080",
    GIM_SERVICE_PORT_WS: "8080",
    GIM_PORT: "tcp://10.0.0.1:8080",
    GIM_PORT_8080_TCP: "tcp://10.0.0.1:8080",
    GIM_PORT_8080_TCP_PROTO: "tcp",
    GIM_PORT_8080_TCP_PORT: "8080",
    GIM_PORT_8080_TCP_ADDR: "10.0.0.1",
    GIM_REDIS_SERVICE_HOST: "10.0.0.2",
    GIM_REDIS_PORT: "tcp://10.0.0.2:6379",
  };
  assertEquals(optionsOf([], links).storage, "memory");
  assertEquals(
    errorOf([], { GIM_PORT: "8080" }).slice(0, 27),
    'unknown variable "GIM_PORT"',
  );
});

Deno.test("the commit that a build names goes with the service", () => {
  const commitOf = (text: string) => {
    const command = parse([], { GIM_COMMIT: text });
    return command.verb === "serve" ? command.commit : command.verb;
  };
  assertEquals(commitOf("0123abc"), "0123abc");
  for (const text of ["", "not one", "0123ab", "ABCDEF0"]) {
    assertEquals(commitOf(text), undefined);
  }
});
