import { chatroomOf } from "./chatroom.ts";
import type { GimClient } from "../../src/client/client.ts";
import type { ClientOptions } from "../../src/client/settings.ts";
import type { Message } from "../../src/protocol/responses.ts";
import { type Asked, FakeNetwork } from "./fake_network.ts";
import { flush } from "./promises.ts";

export function message(sequence: number, session_id = "2:bob"): Message {
  return {
    id: `m${sequence}`,
    session_id,
    sender: { id: "bob", name: "Bob" },
    category: "text",
    content: `text ${sequence}`,
    sequence,
    status: 1,
    created_at: sequence,
  };
}

export function push(sequences: number[], { missed = 0, id = "2:bob" } = {}) {
  const items = sequences.map((sequence) => message(sequence, id));
  return { session: { id, type: Number(id[0]), title: "t" }, items, missed };
}

export function session(last_sequence: number, more: object = {}) {
  const about = { id: "2:bob", type: 2, title: "Bob", last: null };
  const read = { unread: 0, read_sequence: 0, updated_at: 0 };
  return { ...about, ...read, last_sequence, ...more };
}

export function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** A service with one conversation of `last` messages, of which it keeps some. */
export class Kept {
  last = 0;
  first = 1;
  /** Messages after this one were lost, and others have their numbers. */
  kept = Infinity;
  sessions: object[] | undefined;
  /** The sequences of messages that were taken back. */
  recalled: number[] = [];
  /** The answer to a send. */
  stored: object | undefined;
  readonly asked: Asked[] = [];

  readonly answer = (asked: Asked): object | undefined => {
    if (asked.name === "sessions") {
      const { sessions = this.last > 0 ? [session(this.last)] : [] } = this;
      return { items: sessions };
    }
    if (asked.name === "send") return this.stored;
    if (asked.name !== "sync") return undefined;
    this.asked.push(asked);
    const { session_id, after_sequence, changed_after, count } = asked.body as {
      session_id: string;
      changed_after: number;
      after_sequence: number;
      count: number;
    };
    const start = Math.max(after_sequence + 1, this.first);
    const end = Math.min(this.last, start + count - 1);
    return {
      items: range(start, end).map((each) => ({
        ...message(each, session_id),
        ...(each > this.kept ? { id: `m~${each}` } : {}),
        ...(this.recalled.includes(each) ? { status: 2, content: "" } : {}),
      })),
      has_more: end < this.last,
      last_sequence: this.last,
      first_sequence: this.first,
      complete: after_sequence + 1 >= this.first,
      read_sequence: 0,
      peer_read_sequence: 0,
      last_change: changed_after,
      changes: [],
      more_changes: false,
    };
  };
}

export interface Started {
  readonly network: FakeNetwork;
  readonly client: GimClient;
  readonly kept: Kept;
  /** Sequences of the messages that came. */
  readonly got: number[];
}

/** A client that is online, with sequence on. */
export async function start(
  kept: Kept = new Kept(),
  options: ClientOptions = {},
): Promise<Started> {
  const network = new FakeNetwork({ sequence: true, answer: kept.answer });
  const client = network.client(options);
  const got: number[] = [];
  client.on("message", ({ sequence }) => got.push(sequence));
  await client.login({ id: "ann" });
  await flush();
  return { network, client, kept, got };
}

export function answerJoin(network: FakeNetwork, stand: object): void {
  const asked = network.socket.asked.findLast(({ name }) => name === "join");
  const chatroom = chatroomOf("room", { name: "Room" });
  network.socket.reply(asked as Asked, { chatroom, ...stand });
}
