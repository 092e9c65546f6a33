import { assert, assertEquals } from "@std/assert";
import { Punctuality } from "../../../src/storage/redis/punctuality.ts";
import { testWithRedis } from "../../helpers/redis_server.ts";
import { createRedis, HangingTime } from "../../helpers/redis_storage.ts";

function create() {
  let now = 0;
  const punctuality = new Punctuality(() => now);
  const each = (answers: string) => {
    for (const answer of answers) punctuality.note(answer === "+");
    return punctuality.isLate;
  };
  return { punctuality, each, advance: (ms: number) => void (now += ms) };
}

Deno.test("a server is late where seven of eight requests are, and not for four", () => {
  const { punctuality, each } = create();
  assertEquals(each("----"), false, "that may be chance");
  assertEquals(each("-+--"), true);
  assertEquals(punctuality.counts(), { asked: 8, late: 7 });
});

Deno.test("a call that several requests wait for counts as each of them", () => {
  const { punctuality } = create();
  punctuality.note(true, 3);
  punctuality.note(false, 5);
  assertEquals(punctuality.isLate, true);
  assertEquals(punctuality.counts(), { asked: 8, late: 5 });
});

Deno.test("a server that answers most is not late, nor one that was late long ago", () => {
  const { punctuality, each, advance } = create();
  assertEquals(each("+++++++++++++++++----"), false);
  advance(11_000);
  assertEquals(each("----"), false);
  assertEquals(punctuality.counts(), { asked: 4, late: 4 });
});

Deno.test("a server that was late is not believed before it has been well for five seconds", () => {
  const { each, advance } = create();
  assertEquals(each("-----"), true);
  const states: boolean[] = [];
  for (let second = 1; second <= 8; second++) {
    advance(1000);
    states.push(each("+"));
  }
  assertEquals(states, [true, true, true, true, true, false, false, false]);
});

Deno.test("a server that is late now and then stays late: it does not flap", () => {
  const { each, advance } = create();
  assertEquals(each("-----"), true);
  for (let second = 0; second < 60; second++) {
    advance(1000);
    assertEquals(each(second % 2 === 0 ? "+++---" : "++++++-"), true);
  }
});

Deno.test("what was late is forgotten when it is another server", () => {
  const { punctuality, each } = create();
  assertEquals(each("-----"), true);
  punctuality.forget();
  assertEquals(punctuality.isLate, false);
  assertEquals(punctuality.counts(), { asked: 0, late: 0 });
});

testWithRedis(
  "a Redis that answers too late is told of in words, and looked after",
  async (server) => {
    const time = new HangingTime();
    const { connection, lines } = await createRedis([server.url], {
      timeout: 5000,
      time,
    });
    const ask = () =>
      connection.run((redis) => redis.hGetAll("gim:x")).then(
        () => true,
        () => false,
      );
    assertEquals(await ask(), true);
    server.pause();
    time.isHanging = true;
    const answers = await Promise.all(Array.from({ length: 7 }, ask));
    time.isHanging = false;
    server.resume();
    assertEquals(answers, Array(7).fill(false));
    assertEquals(
      connection.lateness,
      "7 of 8 requests of the last 10 s had no answer within 5000 ms",
    );
    const told = lines.map((line) => JSON.parse(line))
      .filter(({ level }) => level === "warn").map(({ event }) => event);
    assert(told.includes("redis answers too late"), told.join());
    await connection.close();
  },
);
