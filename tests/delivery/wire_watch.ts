import type { Clock } from "../../src/base/clock.ts";
import {
  type Event,
  type Message,
  OP,
  PUSH,
  type Push,
  type Sent,
} from "../helpers/contract.ts";
import type { ConversationView } from "./conversation_view.ts";
import type { Watcher } from "./link_socket.ts";
import { Owed } from "./owed.ts";
import {
  type Frame,
  keyOf,
  type Reply,
  type SessionsPage,
  type SyncPage,
  UNSAID,
} from "./wire.ts";
import type {
  Draft,
  Govern,
  Moment,
  Move,
  Recorder,
  Update,
  Where,
} from "./recorder.ts";

/** What {@linkcode WireWatch} needs. */
export interface WireWatchOptions {
  readonly where: Where;
  readonly recorder: Recorder;
  readonly clock: Pick<Clock, "elapsed">;
  readonly view: (key: string) => ConversationView;
  /** Where the message is that is to be changed. */
  readonly sequenceOf: (messageId: string) => number;
}

const UNAVAILABLE = 503;

/** A request without a reply. */
interface Asked {
  readonly op: number;
  readonly seq: number;
  // deno-lint-ignore no-explicit-any -- whatever the client has sent
  readonly body: any;
  readonly moment: Moment;
}

/**
 * Looks at one connection of a client from outside, tells the recorder all that
 * goes over it, and keeps what the service says of marks and memberships.
 */
export class WireWatch implements Watcher {
  #options: WireWatchOptions;
  #asked: Asked[] = [];
  #owed: Owed;

  constructor(options: WireWatchOptions) {
    this.#options = options;
    this.#owed = new Owed(options.clock);
    options.recorder.connected(options.where);
  }

  /** Requests without a reply, and those that could not be answered. */
  get unanswered(): number {
    return this.#asked.length + this.#owed.size;
  }

  sent({ op, seq, body }: Frame): void {
    this.#asked.push({ op, seq, body, moment: this.#note(op, body) });
  }

  received(frame: Frame): boolean {
    if (frame.op === PUSH.messages) this.#push(frame.body as Push);
    else if (frame.op === PUSH.event) this.#event(frame.body as Event);
    else return this.#reply(frame);
    return true;
  }

  closed(code: number): void {
    this.#asked = [];
    this.#options.recorder.disconnected(this.#options.where, code);
  }

  // deno-lint-ignore no-explicit-any -- whatever the client has sent
  #note(op: number, body: any): Moment {
    const { recorder, where, sequenceOf } = this.#options;
    if (op === OP.send) recorder.sending(where, this.#draft(body));
    if (op === OP.join || op === OP.leave) {
      return recorder.moving(where, body.id, moveOf(op));
    }
    const govern = governOf(op, body);
    if (govern !== undefined) return recorder.governing(where, govern);
    if (op === OP.read) {
      return recorder.reading(where, this.#key(body.session_id), body.sequence);
    }
    if (op === OP.recall) {
      const sequence = sequenceOf(body.message_id);
      recorder.recalling(where, this.#key(body.session_id), sequence);
    }
    const update = this.#updateOf(op, body);
    if (update !== undefined) recorder.updating(where, update);
    return recorder.moment();
  }

  /** Each request gets one reply, in their order. */
  #reply({ op, seq, body }: Frame): boolean {
    const [due] = this.#asked;
    const isDue = due?.seq === seq && [due.op + 1, UNSAID].includes(op);
    if (due === undefined || !isDue) {
      const wanted = due === undefined ? "none" : `${due.op + 1}/${due.seq}`;
      this.#fault(`got reply ${op}/${seq}: ${wanted} was due`);
      return false;
    }
    this.#asked.shift();
    this.#answer(due, body as Reply);
    return true;
  }

  #answer(asked: Asked, reply: Reply): void {
    if (reply.code === UNAVAILABLE) return this.#unavailable(asked, reply);
    this.#owed.answer(nameOf(asked));
    switch (asked.op) {
      case OP.send:
        return this.#sent(asked, reply);
      case OP.join:
      case OP.leave:
        return this.#moved(asked, reply);
      case OP.read:
        return this.#read(asked, reply);
      case OP.recall:
        return this.#recalled(asked, reply);
      case OP.sessions:
        return this.#listed(asked, reply);
      case OP.sync:
        return this.#synced(asked, reply);
    }
    const { code, msg } = reply;
    const { recorder, where } = this.#options;
    const govern = governOf(asked.op, asked.body);
    if (govern !== undefined) return recorder.governed(where, govern, reply);
    const update = this.#updateOf(asked.op, asked.body);
    if (update !== undefined) return recorder.updated(where, update, reply);
    if (code !== 0) this.#fault(`op ${asked.op}: ${code} ${msg}`);
  }

  #unavailable(asked: Asked, { msg }: Reply): void {
    const { recorder, where } = this.#options;
    recorder.unavailable(where, asked.op, asked.moment, msg);
    if (asked.op === OP.sync || asked.op === OP.sessions) {
      this.#owed.refuse(nameOf(asked));
    }
  }

  #sent({ body }: Asked, reply: Reply): void {
    const { recorder, where } = this.#options;
    const data = reply.code === 0 ? reply.data as Sent : null;
    recorder.sent(where, this.#draft(body), { ...reply, data });
  }

  #moved({ op, body, moment: asked }: Asked, reply: Reply): void {
    const { recorder, where, view } = this.#options;
    const how = moveOf(op);
    recorder.moved(where, { room: body.id, how, asked }, reply);
    const room = view(`1:${body.id}`);
    if (how === "leave") room.leave();
    else if (reply.code === 0) room.member = true;
  }

  #read({ body, moment: asked }: Asked, reply: Reply): void {
    const { recorder, where, view } = this.#options;
    const { sequence } = body;
    const key = this.#key(body.session_id);
    recorder.read(where, { key, sequence, asked }, reply);
    if (reply.code !== 0) return;
    const known = view(key);
    known.readSequence = Math.max(known.readSequence, sequence);
  }

  #recalled({ body }: Asked, reply: Reply): void {
    const { recorder, where, sequenceOf } = this.#options;
    const key = this.#key(body.session_id);
    const place = { key, sequence: sequenceOf(body.message_id) };
    const data = reply.code === 0 ? reply.data as Message : null;
    recorder.recalled(where, place, { ...reply, data });
  }

  #listed({ moment }: Asked, { code, msg, data }: Reply): void {
    if (code !== 0) return this.#fault(`session list: ${code} ${msg}`);
    const { recorder, where, view } = this.#options;
    for (const item of (data as SessionsPage).items) {
      recorder.listed(where, item, moment);
      view(this.#key(item.id)).note(item);
    }
  }

  #synced({ body, moment: asked }: Asked, { code, data }: Reply): void {
    const { recorder, where } = this.#options;
    const key = this.#key(body.session_id);
    const view = this.#options.view(key);
    if (code !== 0) return view.leave();
    const page = data as SyncPage;
    const { after_sequence: after = 0, changed_after: changedAfter = 0 } = body;
    const request = { key, after, changedAfter, count: body.count };
    recorder.synced(where, { request, page, asked });
    const news = page.items.filter(({ sequence }) => sequence > view.through);
    if (news.length > 0) recorder.caughtUp(where, key, news.length);
    view.mark(page);
  }

  #push(push: Push): void {
    const { recorder, where, view } = this.#options;
    recorder.pushed(where, push);
    view(this.#key(push.session.id)).member = true;
  }

  #event(event: Event): void {
    const { recorder, where } = this.#options;
    recorder.happened(where, event);
    const { sequence = 0, user, user_id, user_ids } = event;
    const view = this.#options.view(this.#key(event.session_id));
    const own = (user?.id ?? user_id) === where.userId;
    if (event.event === "joined" && own) view.member = true;
    else if (event.event === "left" && own) view.leave();
    else if (user_ids?.includes(where.userId)) view.leave();
    else if (event.event === "read" && own) view.readSequence = sequence;
    else if (event.event === "read") view.peerReadSequence = sequence;
  }

  // deno-lint-ignore no-explicit-any -- the body of a send
  #draft({ type, target_id, content, request_id: requestId }: any): Draft {
    const { userId } = this.#options.where;
    return {
      key: this.#key(`${type}:${target_id}`),
      userId,
      requestId,
      content,
    };
  }

  /** What a request wants to make of a message, if that is what it wants. */
  // deno-lint-ignore no-explicit-any -- whatever the client has sent
  #updateOf(op: number, body: any): Update | undefined {
    if (op !== OP.edit && op !== OP.react) return undefined;
    const { session_id, message_id, content, reaction, on } = body;
    const sequence = this.#options.sequenceOf(message_id);
    const place = { key: this.#key(session_id), sequence };
    return op === OP.edit
      ? { ...place, content }
      : { ...place, reaction, on: on ?? false };
  }

  #key(sessionId: string): string {
    return keyOf(sessionId, this.#options.where.userId);
  }

  #fault(text: string): void {
    this.#options.recorder.fault(this.#options.where, text);
  }
}

/** The same for the same question, on whichever page. */
function nameOf({ op, body }: Asked): string {
  return `${op} ${body?.session_id ?? ""}`;
}

/** What a request wants to do to another member, if that is what it wants. */
// deno-lint-ignore no-explicit-any -- whatever the client has sent
function governOf(op: number, body: any): Govern | undefined {
  const { id: room, user_id: userId, user_ids, seconds = 0 } = body ?? {};
  switch (op) {
    case OP.remove:
      return { act: "remove", room, userId: user_ids[0], seconds };
    case OP.ban:
      return { act: "ban", room, userId, seconds };
    case OP.mute:
      return { act: "mute", room, userId, seconds };
  }
  return undefined;
}

function moveOf(op: number): Move {
  return op === OP.join ? "join" : "leave";
}
