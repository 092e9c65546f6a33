import { assertEquals } from "@std/assert";
import { serviceOfThisFile } from "../helpers/gim.ts";
import { RawSocket } from "../helpers/raw_socket.ts";

const gim = serviceOfThisFile();

/** The status of the answer to a request line and a host as they are. */
async function ask(
  address: string,
  target: string,
  host: string | null = address,
): Promise<string> {
  using socket = await RawSocket.connect(address);
  const header = host === null ? "" : `Host: ${host}\r\n`;
  await socket.write(
    `GET ${target} HTTP/1.1\r\n${header}Connection: close\r\n\r\n`,
  );
  const [line = ""] = (await socket.text()).split("\r\n");
  return line.split(" ")[1] ?? "";
}

async function askAll(
  requests: readonly (readonly [target: string, host?: string])[],
): Promise<string[]> {
  const answers: string[] = [];
  for (const address of [gim.api, gim.gateway]) {
    for (const [target, host] of requests) {
      const status = await ask(address, target, host);
      answers.push(`${status} ${target} at ${host}`);
    }
  }
  return answers.filter((each) => !each.startsWith("400"));
}

Deno.test("a host that has a path in it leads nowhere", async () => {
  const local = "127.0.0.1";
  const hosts = [
    ...["x\\metrics?", "x/metrics?", `${local}/metrics?`, `${local}\\metrics?`],
    ...[`${local}/debug/stats?`, `${local}/debug/pprof/heapsnapshot#`],
    ...["x#", "x?y", "x@y", "a b", "x\ty", "a%2fb", "[::1", "x:99999", "a:b:c"],
    ...["x,y", "münchen", "[", "x/../y", ":80", "http://x"],
  ];
  const targets = ["/", "/healthz", "/x", "http://127.0.0.1/metrics"];
  const requests = hosts.flatMap((host) =>
    targets.map((target) => [target, host] as const)
  );
  assertEquals(await askAll(requests), []);
});

Deno.test("a path that proxies read otherwise leads nowhere", async () => {
  assertEquals(
    await askAll([
      ["/x\\..\\metrics"],
      ["/\\..\\metrics"],
      ["\\metrics"],
      ["/x/../metrics"],
      ["/a%2fb/../metrics"],
      ["/./metrics"],
      ["/%2e/metrics"],
      ["/x/%2E%2e/metrics"],
      ["/x/.%2e/metrics"],
      ["/x/.."],
      ["/metrics#x"],
      ["http://x\\metrics?/healthz"],
      ["http://u:p@127.0.0.1/metrics"],
      ["ftp://127.0.0.1/metrics"],
      ["http://127.0.0.1/x/../metrics"],
      ["HTTP://127.0.0.1/x/../metrics"],
      ["WS://x\\metrics?/healthz"],
      ["metrics"],
      ["*"],
    ]),
    [],
  );
});

Deno.test("path and query are those of the request line, whatever the host", async () => {
  const expected: [string, string | null, string][] = [
    ["/metrics", "127.0.0.1", "200"],
    ["/metrics", "LOCALHOST:80", "200"],
    ["/metrics", "[::1]:1", "200"],
    ["/metrics?x=/../y\\#z", "127.0.0.1:", "200"],
    ["http://127.0.0.1/metrics", "elsewhere", "200"],
    // As a proxy may pass it on, with a scheme in any case.
    ["HTTP://Elsewhere:80/metrics", "127.0.0.1", "200"],
    ["HTTP://x/y?/metrics", "127.0.0.1", "404"],
    ["ws://127.0.0.1/ws", "127.0.0.1", "426"],
    ["//metrics", null, "404"],
    ["///metrics", "127.0.0.1", "404"],
    ["//127.0.0.1/metrics", "127.0.0.1", "404"],
    ["/;/metrics", "127.0.0.1", "404"],
    ["/..metrics", "127.0.0.1", "404"],
    ["/healthz", "gim_1.example.com.", "200"],
    ["/healthz", "", "200"],
    ["/healthz", null, "200"],
    ["/x", null, "404"],
  ];
  for (const [target, host, status] of expected) {
    assertEquals([target, host, await ask(gim.api, target, host)], [
      target,
      host,
      status,
    ]);
  }
});

Deno.test("a socket opens for a whole address in the request line", async () => {
  for (const target of ["ws://gim.example/ws", "HTTP://Gim.Example:80/ws"]) {
    using socket = await RawSocket.upgrade(gim.gateway, {
      target: `GET ${target}`,
    });
    assertEquals(socket.head.split(" ")[1], "101", target);
  }
});

Deno.test("a socket is not opened for an odd host or path either", async () => {
  for (const address of [gim.api, gim.gateway]) {
    const odd = [
      { headers: { Host: "x\\ws?" }, target: "GET /x" },
      { headers: { Host: "x/ws#" } },
      { target: "GET /x/../ws" },
      { target: "GET /x\\..\\ws" },
    ];
    for (const each of odd) {
      using socket = await RawSocket.upgrade(address, each);
      assertEquals(socket.head.split(" ")[1], "400", JSON.stringify(each));
    }
  }
});
