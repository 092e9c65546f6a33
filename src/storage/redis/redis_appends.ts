import { CHATROOM, type ConversationRef, PRIVATE } from "../../domain/ids.ts";
import type { Message } from "../../domain/model.ts";
import type { UserQuotas } from "../../domain/quotas.ts";
import { MEMBER } from "../../domain/rank.ts";
import {
  contentOf,
  digestOf,
  requireRank,
  toMessage,
} from "../shared/draft.ts";
import {
  blockedBy,
  conflict,
  noSuchMessage,
  sendRefused,
} from "../shared/refusals.ts";
import type { Appended, Draft } from "../storage.ts";
import { AppendBatches } from "./append_batches.ts";
import type { Channels } from "./channels.ts";
import type { RedisConnection } from "./connection.ts";
import { IdSuffixes } from "./id_suffixes.ts";
import { allOf, headOf, keysOf } from "./keys.ts";
import { endOf, requireFound } from "./outcomes.ts";
import { SCRIPTS } from "./scripts.ts";
import type { RedisLists } from "./redis_lists.ts";
import type { RedisRequestIds } from "./redis_request_ids.ts";
import type { RedisUnanswered } from "./redis_unanswered.ts";
import type { RedisUsers } from "./redis_users.ts";
import { requireText } from "./stored_message.ts";

/** What {@linkcode RedisAppends} needs. */
export interface RedisAppendsOptions {
  readonly connection: RedisConnection;
  readonly users: Pick<RedisUsers, "nameOf" | "keepKnown">;
  readonly lists: Pick<RedisLists, "addPrivate" | "forget">;
  readonly unanswered: Pick<RedisUnanswered, "opened" | "answered">;
  readonly requestIds: Pick<RedisRequestIds, "used">;
  readonly quotas: Pick<UserQuotas, "maxRequestIds">;
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
  /** Of a refusal, when it ends. */
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
    const { isCluster } = options.connection;
    const node = isCluster ? undefined : options.node;
    const counted = isCluster ? "" : options.quotas.maxRequestIds;
    const told = [channels?.end ?? "", node ?? "", counted];
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
    const answer = await this.#store(draft, sender, title);
    requireFound(answer, ref);
    const done = readOutcome(answer);
    const { outcome, room } = done;
    requireSent(done, draft);
    // A sender who had expired is added again.
    if (outcome !== "repeated") {
      users.keepKnown(senderId);
      this.#noteRequest(draft);
    }
    if (outcome === "opened") this.#opened(draft, isListed);
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

  /** As `Storage.speaker`. */
  async speaker(
    ref: ConversationRef,
    userId: string,
  ): Promise<Message["sender"]> {
    const { connection, users, time } = this.#options;
    const keys = keysOf(ref);
    const [outcome, name] = await Promise.all([
      connection.script<string>(
        SCRIPTS.talk,
        [...allOf(keys), keys.blocks, keys.slow(userId)],
        [userId, time()],
      ),
      users.nameOf(userId),
    ]);
    requireFound(outcome, ref);
    requireTalk(outcome, ref);
    return { id: userId, name };
  }

  #store(
    draft: Draft,
    { name }: Message["sender"],
    title: string,
  ): Promise<string> {
    const { conversation: ref, senderId, requestId } = draft;
    return this.#batches.append({
      conversation: ref,
      otherKeys: () => otherKeysOf(draft),
      args: [
        senderId,
        JSON.stringify(name),
        JSON.stringify(draft.category),
        contentLines(draft),
        requestId ?? "",
        requestId === undefined ? "" : digestOf(contentOf(draft)),
        this.#suffixes.of(ref.key),
        JSON.stringify(title),
        draft.privileged ? "1" : "",
      ],
    });
  }

  #noteRequest(draft: Draft): void {
    const { conversation, senderId, requestId, privileged } = draft;
    if (requestId === undefined || privileged) return;
    const key = keysOf(conversation).request(senderId, requestId);
    this.#options.requestIds.used(senderId, key);
  }

  /** It may have been there before, and been listed then. */
  #opened(
    { senderId, conversation: ref, privileged }: Draft,
    isListed: boolean,
  ): void {
    const { lists, unanswered } = this.#options;
    if (!privileged) unanswered.opened(senderId, ref);
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

/** The keys that an append touches only at times. */
function otherKeysOf({ conversation, senderId, requestId }: Draft): string[] {
  const keys = keysOf(conversation);
  const others = conversation.type === CHATROOM
    ? [keys.slow(senderId)]
    : [keys.blocks];
  if (requestId !== undefined) others.push(keys.request(senderId, requestId));
  return others;
}

/** @throws {ReplyError} 403 */
function requireTalk(text: string, { target }: ConversationRef): void {
  const [outcome, ends = ""] = text.split(" ");
  if (outcome === "blocked") throw blockedBy(target);
  if (outcome !== "muted" && outcome !== "admins_only") return;
  throw sendRefused(outcome, { mute: endOf(ends), retryAfter: 0 });
}

/** @throws {ReplyError} 403, 409, 429 */
function requireSent({ outcome, id: detail }: Outcome, draft: Draft): void {
  switch (outcome) {
    case "conflict":
      throw conflict(draft);
    case "no-reply":
      throw noSuchMessage(draft.extras!.replyTo!);
    case "role":
      return requireRank(draft, MEMBER);
    case "blocked":
      throw blockedBy(draft.conversation.target);
    case "muted":
    case "admins_only":
    case "slow_mode":
      throw sendRefused(outcome, {
        mute: endOf(detail),
        retryAfter: Number(detail),
      });
  }
}

/** The content as JSON, and in a second line its extras if it has any. */
function contentLines({ content, extras }: Draft): string {
  const line = JSON.stringify(content);
  return extras === undefined ? line : `${line}\n${JSON.stringify(extras)}`;
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
