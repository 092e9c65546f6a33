import type {
  OperationName,
  RequestOf,
  ResponseOf,
} from "../protocol/operations.ts";
import { cursorPages, historyPages } from "./paging.ts";
import type { CallOptions } from "./requests.ts";

/** The calls of a client that leave no trace in it. */
export abstract class Lookups {
  /** Makes a request; resent after a reconnect until its timeout. */
  protected abstract ask<N extends OperationName>(
    name: N,
    body: RequestOf<N>,
    options?: CallOptions,
  ): Promise<ResponseOf<N>>;

  /** A page of the history: the newest messages before one, or of all. */
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
   * A page of what came after a sequence, and, with `changed_after`, of what was
   * taken back since; needs sequence. For an application that keeps messages
   * itself: what comes as `message` the client syncs by itself.
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

  /** What is known of a user. */
  user(
    body: RequestOf<"user">,
    options?: CallOptions,
  ): Promise<ResponseOf<"user">> {
    return this.ask("user", body, options);
  }

  /** Moves the user's read mark; needs sequence. */
  read(
    body: RequestOf<"read">,
    options?: CallOptions,
  ): Promise<ResponseOf<"read">> {
    return this.ask("read", body, options);
  }
}
