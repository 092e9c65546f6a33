import { assert, assertEquals } from "@std/assert";
import { readDocument } from "../helpers/documents.ts";
import { hasProgram } from "../helpers/programs.ts";
import { optionsOf } from "../options/parse.ts";

const UNIT = await readDocument("deploy/gim.service");

/** What the unit says by this name, each time. */
function settings(name: string): string[] {
  return [...UNIT.matchAll(new RegExp(`^${name}=(.*)$`, "gm"))]
    .map(([, value = ""]) => value);
}

Deno.test("the unit sets options that there are, to values that are taken", () => {
  const variables = settings("Environment").map((each) => each.split("="));
  assert(variables.length > 0);
  optionsOf([], Object.fromEntries(variables));
});

Deno.test("the unit's data directory is the one that systemd makes", () => {
  const variables = settings("Environment").map((each) => each.split("="));
  const { dataDir } = optionsOf([], Object.fromEntries(variables));
  assertEquals(dataDir, `/var/lib/${settings("StateDirectory")[0]}`);
});

Deno.test("the unit has descriptors for all connections and lets V8 write its code", () => {
  const { maxConnections } = optionsOf([]);
  assert(Number(settings("LimitNOFILE")[0]) > maxConnections);
  // A wrong option ends the service with 2 each time.
  assertEquals(settings("RestartPreventExitStatus"), ["2"]);
  assertEquals(settings("MemoryDenyWriteExecute"), []);
});

Deno.test({
  name: "systemd takes the unit",
  ignore: !await hasProgram("systemd-analyze"),
  fn: async () => {
    const folder = await Deno.makeTempDir();
    // The program has to be there: the real one need not be installed.
    const unit = UNIT.replace(/^ExecStart=.*$/m, "ExecStart=/bin/true");
    await Deno.writeTextFile(`${folder}/gim.service`, unit);
    const { code, stderr } = await new Deno.Command("systemd-analyze", {
      args: ["verify", `${folder}/gim.service`],
    }).output();
    await Deno.remove(folder, { recursive: true });
    assertEquals([code, new TextDecoder().decode(stderr)], [0, ""]);
  },
});
