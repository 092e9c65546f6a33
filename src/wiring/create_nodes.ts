import type { MessagesOptions } from "../chat/messages.ts";
import type { RecallsOptions } from "../chat/recalls.ts";
import type { ChatroomsOptions } from "../chat/chatrooms.ts";
import type { Clock } from "../base/clock.ts";
import type { StorageParts } from "./create_storage.ts";
import type { Log } from "../observe/log.ts";
import { type Bus, ManyNodes } from "../nodes/many_nodes.ts";
import { keyPrint, type NodeSettings } from "../nodes/node_settings.ts";
import { type Nodes, OneNode } from "../nodes/nodes.ts";
import { OPTIONS } from "../options/table.ts";
import type { Options } from "../options/options.ts";
import type { ChatroomPush } from "../push/chatroom.ts";
import type { Events } from "../push/events.ts";
import type { Presence } from "../push/presence.ts";
import type { PrivatePush } from "../push/private.ts";
import { LAYOUT } from "../storage/redis/keys.ts";

/** What the rules push by. */
export interface RulesPush {
  readonly events: RecallsOptions["events"] & ChatroomsOptions["events"];
  readonly privatePush: MessagesOptions["privatePush"];
  readonly chatroomPush:
    & MessagesOptions["chatroomPush"]
    & RecallsOptions["chatroomPush"];
}

/** The nodes of the service, and how its rules push to those who are on them. */
export interface NodesParts {
  readonly nodes: Nodes;
  readonly push: RulesPush;
  /** What they tell each other things by; undefined where there is but one. */
  readonly bus: Bus | undefined;
  /**
   * Becomes one of the nodes; where Redis is out of reach, as soon as it is not.
   *
   * @throws {SettingsDiffer} another node is alive and set otherwise
   */
  readonly enter: () => Promise<void>;
  /** Unix time in milliseconds, by the clock that all nodes share. */
  readonly now: () => number;
  stop(): Promise<void>;
}

/** What {@linkcode createNodes} needs beside the options. */
export interface NodesSurroundings {
  readonly storage: StorageParts;
  readonly presence: Presence;
  readonly clock: Clock;
  readonly log: Log;
  readonly push: {
    readonly events: Events;
    readonly privatePush: PrivatePush;
    readonly chatroomPush: ChatroomPush;
  };
}

/** One node, or, where the storage is shared, this one among others. */
export function createNodes(
  options: Options,
  { storage, presence, clock, log, push }: NodesSurroundings,
): NodesParts {
  const { redis } = storage;
  if (redis === undefined) {
    return {
      nodes: new OneNode(presence),
      push,
      bus: undefined,
      enter: () => Promise.resolve(),
      now: clock.now,
      stop: () => Promise.resolve(),
    };
  }
  const nodes = new ManyNodes({
    ...push,
    ...{ presence, clock, log, connection: redis },
    storage: storage.storage,
    settings: settingsOf(options),
    urls: options.redisUrl,
    timeout: options.storageTimeout,
    count: options.messagePushCount,
    maxConnectionsPerUser: options.maxConnectionsPerUser,
  });
  const { bus } = nodes;
  return {
    ...{ nodes, bus },
    push: pushOver(nodes),
    enter: () => nodes.enter(),
    now: () => nodes.now(),
    stop: () => nodes.stop(),
  };
}

function settingsOf(
  { enableMessageSequence, historyLimit, authSecret }: Options,
): NodeSettings {
  const flag = (option: keyof typeof OPTIONS) => `--${OPTIONS[option].name}`;
  return {
    layout: LAYOUT,
    settings: {
      [flag("enableMessageSequence")]: String(enableMessageSequence),
      [flag("historyLimit")]: String(historyLimit),
    },
    keys: { [flag("authSecret")]: keyPrint(authSecret) },
  };
}

/** What is stored in a chatroom is published there by the script that stores. */
function pushOver(nodes: ManyNodes): RulesPush {
  return {
    events: {
      tellUser: (userId, event, seat) => nodes.tellUser(userId, event, seat),
      tellMembership: (id, event, seat) =>
        nodes.tellMembership(id, event, seat),
      tellChatroom: () => {},
    },
    privatePush: { deliver: (delivery) => nodes.deliverPrivate(delivery) },
    chatroomPush: { deliver: () => {}, replace: () => {} },
  };
}
