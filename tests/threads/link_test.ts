import { assertEquals, assertMatch } from "@std/assert";
import { GOING_AWAY } from "../../src/base/close_codes.ts";
import { ReplyError } from "../../src/base/errors.ts";
import type { LocalCore } from "../../src/gateway/local_core.ts";
import type {
  Behind,
  GatewayCommands,
  RoomBatch,
  Told,
} from "../../src/push/gateway_commands.ts";
import { CoreEnd } from "../../src/threads/core_end.ts";
import { Gate } from "../../src/threads/gate.ts";
import { RemoteCore, TAKEN_AT_ONCE } from "../../src/threads/remote_core.ts";
import { FakeClock } from "../helpers/fake_clock.ts";
import { refusal } from "../helpers/refusal.ts";

const METHODS = [
  ...["admit", "dismiss", "close", "enter", "exit"],
  ...["deliver", "notify", "notifyChatroom", "notifyAll", "tell"],
  ...["pushChatroom", "replace"],
];

/** Whoever is told of this user throws. */
const FAULTY = "faulty";
/** The core throws when it is told that this connection has gone. */
const FAULTY_NUMBER = 13;

/** Both ends of a link, over a line in memory. */
function createLink(fulfil: LocalCore["fulfil"] = () => ({})) {
  const clock = new FakeClock();
  const gone: number[] = [];
  const stuck: [number, boolean][] = [];
  const told: unknown[][] = [];
  const served: ((behind: Behind) => void)[] = [];
  const answers: Told[] = [];
  const held: string[] = [];
  const faults: unknown[] = [];
  let holding = false;
  const local = Object.fromEntries(METHODS.map((name) => [
    name,
    (...args: unknown[]) => {
      if (name === "pushChatroom") served.push(args.pop() as never);
      if (name === "tell") answers.push(args.pop() as never);
      told.push([name, ...args]);
      if (args[0] === FAULTY) throw new Error(`${name} of ${FAULTY}`);
    },
  ])) as unknown as GatewayCommands;
  let commands: GatewayCommands | undefined;
  const end: CoreEnd = new CoreEnd({
    port: {
      postMessage: (text) => {
        if (holding) held.push(String(text));
        else near.receive(String(text));
      },
    },
    connect: (remote) => {
      commands = remote;
      const goneAll = () => void gone.push(-1);
      const one = (id: number) => {
        gone.push(id);
        if (id === FAULTY_NUMBER) throw new Error("gone");
      };
      const core = {
        fulfil,
        gone: one,
        goneAll,
        stuck: (...args: [number, boolean]) => void stuck.push(args),
      };
      return core as unknown as LocalCore;
    },
    gate: new Gate(2 * TAKEN_AT_ONCE),
    clock,
    report: (_id, fault) => faults.push(fault),
  });
  const near: RemoteCore = new RemoteCore({
    port: { postMessage: (text) => end.receive(String(text)) },
    commands: local,
    clock,
    onFault: (fault) => faults.push(fault),
  });
  /** What is told stays on its way until the returned is called. */
  const hold = () => {
    holding = true;
    return () => {
      holding = false;
      for (const text of held.splice(0)) near.receive(text);
    };
  };
  const parts = { clock, end, core: near, commands: commands!, hold };
  return { ...parts, told, served, answers, gone, stuck, faults };
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
  const { clock, commands, told } = createLink();
  commands.admit(1, "ann");
  commands.admit(1, "ann", 60_000);
  commands.enter("room", "ann");
  commands.enter("other", "ann", 7);
  commands.deliver("ann", MESSAGES, 7);
  commands.deliver("ann", MESSAGES);
  commands.notify("ann", EVENT);
  commands.notifyChatroom("room", EVENT, 3);
  commands.exit("room", "ann");
  commands.dismiss(1);
  commands.close(1, GOING_AWAY);
  clock.settle();
  assertEquals(told, [
    ["admit", 1, "ann", undefined],
    ["admit", 1, "ann", 60_000],
    ["enter", "room", "ann", undefined],
    ["enter", "other", "ann", 7],
    ["deliver", "ann", MESSAGES, 7],
    ["deliver", "ann", MESSAGES, undefined],
    ["notify", "ann", EVENT, undefined],
    ["notifyChatroom", "room", EVENT, 3],
    ["exit", "room", "ann"],
    ["dismiss", 1],
    ["close", 1, GOING_AWAY],
  ]);
});

Deno.test("a chatroom's push is served when the gateway says so", async () => {
  const { clock, commands, served } = createLink();
  const batch: RoomBatch = {
    session: { id: "1:room", type: 1, title: "Room" },
    start: 0,
    end: 0,
    items: [],
  };
  const outcomes: Behind[] = [];
  commands.pushChatroom("room", batch, (behind) => outcomes.push(behind));
  await settle(clock);
  assertEquals(outcomes, []);
  served[0]!("somebody");
  await settle(clock);
  assertEquals(outcomes, ["somebody"]);
});

const CAME = { event: "online", user_id: "bob", last_seen: 1 } as const;

Deno.test("a gateway says which connections it could not tell of an event, of each event", async () => {
  const { clock, commands, told, answers } = createLink();
  const behind: (readonly number[])[] = [];
  for (const connections of [[1, 2, 3], [2]]) {
    commands.tell(connections, CAME, (each) => behind.push(each));
  }
  await settle(clock);
  assertEquals(told, [["tell", [1, 2, 3], CAME], ["tell", [2], CAME]]);
  assertEquals(behind, []);
  answers[0]!([1, 3]);
  answers[1]!([]);
  await settle(clock);
  assertEquals(behind, [[1, 3], []]);
});

Deno.test("an event that cannot cross leaves all behind; of a gateway that has gone nobody is", async () => {
  const { clock, end, commands, answers } = createLink();
  const behind: (readonly number[])[] = [];
  const note = (each: readonly number[]) => void behind.push(each);
  commands.tell([1, 2], unwritable() as unknown as typeof CAME, note);
  await settle(clock);
  assertEquals(behind.splice(0), [[1, 2]]);
  commands.tell([1, 2], CAME, note);
  await settle(clock);
  end.lose();
  commands.tell([1, 2], CAME, note);
  answers[0]!([1]);
  await settle(clock);
  assertEquals(behind, [[], []]);
});

Deno.test("requests are fulfilled in their order, each with its connection", async () => {
  const asked: unknown[] = [];
  const { clock, core } = createLink((op, body, connection) => {
    asked.push([op, body, connection]);
    return { op };
  });
  const answers = [
    core.fulfil(201, { a: 1 }, 5),
    core.fulfil(203, {}, 5),
  ];
  await settle(clock);
  assertEquals(await Promise.all(answers), [{ op: 201 }, { op: 203 }]);
  assertEquals(asked, [[201, { a: 1 }, 5], [203, {}, 5]]);
});

Deno.test("a refusal crosses as it is, a fault as a 500 without its text", async () => {
  const { clock, core } = createLink((op) => {
    throw op === 1 ? new ReplyError(404, "no such user") : new Error("secret");
  });
  const [known, unknown] = [1, 2].map((op) =>
    refusal(async () => await core.fulfil(op, {}, 1))
  );
  await settle(clock);
  assertEquals([(await known!).code, (await known!).message], [
    404,
    "no such user",
  ]);
  assertEquals((await unknown!).code, 500);
  assertEquals((await unknown!).message.includes("secret"), false);
});

Deno.test("the core is told who does not read", () => {
  const { clock, core, stuck } = createLink();
  core.stuck(7, true);
  core.stuck(7, false);
  clock.settle();
  assertEquals(stuck, [[7, true], [7, false]]);
});

Deno.test("that a connection has gone comes after its last request", async () => {
  const order: string[] = [];
  const { clock, core, gone } = createLink(() => {
    order.push(`asked, gone ${gone.length}`);
    return {};
  });
  core.fulfil(201, {}, 9);
  core.gone(9);
  await settle(clock);
  assertEquals([order, gone], [["asked, gone 0"], [9]]);
});

Deno.test("a gateway that takes nothing holds requests back, until it takes", async () => {
  let asked = 0;
  const { clock, core, commands, hold } = createLink(() => {
    asked++;
    return {};
  });
  const release = hold();
  for (let at = 0; at <= 3 * TAKEN_AT_ONCE; at++) commands.admit(at, "ann");
  core.fulfil(105, {}, 1);
  await settle(clock);
  assertEquals(asked, 0);
  release();
  await settle(clock);
  assertEquals(asked, 1);
});

Deno.test("a gateway that has gone owes nothing: its pushes count as served", () => {
  const { end, commands, gone } = createLink();
  const batch: RoomBatch = {
    session: { id: "1:room", type: 1, title: "Room" },
    start: 0,
    end: 0,
    items: [],
  };
  const outcomes: Behind[] = [];
  const served = (behind: Behind) => outcomes.push(behind);
  commands.pushChatroom("room", batch, served);
  end.lose();
  commands.pushChatroom("other", batch, served);
  assertEquals([outcomes, gone], [["nobody", "nobody"], [-1]]);
});

/** What has no text. */
function unwritable(): object {
  return { number: 1n };
}

Deno.test("a request that cannot cross fails alone, and those of the same turn are fulfilled", async () => {
  const { clock, core, faults } = createLink((op) => ({ op }));
  const first = core.fulfil(1, {}, 1);
  const bad = core.fulfil(2, unwritable(), 1).catch(String);
  const last = core.fulfil(3, {}, 1);
  await settle(clock);
  assertEquals([await first, await last], [{ op: 1 }, { op: 3 }]);
  assertMatch(await bad as string, /^TypeError/);
  const later = core.fulfil(4, {}, 1);
  await settle(clock);
  assertEquals([await later, faults], [{ op: 4 }, []]);
});

Deno.test("a reply that cannot cross becomes a 500 with a logged id, and costs no other reply", async () => {
  const { clock, core, faults } = createLink((op) =>
    op === 2 ? unwritable() : { op }
  );
  const first = core.fulfil(1, {}, 1);
  const bad = refusal(() => core.fulfil(2, {}, 1));
  const last = core.fulfil(3, {}, 1);
  await settle(clock);
  assertEquals([await first, await last], [{ op: 1 }, { op: 3 }]);
  assertEquals((await bad)!.code, 500);
  assertMatch(
    (await bad)!.message,
    /^internal error, logged as [0-9a-f-]{36}$/,
  );
  assertEquals(faults.length, 1);
});

Deno.test("a push that cannot cross reaches nobody, and what comes with it does", async () => {
  const { clock, commands, told, faults } = createLink();
  const session = { id: "1:room", type: 1, title: "Room" } as const;
  const items = [unwritable()] as unknown as RoomBatch["items"];
  const outcomes: Behind[] = [];
  const batch = { session, start: 0, end: 1, items };
  commands.pushChatroom("room", batch, (behind) => outcomes.push(behind));
  commands.deliver("ann", MESSAGES);
  await settle(clock);
  assertEquals([outcomes, faults.length], [["everybody"], 1]);
  assertEquals(told, [["deliver", "ann", MESSAGES, undefined]]);
});

Deno.test("what could not cross is not owed: requests do not wait for it", async () => {
  let asked = 0;
  const { clock, core, commands } = createLink(() => ({ asked: ++asked }));
  const push = unwritable() as unknown as typeof MESSAGES;
  for (let at = 0; at <= 3 * TAKEN_AT_ONCE; at++) commands.deliver("ann", push);
  await settle(clock);
  core.fulfil(105, {}, 1);
  await settle(clock);
  assertEquals(asked, 1);
});

Deno.test("a throw while one thing is taken costs nothing else of its batch, at both ends", async () => {
  const { clock, core, commands, told, gone, faults } = createLink();
  commands.exit(FAULTY, "ann");
  commands.exit("room", "ann");
  core.gone(FAULTY_NUMBER);
  core.gone(2);
  await settle(clock);
  assertEquals(told.map(([, room]) => room), [FAULTY, "room"]);
  assertEquals([gone, faults.length], [[FAULTY_NUMBER, 2], 2]);
});

Deno.test("a throw of who waited for a push costs nothing else of the batch", async () => {
  const { clock, core, commands, served, gone, faults } = createLink();
  const session = { id: "1:room", type: 1, title: "Room" } as const;
  commands.pushChatroom(
    "room",
    { session, start: 0, end: 0, items: [] },
    () => {
      throw new Error("served");
    },
  );
  await settle(clock);
  served[0]!("nobody");
  core.gone(2);
  await settle(clock);
  assertEquals([gone, faults.map(String)], [[2], ["Error: served"]]);
});
