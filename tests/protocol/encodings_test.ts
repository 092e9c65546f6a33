import { assertEquals } from "@std/assert";
import {
  chooseSubprotocol,
  DEFAULT_ENCODINGS,
} from "../../src/protocol/encodings.ts";

Deno.test("the default encoding of json has string bodies in text frames", () => {
  const { name, binary } = DEFAULT_ENCODINGS.json;
  assertEquals([name, binary], ["json", false]);
});

Deno.test("the first known subprotocol wins, whatever stands before it", () => {
  const chosen = chooseSubprotocol(["mqtt", "gim.json", "other"]);
  assertEquals(chosen?.name, "gim.json");
  assertEquals(chosen?.codec.name, "gim.json");
});

Deno.test("each subprotocol is the name of its encoding", () => {
  const names = [
    "gim.json",
    "gim.json.lines",
    "gim.proto",
    "gim.proto.delimited",
  ];
  for (const name of names) {
    const chosen = chooseSubprotocol([name, ...names]);
    assertEquals([chosen?.name, chosen?.codec.name], [name, name]);
  }
});

Deno.test("an unknown subprotocol, or none, chooses nothing", () => {
  for (const offered of [[], [""], ["GIM.JSON"], ["json"], ["__proto__"]]) {
    assertEquals(chooseSubprotocol(offered), undefined);
  }
});

Deno.test("all connections of an encoding share its codec", () => {
  const [first, second] = [["gim.json"], ["gim.json"]].map(chooseSubprotocol);
  assertEquals(first?.codec === second?.codec, true);
});
