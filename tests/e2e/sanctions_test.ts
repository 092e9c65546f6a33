import { assertEquals } from "@std/assert";
import { CHATROOM, type Failure, OP, unique } from "../helpers/contract.ts";
import { testOnEachStorage, type World } from "../helpers/each_storage.ts";
import type { Gim } from "../helpers/gim.ts";
import { call, tokenFor } from "../helpers/http.ts";
import { ObservedClient } from "../helpers/observed_client.ts";

/*
 * What a sanction forbids is forbidden everywhere at once: each way to a
 * chatroom after each sanction, over sockets and HTTP, on each storage, at the
 * node where it was imposed and at another, and after a restart.
 */

const NUMBERED = ["--enable-message-sequence=true"];
const QUICK = ["--message-push-duration", "20ms"];

/** Whom it concerns, and what is asked. */
interface Target {
  readonly client: ObservedClient;
  readonly http: string;
  readonly token: string;
  readonly room: string;
  /** A message of the target's own in the chatroom. */
  readonly own: string;
}

/** A way to a chatroom, over a socket and over HTTP. */
interface Way {
  readonly op: number;
  readonly body: (target: Target) => object;
  readonly line: (target: Target) => string;
  readonly httpBody?: (target: Target) => object;
}

const message = ({ room }: Target) => ({
  type: CHATROOM,
  target_id: room,
  content: "again",
});

const WAYS = {
  send: {
    op: OP.send,
    body: message,
    line: () => "POST /messages",
    httpBody: message,
  },
  history: {
    op: OP.history,
    body: ({ room }) => ({ session_id: `1:${room}` }),
    line: ({ room }) => `GET /sessions/1:${room}/messages`,
  },
  sync: {
    op: OP.sync,
    body: ({ room }) => ({ session_id: `1:${room}`, after_sequence: 0 }),
    line: ({ room }) => `GET /sessions/1:${room}/messages?after_sequence=0`,
  },
  read: {
    op: OP.read,
    body: ({ room }) => ({ session_id: `1:${room}`, sequence: 1 }),
    line: ({ room }) => `POST /sessions/1:${room}/read`,
    httpBody: () => ({ sequence: 1 }),
  },
  edit: {
    op: OP.edit,
    body: ({ room, own }) => ({
      session_id: `1:${room}`,
      message_id: own,
      content: "edited",
    }),
    line: ({ room, own }) => `PATCH /sessions/1:${room}/messages/${own}`,
    httpBody: () => ({ content: "edited" }),
  },
  react: {
    op: OP.react,
    body: ({ room, own }) => ({
      session_id: `1:${room}`,
      message_id: own,
      reaction: "+1",
    }),
    line: ({ room, own }) =>
      `PUT /sessions/1:${room}/messages/${own}/reactions/+1`,
  },
  reactions: {
    op: OP.reactions,
    body: ({ room, own }) => ({
      session_id: `1:${room}`,
      message_id: own,
      reaction: "+1",
    }),
    line: ({ room, own }) =>
      `GET /sessions/1:${room}/messages/${own}/reactions/+1`,
  },
  recall: {
    op: OP.recall,
    body: ({ room, own }) => ({ session_id: `1:${room}`, message_id: own }),
    line: ({ room, own }) => `DELETE /sessions/1:${room}/messages/${own}`,
  },
  members: {
    op: OP.members,
    body: ({ room }) => ({ id: room }),
    line: ({ room }) => `GET /chatrooms/${room}/members`,
  },
  chatroom: {
    op: OP.chatroom,
    body: ({ room }) => ({ id: room }),
    line: ({ room }) => `GET /chatrooms/${room}`,
  },
  add: {
    op: OP.add,
    body: ({ room }) => ({ id: room, user_ids: ["nobody"] }),
    line: ({ room }) => `PUT /chatrooms/${room}/members/nobody`,
  },
  configure: {
    op: OP.configure,
    body: ({ room }) => ({ id: room, name: "x" }),
    line: ({ room }) => `PATCH /chatrooms/${room}`,
    httpBody: () => ({ name: "x" }),
  },
  role: {
    op: OP.role,
    body: ({ room }) => ({ id: room, user_id: "nobody", role: "admin" }),
    line: ({ room }) => `PUT /chatrooms/${room}/members/nobody`,
    httpBody: () => ({ role: "admin" }),
  },
  remove: {
    op: OP.remove,
    body: ({ room }) => ({ id: room, user_ids: ["nobody"] }),
    line: ({ room }) => `DELETE /chatrooms/${room}/members/nobody`,
  },
  ban: {
    op: OP.ban,
    body: ({ room }) => ({ id: room, user_id: "nobody" }),
    line: ({ room }) => `PUT /chatrooms/${room}/bans/nobody`,
  },
  mute: {
    op: OP.mute,
    body: ({ room }) => ({ id: room, user_id: "nobody" }),
    line: ({ room }) => `PUT /chatrooms/${room}/mutes/nobody`,
  },
  sanctions: {
    op: OP.sanctions,
    body: ({ room }) => ({ id: room }),
    line: ({ room }) => `GET /chatrooms/${room}/sanctions`,
  },
  leave: {
    op: OP.leave,
    body: ({ room }) => ({ id: room }),
    line: ({ room }) => `DELETE /chatrooms/${room}/members/me`,
  },
  join: {
    op: OP.join,
    body: ({ room }) => ({ id: room }),
    line: ({ room }) => `PUT /chatrooms/${room}/members/me`,
  },
} as const satisfies Record<string, Way>;

type Name = keyof typeof WAYS;

/** "ok", a code, or a code with its reason. */
type Outcome = string;

/** A sanction: how it is imposed, and what becomes of each way. */
interface Sanction {
  readonly impose: (
    ann: ObservedClient,
    about: { id: string; user_id: string },
  ) => Promise<unknown>;
  readonly outcomes: Readonly<Record<Name, Outcome>>;
  /** Does the chatroom stay in the target's list, and do its pushes come? */
  readonly stays: boolean;
}

function all(outcome: Outcome): Record<Name, Outcome> {
  const names = Object.keys(WAYS).map((name) => [name, outcome]);
  return Object.fromEntries(names) as Record<Name, Outcome>;
}

/** What only admins may do, and a member who is left in peace may not. */
const OF_ADMINS = {
  configure: "403 role",
  role: "403 role",
  remove: "403 role",
  ban: "403 role",
  mute: "403 role",
  sanctions: "403 role",
} as const;

const SANCTIONS: Readonly<Record<string, Sanction>> = {
  ban: {
    impose: (ann, about) => ann.ask(OP.ban, about),
    outcomes: all("403 banned"),
    stays: false,
  },
  "ban for a while": {
    impose: (ann, about) => ann.ask(OP.ban, { ...about, seconds: 3600 }),
    outcomes: all("403 banned"),
    stays: false,
  },
  mute: {
    impose: (ann, about) => ann.ask(OP.mute, about),
    outcomes: {
      ...all("ok"),
      ...OF_ADMINS,
      send: "403 muted",
      edit: "403 muted",
      react: "403 muted",
    },
    stays: true,
  },
  removal: {
    impose: async (ann, { id, user_id }) => {
      await ann.ask(OP.configure, { id, join: "invite" });
      await ann.ask(OP.remove, { id, user_ids: [user_id] });
    },
    outcomes: { ...all("403"), join: "403 invite" },
    stays: false,
  },
  "admins only": {
    impose: (ann, { id }) => ann.ask(OP.configure, { id, send: "admins" }),
    outcomes: {
      ...all("ok"),
      ...OF_ADMINS,
      send: "403 admins_only",
      edit: "403 admins_only",
    },
    stays: true,
  },
};

/** What a way comes to over a socket. */
async function overSocket(target: Target, way: Way): Promise<Outcome> {
  const { client } = target;
  const number = client.post(way.op, way.body(target));
  const { code } = await client.reply(way.op, number);
  if (code === 0) return "ok";
  return outcomeOf(code, client.failureOf(number));
}

/** The same over HTTP. */
async function overHttp(target: Target, way: Way): Promise<Outcome> {
  const { http, token } = target;
  const body = way.httpBody?.(target);
  const line = way.line(target);
  const answer = await call<Failure | null>(http, line, { token, body });
  if (answer.code === 0) return "ok";
  return outcomeOf(answer.code, answer.data);
}

function outcomeOf(code: number, failure: Failure | null): Outcome {
  const { reason } = failure ?? {};
  // Who may add somebody is told that there is no such user.
  if (reason === "unknown") return "ok";
  return reason === undefined ? String(code) : `${code} ${reason}`;
}

/** Everything that a target gets to see after a sanction. */
async function assertOutcomes(
  target: Target,
  { outcomes, stays }: Sanction,
  where: string,
): Promise<void> {
  for (const [name, way] of Object.entries<Way>(WAYS)) {
    const expected = outcomes[name as Name];
    const found = [await overSocket(target, way), await overHttp(target, way)];
    // One of the two has left already.
    const isSecond = name === "leave" && expected === "ok";
    const wanted = [expected, isSecond ? "403" : expected];
    assertEquals(found, wanted, `${name} ${where}`);
  }
  const { items } = await target.client.ask(OP.sessions);
  const isListed = items.some(({ id }) => id === `1:${target.room}`);
  assertEquals(isListed, stays, `the list ${where}`);
}

/** A chatroom in which bob has been sanctioned. */
interface Case {
  readonly name: string;
  readonly sanction: Sanction;
  readonly room: string;
  readonly bob: string;
  readonly own: string;
}

/** Imposes a sanction in a chatroom of its own, and looks at each way. */
async function check(
  { here, there }: World,
  name: string,
  sanction: Sanction,
): Promise<void> {
  const [room, bob] = [unique("room"), unique("bob")];
  await using ann = await ObservedClient.login(here.ws, unique("ann"));
  await using client = await ObservedClient.login(there.ws, bob);
  await using other = await ObservedClient.login(there.ws, bob);
  await ann.ask(OP.join, { id: room });
  await client.ask(OP.join, { id: room });
  const { id: own } = await client.say(room, "mine");
  for (const each of [ann, client, other]) await each.push();
  const token = await tokenFor(there.http, bob);
  const target = { client, http: there.http, token, room, own };
  await sanction.impose(ann, { id: room, user_id: bob });
  for (const each of [client, other]) {
    if (name === "mute") await each.event("muted");
    else if (!sanction.stays) await each.event("removed");
    else await each.event("updated");
  }
  await ann.say(room, "after it");
  await ann.push();
  if (sanction.stays) await other.push();
  await assertOutcomes(target, sanction, `after ${name}`);
  if (!sanction.stays) {
    const pushes = [...await client.unread(), ...await other.unread()];
    const told = pushes.filter(({ op }) => op === 501);
    assertEquals(told, [], `pushes after ${name}`);
  }
}

/** Imposes each sanction for a later look. */
async function imposeAll({ here, there }: World): Promise<Case[]> {
  const cases: Case[] = [];
  for (const [name, sanction] of Object.entries(SANCTIONS)) {
    const [room, bob] = [unique("room"), unique("bob")];
    await using ann = await ObservedClient.login(here.ws, unique("ann"));
    await using client = await ObservedClient.login(there.ws, bob);
    await ann.ask(OP.join, { id: room });
    await client.ask(OP.join, { id: room });
    const { id: own } = await client.say(room, "mine");
    await sanction.impose(ann, { id: room, user_id: bob });
    cases.push({ name, sanction, room, bob, own });
  }
  return cases;
}

/** Looks at each way of those who were sanctioned before. */
async function assertOutlive(
  gim: Gim,
  cases: readonly Case[],
): Promise<void> {
  for (const { name, sanction, room, bob, own } of cases) {
    await using client = await ObservedClient.login(gim.ws, bob);
    const token = await tokenFor(gim.http, bob);
    const target = { client, http: gim.http, token, room, own };
    await assertOutcomes(target, sanction, `a restart after ${name}`);
  }
}

testOnEachStorage(
  "a sanction holds on every way to a chatroom, and after a restart",
  async (world) => {
    for (const [name, sanction] of Object.entries(SANCTIONS)) {
      await check(world, name, sanction);
    }
    if (world.restart === undefined) return;
    const cases = await imposeAll(world);
    await assertOutlive(await world.restart(), cases);
  },
  ...NUMBERED,
  ...QUICK,
);
