import { assertEquals } from "@std/assert";
import { GOING_AWAY } from "../../src/close_codes.ts";
import { ReplyError } from "../../src/errors.ts";
import type { LocalCore } from "../../src/gateway/local_core.ts";
import type { Outlet, RoomBatch } from "../../src/push/outlet.ts";
import { CoreEnd } from "../../src/threads/core_end.ts";
import { Gate } from "../../src/threads/gate.ts";
import { RemoteCore, TAKEN_AT_ONCE } from "../../src/threads/remote_core.ts";
import { FakeClock } from "../helpers/fake_clock.ts";
import { refusal } from "../helpers/refusal.ts";

const METHODS = [
  ...["admit", "dismiss", "close", "enter", "exit"],
  ...["deliver", "tell", "tellChatroom", "pushChatroom", "replace"],
];

/** Both ends of a link, over a line in memory. */
function createLink(fulfil: LocalCore["fulfil"] = () => ({})) {
  const clock = new FakeClock();
  const gone: number[] = [];
  const told: unknown[][] = [];
  const served: ((behind: boolean) => void)[] = [];
  const held: string[] = [];
  let holding = false;
  const local = Object.fromEntries(METHODS.map((name) => [
    name,
    (...args: unknown[]) => {
      if (name === "pushChatroom") served.push(args.pop() as never);
      told.push([name, ...args]);
    },
  ])) as unknown as Outlet;
  let outlet: Outlet | undefined;
  const end: CoreEnd = new CoreEnd({
    port: {
      postMessage: (text) => {
        if (holding) held.push(String(text));
        else near.receive(String(text));
      },
    },
    connect: (remote) => {
      outlet = remote;
      const goneAll = () => void gone.push(-1);
      const core = { fulfil, gone: (id: number) => gone.push(id), goneAll };
      return core as unknown as LocalCore;
    },
    gate: new Gate(2 * TAKEN_AT_ONCE),
    clock,
    report: () => {},
  });
  const near: RemoteCore = new RemoteCore({
    port: { postMessage: (text) => end.receive(String(text)) },
    outlet: local,
    clock,
  });
  /** What is told stays on its way until the returned is called. */
  const hold = () => {
    holding = true;
    return () => {
      holding = false;
      for (const text of held.splice(0)) near.receive(text);
    };
  };
  const parts = { clock, end, core: near, outlet: outlet!, hold };
  return { ...parts, told, served, gone };
}

/** Lets everything cross that is under way. */
async function settle(clock: FakeClock): Promise<void> {
  for (let round = 0; round < 5; round++) {
    clock.settle();
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}

const MESSAGES = {
  session: { id: "2:ann", type: 2, title: "\ud800 lone" },
  items: [],
  missed: 0,
} as const;
const EVENT = {
  event: "read",
  session_id: "2:ann",
  user_id: "ann",
  sequence: 1,
} as const;

Deno.test("what the core tells a gateway arrives as it was told, in its order", () => {
  const { clock, outlet, told } = createLink();
  outlet.admit(1, "ann");
  outlet.enter("room", "ann");
  outlet.deliver("ann", MESSAGES, 7);
  outlet.deliver("ann", MESSAGES);
  outlet.tell("ann", EVENT);
  outlet.tellChatroom("room", EVENT, 3);
  outlet.exit("room", "ann");
  outlet.dismiss(1);
  outlet.close(1, GOING_AWAY);
  clock.settle();
  assertEquals(told, [
    ["admit", 1, "ann"],
    ["enter", "room", "ann"],
    ["deliver", "ann", MESSAGES, 7],
    ["deliver", "ann", MESSAGES, undefined],
    ["tell", "ann", EVENT, undefined],
    ["tellChatroom", "room", EVENT, 3],
    ["exit", "room", "ann"],
    ["dismiss", 1],
    ["close", 1, GOING_AWAY],
  ]);
});

Deno.test("a chatroom's push is served when the gateway says so", async () => {
  const { clock, outlet, served } = createLink();
  const batch: RoomBatch = {
    session: { id: "1:room", type: 1, title: "Room" },
    ...{ start: 0, end: 0, items: [] },
  };
  const outcomes: boolean[] = [];
  outlet.pushChatroom("room", batch, (behind) => outcomes.push(behind));
  await settle(clock);
  assertEquals(outcomes, []);
  served[0]!(true);
  await settle(clock);
  assertEquals(outcomes, [true]);
});

Deno.test("requests are fulfilled in their order, each with its asker", async () => {
  const asked: unknown[] = [];
  const { clock, core } = createLink((op, body, asker) => {
    asked.push([op, body, asker]);
    return { op };
  });
  const asker = { connection: 5, userId: "ann" };
  const answers = [
    core.fulfil(201, { a: 1 }, asker),
    core.fulfil(203, {}, asker),
  ];
  await settle(clock);
  assertEquals(await Promise.all(answers), [{ op: 201 }, { op: 203 }]);
  assertEquals(asked, [[201, { a: 1 }, asker], [203, {}, asker]]);
});

Deno.test("a refusal crosses as it is, a fault as a 500 without its text", async () => {
  const { clock, core } = createLink((op) => {
    throw op === 1 ? new ReplyError(404, "no such user") : new Error("secret");
  });
  const asker = { connection: 1, userId: "" };
  const [known, unknown] = [1, 2].map((op) =>
    refusal(async () => await core.fulfil(op, {}, asker))
  );
  await settle(clock);
  assertEquals([(await known!).code, (await known!).message], [
    404,
    "no such user",
  ]);
  assertEquals((await unknown!).code, 500);
  assertEquals((await unknown!).message.includes("secret"), false);
});

Deno.test("that a connection has gone comes after its last request", async () => {
  const order: string[] = [];
  const { clock, core, gone } = createLink(() => {
    order.push(`asked, gone ${gone.length}`);
    return {};
  });
  core.fulfil(201, {}, { connection: 9, userId: "ann" });
  core.gone(9);
  await settle(clock);
  assertEquals([order, gone], [["asked, gone 0"], [9]]);
});

Deno.test("a gateway that takes nothing holds requests back, until it takes", async () => {
  let asked = 0;
  const { clock, core, outlet, hold } = createLink(() => {
    asked++;
    return {};
  });
  const release = hold();
  for (let at = 0; at <= 3 * TAKEN_AT_ONCE; at++) outlet.admit(at, "ann");
  core.fulfil(105, {}, { connection: 1, userId: "" });
  await settle(clock);
  assertEquals(asked, 0);
  release();
  await settle(clock);
  assertEquals(asked, 1);
});

Deno.test("a gateway that has gone owes nothing: its pushes count as served", () => {
  const { end, outlet, gone } = createLink();
  const batch: RoomBatch = {
    session: { id: "1:room", type: 1, title: "Room" },
    ...{ start: 0, end: 0, items: [] },
  };
  const outcomes: boolean[] = [];
  const served = (behind: boolean) => outcomes.push(behind);
  outlet.pushChatroom("room", batch, served);
  end.lose();
  outlet.pushChatroom("other", batch, served);
  assertEquals([outcomes, gone], [[false, false], [-1]]);
});
