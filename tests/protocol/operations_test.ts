import { assertEquals } from "@std/assert";
import { OPERATIONS } from "../../src/protocol/operations.ts";

Deno.test("the op table has the numbers of the wire", () => {
  const numbers = Object.values(OPERATIONS).map(({ op, name }) => [name, op]);
  assertEquals(Object.fromEntries(numbers), {
    login: 101,
    logout: 103,
    heartbeat: 105,
    send: 201,
    history: 203,
    sessions: 205,
    sync: 207,
    read: 209,
    recall: 211,
    edit: 213,
    react: 215,
    reactions: 217,
    signal: 219,
    join: 301,
    leave: 303,
    members: 305,
    chatroom: 307,
    configure: 309,
    role: 311,
    remove: 313,
    ban: 315,
    mute: 317,
    add: 319,
    sanctions: 321,
    user: 401,
    block: 403,
    blocks: 405,
    watch: 407,
    profile: 409,
  });
});

Deno.test("a request's op is odd, so that no request is another's reply", () => {
  for (const { op } of Object.values(OPERATIONS)) assertEquals(op % 2, 1);
});

Deno.test("only login and heartbeat may be asked before a login", () => {
  const open = Object.values(OPERATIONS).filter((each) => each.open);
  assertEquals(open.map(({ name }) => name), ["login", "heartbeat"]);
});
