import { assertEquals, assertThrows } from "@std/assert";
import { parseCheckOptions } from "./check_options.ts";

Deno.test("parseCheckOptions() reads all flags", () => {
  const line =
    "--mode=real --seed 7 --schedules 2 --seconds 5 --clients 3 --together 4 --trace";
  assertEquals(parseCheckOptions(line.split(" ")), {
    modes: ["real"],
    seed: 7,
    schedules: 2,
    seconds: 5,
    clients: 3,
    nodes: undefined,
    kills: undefined,
    together: 4,
    trace: true,
  });
});

Deno.test("parseCheckOptions() is bounded where nothing is said", () => {
  const options = parseCheckOptions([]);
  assertEquals(options?.modes, ["sim", "real"]);
  assertEquals(options?.seconds, 90);
});

Deno.test("parseCheckOptions() takes Redis for real time, with two nodes unless told", () => {
  const options = parseCheckOptions(["--storage=redis"]);
  assertEquals([options?.modes, options?.nodes], [["real"], 2]);
  const three = parseCheckOptions("--storage redis --nodes 3".split(" "));
  assertEquals(three?.nodes, 3);
});

Deno.test("parseCheckOptions() takes a disk for real time, with 40 kills unless told", () => {
  const options = parseCheckOptions(["--storage=disk"]);
  const { modes, nodes, kills } = options!;
  assertEquals([modes, nodes, kills], [["real"], undefined, 40]);
  const few = parseCheckOptions("--storage disk --kills 3".split(" "));
  assertEquals(few?.kills, 3);
});

Deno.test("parseCheckOptions() refuses nodes and modes that Redis does not go with", () => {
  for (
    const line of [
      "--storage=tape",
      "--kills=3",
      "--storage=disk --nodes=2",
      "--storage=disk --kills=0",
      "--storage=disk --mode=sim",
      "--nodes=2",
      "--storage=redis --nodes=4",
      "--storage=redis --mode=sim",
      "--storage=redis --mode=both",
    ]
  ) {
    const refused = () => parseCheckOptions(line.split(" "));
    assertThrows(refused, RangeError, "expected");
  }
});

Deno.test("parseCheckOptions() refuses what it does not know", () => {
  for (
    const line of [
      "--sed=1",
      "--together=17",
      "--seed=x",
      "--clients=1",
      "--mode=fast",
      "1",
    ]
  ) {
    assertThrows(() => parseCheckOptions([line]), RangeError, "expected");
  }
});

Deno.test("parseCheckOptions() leaves help to its caller", () => {
  assertEquals(parseCheckOptions(["--help"]), undefined);
});
