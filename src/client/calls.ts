import type {
  OperationName,
  RequestOf,
  ResponseOf,
} from "../protocol/operations.ts";
import { cursorPages, historyPages } from "./paging.ts";
import type { CallOptions } from "./requests.ts";

/**
 * The calls of a client that ask the service and do nothing else. All take the
 * body of the protocol and return its `data`.
 */
export abstract class Calls {
  /** Gives an own message another content; needs sequence. */
  edit(
    body: RequestOf<"edit">,
    options?: CallOptions,
  ): Promise<ResponseOf<"edit">> {
    return this.ask("edit", body, options);
  }

  /** Reacts to a message, or with `on: false` takes it back; needs sequence. */
  react(
    body: RequestOf<"react">,
    options?: CallOptions,
  ): Promise<ResponseOf<"react">> {
    return this.ask("react", body, options);
  }

  /** A page of those who have reacted to a message like this, in order. */
  reactions(
    body: RequestOf<"reactions">,
    options?: CallOptions,
  ): Promise<ResponseOf<"reactions">> {
    return this.ask("reactions", body, options);
  }

  /**
   * A page of the history: the newest messages before a message, or the newest
   * of all.
   */
  history(
    body: RequestOf<"history">,
    options?: CallOptions,
  ): Promise<ResponseOf<"history">> {
    return this.ask("history", body, options);
  }

  /** The pages of the history, newest first; messages ascend within a page. */
  historyPages(
    body: RequestOf<"history">,
    options?: CallOptions,
  ): AsyncGenerator<ResponseOf<"history">, void> {
    return historyPages((each) => this.history(each, options), body);
  }

  /**
   * A page of the messages after a sequence, and, with `changed_after`, of the
   * changes after a number; needs sequence. It is for an application that keeps
   * messages itself; the client syncs what it emits as `message` by itself.
   */
  sync(
    body: RequestOf<"sync">,
    options?: CallOptions,
  ): Promise<ResponseOf<"sync">> {
    return this.ask("sync", body, options);
  }

  /** A page of the user's conversations, newest activity first. */
  sessions(
    body: RequestOf<"sessions"> = {},
    options?: CallOptions,
  ): Promise<ResponseOf<"sessions">> {
    return this.ask("sessions", body, options);
  }

  /** The pages of the user's conversations. */
  sessionPages(
    body: RequestOf<"sessions"> = {},
    options?: CallOptions,
  ): AsyncGenerator<ResponseOf<"sessions">, void> {
    return cursorPages((each) => this.sessions(each, options), body);
  }

  /** A page of a chatroom's members, by their time of joining. */
  members(
    body: RequestOf<"members">,
    options?: CallOptions,
  ): Promise<ResponseOf<"members">> {
    return this.ask("members", body, options);
  }

  /** The pages of a chatroom's members. */
  memberPages(
    body: RequestOf<"members">,
    options?: CallOptions,
  ): AsyncGenerator<ResponseOf<"members">, void> {
    return cursorPages((each) => this.members(each, options), body);
  }

  /** What the service knows of a user. */
  user(
    body: RequestOf<"user">,
    options?: CallOptions,
  ): Promise<ResponseOf<"user">> {
    return this.ask("user", body, options);
  }

  /** Changes the user's own name and data. */
  profile(
    body: RequestOf<"profile">,
    options?: CallOptions,
  ): Promise<ResponseOf<"profile">> {
    return this.ask("profile", body, options);
  }

  /**
   * Tells the others in a conversation what the user does now, such as typing;
   * they get it as `signal`, if at all.
   */
  signal(
    body: RequestOf<"signal">,
    options?: CallOptions,
  ): Promise<ResponseOf<"signal">> {
    return this.ask("signal", body, options);
  }

  /** Moves the user's read mark; needs sequence. */
  read(
    body: RequestOf<"read">,
    options?: CallOptions,
  ): Promise<ResponseOf<"read">> {
    return this.ask("read", body, options);
  }

  /** A chatroom and its settings. */
  chatroom(
    body: RequestOf<"chatroom">,
    options?: CallOptions,
  ): Promise<ResponseOf<"chatroom">> {
    return this.ask("chatroom", body, options);
  }

  /** Changes settings of a chatroom; what is not given stays. */
  configure(
    body: RequestOf<"configure">,
    options?: CallOptions,
  ): Promise<ResponseOf<"configure">> {
    return this.ask("configure", body, options);
  }

  /** Gives a member another role; `creator` passes the chatroom on. */
  setRole(
    body: RequestOf<"role">,
    options?: CallOptions,
  ): Promise<ResponseOf<"role">> {
    return this.ask("role", body, options);
  }

  /** Ends memberships of others. */
  remove(
    body: RequestOf<"remove">,
    options?: CallOptions,
  ): Promise<ResponseOf<"remove">> {
    return this.ask("remove", body, options);
  }

  /** Makes others members, as far as that is allowed. */
  add(
    body: RequestOf<"add">,
    options?: CallOptions,
  ): Promise<ResponseOf<"add">> {
    return this.ask("add", body, options);
  }

  /** Removes a user from a chatroom and keeps them out, for `seconds` or for good. */
  ban(
    body: RequestOf<"ban">,
    options?: CallOptions,
  ): Promise<ResponseOf<"ban">> {
    return this.ask("ban", body, options);
  }

  /** Lifts a ban. */
  unban(
    body: Omit<RequestOf<"ban">, "seconds" | "reason">,
    options?: CallOptions,
  ): Promise<ResponseOf<"ban">> {
    return this.ban({ ...body, seconds: 0 }, options);
  }

  /** Keeps a user from sending to a chatroom, for `seconds` or for good. */
  mute(
    body: RequestOf<"mute">,
    options?: CallOptions,
  ): Promise<ResponseOf<"mute">> {
    return this.ask("mute", body, options);
  }

  /** Lifts a mute. */
  unmute(
    body: Omit<RequestOf<"mute">, "seconds" | "reason">,
    options?: CallOptions,
  ): Promise<ResponseOf<"mute">> {
    return this.mute({ ...body, seconds: 0 }, options);
  }

  /** A page of a chatroom's bans and mutes. */
  sanctions(
    body: RequestOf<"sanctions">,
    options?: CallOptions,
  ): Promise<ResponseOf<"sanctions">> {
    return this.ask("sanctions", body, options);
  }

  /** The pages of a chatroom's bans and mutes. */
  sanctionPages(
    body: RequestOf<"sanctions">,
    options?: CallOptions,
  ): AsyncGenerator<ResponseOf<"sanctions">, void> {
    return cursorPages((each) => this.sanctions(each, options), body);
  }

  /** Refuses private messages of a user from now on. */
  block(
    body: Omit<RequestOf<"block">, "blocked">,
    options?: CallOptions,
  ): Promise<ResponseOf<"block">> {
    const { user_id } = body;
    return this.ask("block", { user_id, blocked: true }, options);
  }

  /** Takes private messages of a user again. */
  unblock(
    body: Omit<RequestOf<"block">, "blocked">,
    options?: CallOptions,
  ): Promise<ResponseOf<"block">> {
    const { user_id } = body;
    return this.ask("block", { user_id, blocked: false }, options);
  }

  /** A page of those whom the user blocks. */
  blocks(
    body: RequestOf<"blocks"> = {},
    options?: CallOptions,
  ): Promise<ResponseOf<"blocks">> {
    return this.ask("blocks", body, options);
  }

  /** The pages of those whom the user blocks. */
  blockPages(
    body: RequestOf<"blocks"> = {},
    options?: CallOptions,
  ): AsyncGenerator<ResponseOf<"blocks">, void> {
    return cursorPages((each) => this.blocks(each, options), body);
  }

  /**
   * @internal Makes a request; it is sent again after a reconnect, until its
   * timeout.
   */
  protected abstract ask<N extends OperationName>(
    name: N,
    body: RequestOf<N>,
    options?: CallOptions,
  ): Promise<ResponseOf<N>>;
}
