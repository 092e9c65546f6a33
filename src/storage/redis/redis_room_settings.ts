import { ReplyError } from "../../base/errors.ts";
import {
  applyChange,
  type SettingsChange,
} from "../../domain/chatroom_settings.ts";
import { chatroomConversation } from "../../domain/ids.ts";
import type { Chatroom } from "../../domain/model.ts";
import type { Standing } from "../../domain/rank.ts";
import { mayAct, rankFor } from "../../domain/room_policy.ts";
import type { Actor } from "../actor.ts";
import type { Reconfigured } from "../governance.ts";
import { rankTooLow } from "../shared/refusals.ts";
import type { RedisConnection } from "./connection.ts";
import { allOf, keysOf } from "./keys.ts";
import { actorOf, requireActed } from "./outcomes.ts";
import { type RoomRow, settingFields, toChatroom } from "./redis_room.ts";
import { SCRIPTS } from "./scripts.ts";

/** What {@linkcode RedisRoomSettings} needs. */
export interface RedisRoomSettingsOptions {
  readonly connection: RedisConnection;
  /** The time for scripts; empty: they ask Redis. */
  readonly time: () => number | "";
}

/**
 * How often a change is made anew because another one came between. Each time
 * somebody's change is made, so that as many would have to be at it at once.
 */
const TRIES = 100;

/** What has been read of a chatroom before it is changed. */
interface Found {
  readonly chatroom: Chatroom;
  readonly passwordHash: string | undefined;
}

/**
 * Changes of settings. What they become is computed here, by the rule of all
 * storages; they are written unless the version has changed since.
 */
export class RedisRoomSettings {
  #options: RedisRoomSettingsOptions;

  constructor(options: RedisRoomSettingsOptions) {
    this.#options = options;
  }

  /** As `Governance.configure`. */
  async configure(
    chatroomId: string,
    actor: Actor,
    change: SettingsChange,
  ): Promise<Reconfigured> {
    for (let tries = 0; tries < TRIES; tries++) {
      const found = await this.#find(chatroomId, actor);
      const { chatroom, passwordHash } = found;
      const { version } = chatroom;
      const before = { settings: chatroom, passwordHash, version };
      const after = applyChange(before, change);
      if (after === before) return { chatroom, changed: false };
      const fields = settingFields(after.settings, after.passwordHash);
      const written = await this.#write(found, actor, fields);
      if (written !== undefined) return { chatroom: written, changed: true };
    }
    throw new ReplyError(
      503,
      "others are changing the chatroom, too: try again",
    );
  }

  async #find(chatroomId: string, actor: Actor): Promise<Found> {
    const { connection, time } = this.#options;
    const ref = chatroomConversation(chatroomId);
    const { head, members, admins, sanctions } = keysOf(ref);
    const [outcome, room, standing, hash] = await connection
      .script<[string, RoomRow, Standing, string | null]>(
        SCRIPTS.findRoom,
        [head, members, admins, sanctions],
        [actorOf(actor), time(), 1],
      );
    requireActed(outcome, ref);
    const chatroom = toChatroom(chatroomId, room, connection.unreadable);
    if (!mayAct("configure", { standing, join: chatroom.join })) {
      throw rankTooLow(chatroomId);
    }
    return { chatroom, passwordHash: hash ?? undefined };
  }

  /** The chatroom as it is now; undefined if it was changed meanwhile. */
  async #write(
    { chatroom: { id, join, version } }: Found,
    actor: Actor,
    fields: Readonly<Record<string, string>>,
  ): Promise<Chatroom | undefined> {
    const { connection, time } = this.#options;
    const ref = chatroomConversation(id);
    const [outcome, room] = await connection.script<[string, RoomRow]>(
      SCRIPTS.configure,
      allOf(keysOf(ref)),
      [
        ...[actorOf(actor), time(), rankFor("configure", join), version],
        ...Object.entries(fields).flat(),
      ],
    );
    requireActed(outcome, ref);
    if (outcome === "stale") return undefined;
    return toChatroom(id, room, connection.unreadable);
  }
}
