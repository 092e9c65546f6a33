import { assertEquals, assertMatch } from "@std/assert";
import { withDirectory } from "../helpers/data_directory.ts";
import { OP } from "../helpers/contract.ts";
import { Gim } from "../helpers/gim.ts";
import { ObservedClient } from "../helpers/observed_client.ts";

async function run(command: string, ...args: string[]): Promise<boolean> {
  const options = { args, stdout: "null", stderr: "null" } as const;
  return (await new Deno.Command(command, options).output()).success;
}

/** May this process mount a file system of its own? */
async function canMount(): Promise<boolean> {
  if (Deno.build.os !== "linux" || Deno.uid() !== 0) return false;
  const folder = await Deno.makeTempDir({ prefix: "gim-" });
  const mounted = await mount(folder, "1m");
  if (mounted) await run("umount", folder);
  await Deno.remove(folder);
  return mounted;
}

function mount(folder: string, size: string): Promise<boolean> {
  return run("mount", "-t", "tmpfs", "-o", `size=${size}`, "tmpfs", folder);
}

/** Settles with what is not ready, as soon as that is so. */
async function until(http: string, expected: RegExp): Promise<void> {
  let msg = "";
  for (let tries = 0; tries < 400; tries++) {
    const response = await fetch(`${http}/readyz`);
    ({ msg } = await response.json());
    if (expected.test(msg)) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  assertMatch(msg, expected);
}

/** Sends until that is refused; how many were taken, and with what it ended. */
async function fill(client: ObservedClient): Promise<[number, number]> {
  const content = "x".repeat(4000);
  for (let sent = 0;; sent++) {
    const body = { type: 2, target_id: "bob", content };
    const { code } = await client.request(OP.send, body);
    if (code !== 0) return [sent, code];
  }
}

Deno.test({
  name:
    "a service on a full disk reads on, and takes messages when there is room",
  ignore: !await canMount(),
  fn: () =>
    withDirectory(async (dataDir) => {
      await mount(dataDir, "2m");
      try {
        await survive(dataDir);
      } finally {
        await run("umount", dataDir);
      }
    }),
});

async function statusOfLogin(http: string, id: string): Promise<number> {
  const response = await fetch(`${http}/login`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ id }),
  });
  await response.body?.cancel();
  return response.status;
}

async function survive(dataDir: string): Promise<void> {
  await using gim = await Gim.start({
    dataDir,
    args: ["--enable-message-sequence=true", "--send-rate=0"],
  });
  await using ann = await ObservedClient.login(gim.ws, "ann");
  const [stored, code] = await fill(ann);
  assertEquals(code, 503);
  await until(gim.http, /^not ready: disk: the disk is full$/);
  await using again = await ObservedClient.login(gim.ws, "ann");
  const { items } = await again.ask(OP.sessions, {});
  assertEquals(items[0]?.last_sequence, stored);
  assertEquals(await statusOfLogin(gim.http, "ann"), 200);
  assertEquals(await statusOfLogin(gim.http, "new"), 503);
  assertEquals((await gim.logged("storage refuses writes")).level, "error");
  await run("mount", "-o", "remount,size=16m", dataDir);
  await until(gim.http, /^ok$/);
  const { sequence } = await ann.tell("bob", "there is room");
  assertEquals(sequence, stored + 1);
  await gim.logged("storage takes writes again");
  gim.signal("SIGTERM");
  assertEquals((await gim.ended()).status, 0);
}
