import { digitsAt } from "./marker.ts";

/** A connection's user, and the user or chatroom it writes to. */
export interface Who {
  readonly id: string;
  readonly peer?: string;
  readonly room?: string;
}

/** What a frame from a server means to a load. */
export type FrameKind = "push" | "answer" | "ping" | "other";

/** The part of a server's protocol that a load needs, all in text frames. */
export interface Dialect {
  /** What is offered at the upgrade. */
  readonly subprotocol?: string;
  /** Are frames of several envelopes, one a line? */
  readonly hasLines?: boolean;
  /** Path and query of the upgrade. */
  path(who: Who): string;
  /** Does the server speak first? */
  readonly isGreeted: boolean;
  /**
   * The frames that log in and join; each is answered before the next is sent.
   */
  hello(who: Who): string[];
  send(who: Who, content: string): string;
  kindOf(bytes: Uint8Array, start: number, end: number): FrameKind;
  /** Is the answer at `start` a success? */
  isSuccess(bytes: Uint8Array, start: number): boolean;
  /** Answers a ping that is a text frame. */
  readonly pong?: string;
}

/** Of GIM, and of the bare server, which reads the user from the query. */
const gim: Dialect = {
  path({ id, peer = "", room = "" }) {
    return `/ws?${new URLSearchParams({ id, peer, room })}`;
  },
  isGreeted: false,
  hello({ id, room }) {
    const login = gimRequest(101, { id });
    if (room === undefined) return [login];
    return [login, gimRequest(301, { id: room })];
  },
  send({ peer, room }, content) {
    const to = room === undefined
      ? { type: 2, target_id: peer }
      : { type: 1, target_id: room };
    return gimRequest(201, { ...to, content });
  },
  kindOf(bytes, start) {
    const op = digitsAt(bytes, start + '{"op":'.length, 3);
    if (op === 501) return "push";
    return op < 500 ? "answer" : "other";
  },
  isSuccess: (bytes, start) =>
    isByte(bytes, start + '{"op":202,"seq":0,"body":"{\\"code\\":'.length, "0"),
};

/** GIM's with object bodies, and several envelopes in a frame. */
const gimLines: Dialect = {
  ...gim,
  subprotocol: "gim.json.lines",
  hasLines: true,
  send({ peer, room }, content) {
    const to = room === undefined
      ? { type: 2, target_id: peer }
      : { type: 1, target_id: room };
    return JSON.stringify({ op: 201, body: { ...to, content } });
  },
  isSuccess: (bytes, start) =>
    isByte(bytes, start + '{"op":202,"seq":0,"body":{"code":'.length, "0"),
};

const wsRelay: Dialect = {
  path: () => "/",
  isGreeted: false,
  hello({ id, room }) {
    const login = JSON.stringify({ do: "login", id });
    if (room === undefined) return [login];
    return [login, JSON.stringify({ do: "join", id: room })];
  },
  send({ peer, room }, content) {
    const request = room === undefined
      ? { do: "send", to: peer, content }
      : { do: "tell", room, content };
    return JSON.stringify(request);
  },
  kindOf: (bytes, start) =>
    isByte(bytes, start + '{"'.length, "a") ? "answer" : "push",
  isSuccess: () => true,
};

const socketIo: Dialect = {
  path: () => "/socket.io/?EIO=4&transport=websocket",
  isGreeted: true,
  hello({ id, room }) {
    const login = `40${JSON.stringify({ id })}`;
    if (room === undefined) return [login];
    return [login, `421${JSON.stringify(["join", room])}`];
  },
  send({ peer, room }, content) {
    return `421${JSON.stringify(["send", room ?? peer, content])}`;
  },
  kindOf(bytes, start, end) {
    if (end - start === 1) return isByte(bytes, start, "2") ? "ping" : "other";
    return isByte(bytes, start, "4") && isByte(bytes, start + 1, "2")
      ? "push"
      : "answer";
  },
  // Anything but a connection made and an acknowledgement is a refusal.
  isSuccess: (bytes, start) =>
    isByte(bytes, start, "0") || isByte(bytes, start + 1, "0") ||
    isByte(bytes, start + 1, "3"),
  pong: "3",
};

/** By the name that a generator is told. */
export const DIALECTS = { gim, gimLines, wsRelay, socketIo } as const;
export type DialectName = keyof typeof DIALECTS;

function gimRequest(op: number, body: object): string {
  return JSON.stringify({ op, body: JSON.stringify(body) });
}

function isByte(bytes: Uint8Array, at: number, character: string): boolean {
  return bytes[at] === character.charCodeAt(0);
}
