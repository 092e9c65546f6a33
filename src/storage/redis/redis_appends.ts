import { CHATROOM, type ConversationRef, PRIVATE } from "../../domain/ids.ts";
import type { Message } from "../../domain/model.ts";
import { contentOf, digestOf, toMessage } from "../shared/draft.ts";
import { conflict } from "../shared/refusals.ts";
import type { Appended, Draft } from "../storage.ts";
import { AppendBatches } from "./append_batches.ts";
import type { Channels } from "./channels.ts";
import type { RedisConnection } from "./connection.ts";
import { IdSuffixes } from "./id_suffixes.ts";
import { headOf, keysOf } from "./keys.ts";
import { requireFound } from "./outcomes.ts";
import type { RedisLists } from "./redis_lists.ts";
import type { RedisUnanswered } from "./redis_unanswered.ts";
import type { RedisUsers } from "./redis_users.ts";
import { requireText } from "./stored_message.ts";

/** What {@linkcode RedisAppends} needs. */
export interface RedisAppendsOptions {
  readonly connection: RedisConnection;
  readonly users: Pick<RedisUsers, "nameOf" | "keepKnown">;
  readonly lists: Pick<RedisLists, "addPrivate" | "forget">;
  readonly unanswered: Pick<RedisUnanswered, "opened" | "answered">;
  /** Messages kept per conversation; the oldest are removed. */
  readonly historyLimit: number;
  /** Milliseconds for which a request id is remembered. */
  readonly requestIdAge: number;
  /** Milliseconds for which an inactive conversation is kept. */
  readonly keep: number;
  /** The time for scripts; empty: they ask Redis. */
  readonly time: () => number | "";
  /** Calls `run` after the input of this turn of the event loop. */
  readonly nextTurn: (run: () => void) => void;
  /** Where messages are published; undefined: nowhere. */
  readonly channels: Channels | undefined;
  /** As in `RedisStorageOptions`. */
  readonly node: string | undefined;
}

/** The script's outcome, and what it assigned to the message. */
interface Outcome {
  readonly outcome: string;
  readonly id: string;
  readonly sequence: number;
  readonly createdAt: number;
  /** A chatroom's name, as JSON. */
  readonly room: string;
}

/** Stores messages in Redis. */
export class RedisAppends {
  #options: RedisAppendsOptions;
  #batches: AppendBatches;
  #suffixes = new IdSuffixes();

  constructor(options: RedisAppendsOptions) {
    this.#options = options;
    const { historyLimit, requestIdAge, keep, time, channels } = options;
    // In a Cluster the keys of users are in other slots.
    const node = options.connection.isCluster ? undefined : options.node;
    const told = [channels?.end ?? "", node ?? ""];
    this.#batches = new AppendBatches({
      ...options,
      shared: () => [time(), historyLimit, requestIdAge, keep, ...told],
    });
  }

  /** As `Storage.append`. */
  async append(draft: Draft): Promise<Appended> {
    const { users, lists, unanswered } = this.#options;
    const { conversation: ref, senderId } = draft;
    const name = users.nameOf(senderId);
    const peer = ref.type === PRIVATE ? users.nameOf(ref.target) : "";
    // If both names are known nothing is awaited, so that appends keep their
    // order.
    const [known, title] = typeof name === "string" && typeof peer === "string"
      ? [name, peer]
      : await Promise.all([name, peer]);
    const sender = { id: senderId, name: known };
    const isListed = ref.type !== PRIVATE || lists.addPrivate(ref);
    const done = readOutcome(await this.#store(draft, sender, title));
    const { outcome, room } = done;
    requireFound(outcome, ref);
    if (outcome === "conflict") throw conflict(draft);
    // A sender who had expired is added again.
    if (outcome !== "repeated") users.keepKnown(senderId);
    if (outcome === "opened") this.#opened(senderId, ref, isListed);
    if (outcome === "answered") unanswered.answered(senderId, ref);
    return {
      message: toMessage(draft, sender, {
        id: done.id,
        conversation: ref.key,
        sequence: done.sequence,
        createdAt: done.createdAt,
      }),
      title: ref.type === CHATROOM ? this.#titleOf(ref, room) : title,
      repeated: outcome === "repeated",
    };
  }

  #store(
    draft: Draft,
    { name }: Message["sender"],
    title: string,
  ): Promise<string> {
    const { conversation: ref, senderId, requestId } = draft;
    return this.#batches.append({
      conversation: ref,
      requestKey: () => requestId && keysOf(ref).request(senderId, requestId),
      args: [
        senderId,
        JSON.stringify(name),
        JSON.stringify(draft.category),
        JSON.stringify(draft.content),
        requestId ?? "",
        requestId === undefined ? "" : digestOf(contentOf(draft)),
        this.#suffixes.of(ref.key),
        JSON.stringify(title),
      ],
    });
  }

  /** It may have been there before, and been listed then. */
  #opened(userId: string, ref: ConversationRef, isListed: boolean): void {
    const { lists, unanswered } = this.#options;
    unanswered.opened(userId, ref);
    if (isListed) return;
    lists.forget(ref);
    lists.addPrivate(ref);
  }

  #titleOf(ref: ConversationRef, name: string): string {
    const { unreadable } = this.#options.connection;
    const read = () => requireText(JSON.parse(name));
    return unreadable.or(headOf(ref), read, ref.target);
  }
}

function readOutcome(text: string): Outcome {
  const [outcome = "", id = "", sequence, createdAt, ...room] = text.split(" ");
  return {
    outcome,
    id,
    sequence: Number(sequence),
    createdAt: Number(createdAt),
    room: room.join(" "),
  };
}
