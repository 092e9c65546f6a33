import { assertEquals } from "@std/assert";
import { writeClient } from "../../scripts/client.ts";
import { within } from "../helpers/client.ts";
import { freePort } from "../helpers/free_port.ts";
import { NODE, nodeTest } from "../helpers/node.ts";

/*
 * What Node's WebSocket does in its own way: one that does not connect fires
 * `error`, no `close`, and stays at its readyState.
 */

const CLIENT = new URL("../../dist/gim-client.mjs", import.meta.url);
/** Longer than all attempts that fail at once, less than a connectTimeout. */
const PATIENCE = 9000;

/** Says how the client fails to log in, and that it can be closed. */
const PROGRAM = `
const { GimClient } = await import(${JSON.stringify(CLIENT)});
const backOff = { base: 1, max: 1 };
const client = new GimClient(process.argv[1], { backOff, maxAttempts: 2 });
const states = [];
client.on("state", ({ state, code, reason }) => states.push([state, code, reason]));
const { name, code } = await client.login({ id: "ann" }).catch((error) => error);
const signal = AbortSignal.abort("no");
const aborted = await client.login({ id: "ann" }, { signal }).catch((reason) => reason);
const connecting = client.stream("state").next();
client.connect();
await connecting;
await client.close();
console.log(JSON.stringify({ states, name, code, aborted }));
`;

/** What the program says of an address, before a single attempt can time out. */
async function failureAt(url: string): Promise<unknown> {
  const child = new Deno.Command(NODE, {
    args: ["--input-type=module", "--eval", PROGRAM, url],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const ended = child.output();
  try {
    const { stdout } = await within(PATIENCE, ended, "it is still trying");
    return JSON.parse(new TextDecoder().decode(stdout));
  } catch (error) {
    child.kill("SIGKILL");
    await ended;
    throw error;
  }
}

const REASON = "Received network error or non-101 status code.";
const FAILURE = {
  states: [
    ["connecting", null, null],
    ["waiting", 1006, REASON],
    ["connecting", null, null],
    ["idle", null, null],
    ["connecting", null, null],
    ["closed", null, null],
  ],
  name: "GimClosedError",
  code: 1006,
  aborted: "no",
};

nodeTest("a client is told at once that nobody listens", async () => {
  await writeClient();
  const url = `ws://127.0.0.1:${freePort()}/ws`;
  assertEquals(await failureAt(url), FAILURE);
});

nodeTest(
  "a client is told at once that it is no WebSocket's address",
  async () => {
    await writeClient();
    await using server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      () => new Response("nothing here", { status: 404 }),
    );
    assertEquals(
      await failureAt(`ws://127.0.0.1:${server.addr.port}/`),
      FAILURE,
    );
  },
);

/** What a program in a CommonJS project says, beside the built files. */
async function inCommonJs(program: string, ...flags: string[]) {
  await writeClient();
  const directory = await Deno.makeTempDir();
  try {
    for (const file of ["gim-client.mjs", "gim-client-protobuf.mjs"]) {
      const built = new URL(`../../dist/${file}`, import.meta.url);
      await Deno.copyFile(built, `${directory}/${file}`);
    }
    const project = JSON.stringify({ type: "commonjs" });
    await Deno.writeTextFile(`${directory}/package.json`, project);
    await Deno.writeTextFile(`${directory}/program.js`, program);
    const { stdout, stderr } = await new Deno.Command(NODE, {
      args: [...flags, "program.js"],
      cwd: directory,
    }).output();
    const [out, err] = [stdout, stderr].map((bytes) =>
      new TextDecoder().decode(bytes)
    );
    return { out, err };
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

nodeTest("a CommonJS project imports both built files", async () => {
  const told = await inCommonJs(`
(async () => {
  const { GimClient } = await import("./gim-client.mjs");
  const { protobufCodec } = await import("./gim-client-protobuf.mjs");
  const client = new GimClient("ws://host/ws", { codec: protobufCodec() });
  await client.close();
  console.log(client.state);
})();`);
  assertEquals(told, { out: "closed\n", err: "" });
});

nodeTest("a client is told at once that there is no WebSocket", async () => {
  const { out } = await inCommonJs(
    `
(async () => {
  const { GimClient } = await import("./gim-client.mjs");
  const client = new GimClient("ws://127.0.0.1:9/ws");
  const { name, message } = await client.login({ id: "ann" }).catch((e) => e);
  console.log(name, message, client.state);
})();`,
    "--no-experimental-websocket",
  );
  const said = "no socket: WebSocket is missing, as in Node before 22";
  assertEquals(out, `GimError ${said} idle\n`);
});
