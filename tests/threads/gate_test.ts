import { assertEquals } from "@std/assert";
import { Gate } from "../../src/threads/gate.ts";

function create() {
  const gate = new Gate(10);
  const gateways = [{ untaken: 0 }, { untaken: 0 }];
  for (const each of gateways) gate.watch(each);
  const passed: number[] = [];
  const pass = (number: number) => gate.pass(() => passed.push(number));
  return { gate, gateways, passed, pass };
}

Deno.test("requests pass at once while every gateway keeps up", () => {
  const { gateways, passed, pass } = create();
  gateways[0]!.untaken = 10;
  pass(1);
  assertEquals(passed, [1]);
});

Deno.test("while one gateway lags all requests wait, and then pass in their order", () => {
  const { gateways, passed, pass } = create();
  gateways[1]!.untaken = 11;
  for (const number of [1, 2, 3]) pass(number);
  assertEquals(passed, []);
  gateways[1]!.untaken = 10;
  pass(4);
  assertEquals(passed, [1, 2, 3, 4]);
});

Deno.test("requests that make a gateway lag hold the next ones back", () => {
  const { gate, gateways, passed, pass } = create();
  gateways[0]!.untaken = 11;
  gate.pass(() => void (gateways[0]!.untaken = 11));
  pass(2);
  gateways[0]!.untaken = 0;
  gate.pass(() => {});
  assertEquals(passed, []);
});

Deno.test("a gateway that has gone holds nobody back", () => {
  const { gate, gateways, passed, pass } = create();
  gateways[0]!.untaken = 1_000_000;
  pass(1);
  gate.forget(gateways[0]!);
  assertEquals(passed, [1]);
});
