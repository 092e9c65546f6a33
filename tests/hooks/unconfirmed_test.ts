import { assertEquals } from "@std/assert";
import type { Message } from "../../src/domain/model.ts";
import { MAX_ALL, MAX_EACH, Unconfirmed } from "../../src/hooks/unconfirmed.ts";
import type { GatewayCommands } from "../../src/push/gateway_commands.ts";
import { ConnectionRef } from "../../src/push/connection_ref.ts";

const NOWHERE = {} as GatewayCommands;

function bench() {
  const refs = new Set<ConnectionRef>();
  const time = { now: 0 };
  const unconfirmed = new Unconfirmed({
    refsOf: () => refs,
    coarse: () => time.now,
  });
  const connect = () => {
    const ref = new ConnectionRef(NOWHERE, refs.size);
    ref.hear(time.now);
    refs.add(ref);
    return ref;
  };
  const end = (ref: ConnectionRef) => {
    refs.delete(ref);
    unconfirmed.ended("bob", ref);
  };
  const write = (id: string) => {
    time.now++;
    unconfirmed.add("bob", { id } as Message);
    time.now++;
  };
  const left = () => unconfirmed.take("bob").map(({ id }) => id);
  return { time, unconfirmed, connect, end, write, left };
}

Deno.test("what was written after the last sign of life may not have arrived", () => {
  const { time, connect, end, write, left } = bench();
  const phone = connect();
  write("a");
  phone.hear(time.now);
  write("b");
  write("c");
  end(phone);
  assertEquals(left(), ["b", "c"]);
  assertEquals(left(), []);
});

Deno.test("one of several devices that is heard is enough", () => {
  const { time, unconfirmed, connect, end, write, left } = bench();
  const [phone, desktop] = [connect(), connect()];
  write("a");
  desktop.hear(time.now);
  end(desktop);
  write("b");
  end(phone);
  assertEquals(left(), ["b"]);
  assertEquals(unconfirmed.size, 0);
});

Deno.test("of each user only the newest are remembered", () => {
  const { unconfirmed, connect, end, write, left } = bench();
  const phone = connect();
  for (let at = 0; at < 2 * MAX_EACH; at++) write(String(at));
  assertEquals(unconfirmed.size, MAX_EACH);
  for (let at = 0; at < 5; at++) write(`later ${at}`);
  end(phone);
  const told = left();
  assertEquals([told.length, told.at(0)], [MAX_EACH, String(MAX_EACH + 5)]);
  assertEquals(unconfirmed.size, 0);
});

Deno.test("when there are too many, those that have arrived make room", () => {
  const refs = new Map<string, ConnectionRef>();
  let now = 0;
  const unconfirmed = new Unconfirmed({
    refsOf: (userId) => {
      const ref = refs.get(userId);
      return ref === undefined ? [] : [ref];
    },
    coarse: () => now,
  });
  const message = { id: "m" } as Message;
  for (let user = 0; unconfirmed.size < MAX_ALL; user++) {
    unconfirmed.add(`user${user}`, message);
  }
  unconfirmed.add("late", message);
  assertEquals(unconfirmed.take("late").length, 0);
  const heard = new ConnectionRef(NOWHERE, 1);
  now = 5000;
  heard.hear(now);
  refs.set("user0", heard);
  unconfirmed.add("late", message);
  assertEquals(unconfirmed.take("late").length, 1);
});

Deno.test("of who is erased nothing is remembered, neither got nor sent", () => {
  const unconfirmed = new Unconfirmed({ refsOf: () => [], coarse: () => 0 });
  const from = (id: string) => ({ id, sender: { id } }) as Message;
  unconfirmed.add("ann", from("bob"));
  for (const id of ["ann", "cat", "ann"]) unconfirmed.add("bob", from(id));
  unconfirmed.forget("ann");
  assertEquals(unconfirmed.size, 1);
  assertEquals(unconfirmed.take("ann"), []);
  assertEquals(unconfirmed.take("bob").map(({ id }) => id), ["cat"]);
  assertEquals(unconfirmed.size, 0);
});
