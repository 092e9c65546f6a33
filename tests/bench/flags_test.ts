import { assertEquals, assertThrows } from "@std/assert";
import {
  FlagError,
  HELP,
  parseFlags,
  type SheetFlags,
} from "../../bench/load/flags.ts";

function parsed(args: readonly string[]): SheetFlags {
  const flags = parseFlags(args);
  if (flags === undefined) throw new Error("it asked for help");
  return flags;
}

Deno.test("--help names every flag, load and peer, and runs nothing", () => {
  assertEquals(parseFlags(["--help"]), undefined);
  for (const name of ["--rounds", "--gim-main", "beside-many", "ws/node"]) {
    assertEquals(HELP.includes(name), true, name);
  }
});

Deno.test("without flags every load and every peer takes part", () => {
  const { rounds, seconds, peers, gims } = parsed([]);
  assertEquals([rounds, seconds], [5, 3]);
  assertEquals(peers, ["bare", "ws", "socket.io"]);
  assertEquals(gims.map(({ name, flags }) => [name, flags]), [
    ["GIM", []],
    ["GIM --gateway-engine=node", ["--gateway-engine=node"]],
  ]);
});

Deno.test("GIM takes part once with each set of its flags", () => {
  const args = ["--gim-flags=--gateway-worker=1", "--gim-flags="];
  const { gims } = parsed(args);
  assertEquals(gims.map(({ flags }) => flags), [["--gateway-worker=1"], []]);
});

Deno.test("a flag that is none, or has no such value, is refused by its name", () => {
  for (
    const args of [
      ["--round=1"],
      ["--rounds=0"],
      ["--rounds=1.5"],
      ["--seconds=x"],
      ["--loads=private-9"],
      ["--peers=bun"],
    ]
  ) {
    const flag = args[0]!.split("=")[0]!.slice(2);
    assertThrows(() => parseFlags(args), FlagError, flag);
  }
});
