import { assertEquals, assertNotEquals } from "@std/assert";
import { GimClient, GimReplyError } from "../../src/client/mod.ts";
import type { WireCodec } from "../../src/client/wire_codec.ts";
import { within } from "./client.ts";
import { nextCodec } from "./codecs.ts";
import {
  CHATROOM,
  type DataOf,
  type Envelope,
  type Event,
  type Failure,
  OP,
  PRIVATE,
  PUSH,
  type Push,
  type Sent,
  type Signal,
} from "./contract.ts";

/** Milliseconds after which waiting for something fails. */
const PATIENCE = 30_000;

/** A push as it came over the wire. */
export interface PushFrame {
  readonly op: number;
  readonly body: unknown;
}

/** The client, and the heartbeat, which it normally sends by itself. */
class FullClient extends GimClient {
  heartbeat(): Promise<unknown> {
    return this.ask("heartbeat", {});
  }
}

type Call = (client: FullClient, body: never) => Promise<unknown>;

/** What an application calls for each operation. */
const CALLS: Readonly<Record<number, Call>> = {
  [OP.logout]: (client) => client.logout(),
  [OP.heartbeat]: (client) => client.heartbeat(),
  [OP.send]: (client, body) => client.send(body),
  [OP.history]: (client, body) => client.history(body),
  [OP.sessions]: (client, body) => client.sessions(body),
  [OP.sync]: (client, body) => client.sync(body),
  [OP.read]: (client, body) => client.read(body),
  [OP.recall]: (client, body) => client.recall(body),
  [OP.edit]: (client, body) => client.edit(body),
  [OP.react]: (client, body) => client.react(body),
  [OP.reactions]: (client, body) => client.reactions(body),
  [OP.join]: (client, body) => client.join(body),
  [OP.leave]: (client, body) => client.leave(body),
  [OP.members]: (client, body) => client.members(body),
  [OP.chatroom]: (client, body) => client.chatroom(body),
  [OP.configure]: (client, body) => client.configure(body),
  [OP.role]: (client, body) => client.setRole(body),
  [OP.remove]: (client, body) => client.remove(body),
  [OP.ban]: (client, body) => client.ban(body),
  [OP.mute]: (client, body) => client.mute(body),
  [OP.add]: (client, body) => client.add(body),
  [OP.sanctions]: (client, body) => client.sanctions(body),
  [OP.signal]: (client, body) => client.signal(body),
  [OP.user]: (client, body) => client.user(body),
  [OP.watch]: (client, body) => client.watch(body),
  [OP.profile]: (client, body) => client.profile(body),
  [OP.block]: (client, body: { blocked: boolean; user_id: string }) =>
    body.blocked ? client.block(body) : client.unblock(body),
  [OP.blocks]: (client, body) => client.blocks(body),
};

/**
 * The project's client, with the pushes as they arrive over the wire: whole
 * frames, in order, with nothing filled in. Instances use all encodings in
 * turn, so that tests hold between encodings, too.
 */
export class ObservedClient implements AsyncDisposable {
  #client: FullClient;
  #posted = new Map<number, Promise<Envelope>>();
  #failures = new Map<number, GimReplyError>();
  #arrived: (() => void) | undefined;
  #ended = Promise.withResolvers<{ code: number | undefined }>();
  /** Pushes that nobody has taken yet, in their order. */
  readonly inbox: PushFrame[] = [];

  constructor(url: string) {
    this.#client = new FullClient(`${url}/ws`, {
      codec: this.#observe(nextCodec()),
      maxAttempts: 0,
    });
    this.#client.on("state", ({ state, code, error }) => {
      const end = code ?? (error as { code?: number } | undefined)?.code;
      if (state === "idle" || state === "waiting") {
        this.#ended.resolve({ code: end });
      }
    });
  }

  /** Connects and logs in. */
  static async login(
    url: string,
    id: string,
    credentials: { readonly name?: string; readonly token?: string } = {},
  ): Promise<ObservedClient> {
    const client = new ObservedClient(url);
    await client.login(id, credentials);
    return client;
  }

  /** Logs in; returns what the service tells about that. */
  login(
    id: string,
    more: { readonly name?: string; readonly token?: string } = {},
  ): Promise<DataOf[101]> {
    return this.#client.login({ id, ...more });
  }

  /** Makes a request; returns a number to wait for its reply by. */
  post(op: number, body: object = {}): number {
    const call = CALLS[op];
    if (call === undefined) throw new RangeError(`no application asks ${op}`);
    const number = this.#posted.size + 1;
    const made = call(this.#client, body as never);
    this.#posted.set(number, this.#enveloped(number, made));
    return number;
  }

  /** Waits for the reply to a request that was made. */
  reply(_op: number, number: number): Promise<Envelope> {
    const posted = this.#posted.get(number);
    if (posted === undefined) throw new RangeError(`no request ${number}`);
    return posted;
  }

  /** Makes a request and waits for its reply. */
  async request<Op extends keyof DataOf>(
    op: Op,
    body?: object,
  ): Promise<Envelope<DataOf[Op]>> {
    return await this.reply(op, this.post(op, body)) as Envelope<DataOf[Op]>;
  }

  /** The `data` of a request's reply, which has to be a success. */
  async ask<Op extends keyof DataOf>(
    op: Op,
    body?: object,
  ): Promise<DataOf[Op]> {
    const reply = await this.request(op, body);
    assertEquals([reply.code, reply.msg], [0, "ok"], `op ${op}`);
    return reply.data;
  }

  /** The `msg` of a request's reply, which has to be this failure. */
  async refused(code: number, op: number, body?: object): Promise<string> {
    const reply = await this.request(op as keyof DataOf, body);
    const asked = `op ${op} ${JSON.stringify(body)}: ${reply.msg}`;
    assertEquals([reply.code, reply.data as unknown], [code, null], asked);
    assertNotEquals(reply.msg, "");
    return reply.msg;
  }

  /** What a request is refused with: a code, and what `data` says. */
  async refusal(
    op: number,
    body?: object,
  ): Promise<{ code: number } & Failure> {
    const number = this.post(op, body);
    const { code } = await this.reply(op, number);
    return { code, ...this.failureOf(number) };
  }

  /** What the failure of a request that was made says beside its code. */
  failureOf(number: number): Failure {
    const failure = this.#failures.get(number);
    if (failure === undefined) throw new Error(`${number} is no failure`);
    const { reason, until, retryAfter } = failure;
    return {
      ...reason === undefined ? {} : { reason },
      ...until === undefined ? {} : { until },
      ...retryAfter === undefined ? {} : { retry_after: retryAfter },
    };
  }

  /** Sends a private message. */
  tell(targetId: string, content: string, more: object = {}): Promise<Sent> {
    const to = { type: PRIVATE, target_id: targetId, content };
    return this.ask(OP.send, { ...to, ...more });
  }

  /** Sends a message to a chatroom. */
  say(roomId: string, content: string, more: object = {}): Promise<Sent> {
    const to = { type: CHATROOM, target_id: roomId, content };
    return this.ask(OP.send, { ...to, ...more });
  }

  /** Takes the first push that fits out of the inbox, now or when it comes. */
  async next(
    wants: (frame: PushFrame) => boolean = () => true,
    timeout = PATIENCE,
  ): Promise<PushFrame> {
    for (;;) {
      const index = this.inbox.findIndex(wants);
      if (index >= 0) return this.inbox.splice(index, 1)[0]!;
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#arrived = resolve;
      await within(timeout, promise, () => {
        return `no such push came; there is ${JSON.stringify(this.inbox)}`;
      });
    }
  }

  /** The next push of messages. */
  async push(timeout?: number): Promise<Push> {
    const frame = await this.next(({ op }) => op === PUSH.messages, timeout);
    return frame.body as Push;
  }

  /** The next event, of this kind if one is named. */
  async event(name?: string): Promise<Event> {
    const frame = await this.next(({ op, body }) =>
      op === PUSH.event && [undefined, (body as Event).event].includes(name)
    );
    return frame.body as Event;
  }

  /** The next signal. */
  async signal(): Promise<Signal> {
    const frame = await this.next(({ op }) => op === PUSH.signal);
    return frame.body as Signal;
  }

  /** The pushes that have come and nobody took; see `TestClient.unread`. */
  async unread(): Promise<PushFrame[]> {
    await this.ask(OP.heartbeat);
    return this.inbox.splice(0);
  }

  /** How the service ended the connection. */
  ended(): Promise<{ readonly code: number | undefined }> {
    return within(PATIENCE, this.#ended.promise, "it is still connected");
  }

  /** Closes the connection and waits until that is done. */
  close(): Promise<void> {
    return this.#client.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #enveloped(
    number: number,
    call: Promise<unknown>,
  ): Promise<Envelope> {
    try {
      return { code: 0, msg: "ok", data: await call };
    } catch (error) {
      if (!(error instanceof GimReplyError)) throw error;
      this.#failures.set(number, error);
      return { code: error.code, msg: error.message, data: null };
    }
  }

  #observe(codec: WireCodec): WireCodec {
    return {
      ...codec,
      decode: (data) => {
        const frame = codec.decode(data);
        if (frame !== undefined && frame.kind !== "reply") {
          const op = PUSH[frame.kind];
          // The client reads the frame after us, so it must not be changed.
          this.inbox.push({ op, body: structuredClone(frame.body) });
          this.#arrived?.();
        }
        return frame;
      },
    };
  }
}
