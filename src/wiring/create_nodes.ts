import type { Clock } from "../base/clock.ts";
import type { StorageParts } from "./create_storage.ts";
import type { Log } from "../observe/log.ts";
import { ManyNodes, type ManyNodesOptions } from "../nodes/many_nodes.ts";
import { keyPrint, type NodeSettings } from "../nodes/node_settings.ts";
import { type Nodes, OneNode } from "../nodes/nodes.ts";
import { OPTIONS } from "../options/table.ts";
import type { Options } from "../options/options.ts";
import type { News } from "../push/news.ts";
import type { Presence } from "../push/presence.ts";
import { LAYOUT } from "../storage/redis/keys.ts";

/** The nodes of the service, and how the rules reach their users. */
export interface NodesParts {
  readonly nodes: Nodes;
  readonly news: News;
  /**
   * The same object if there may be other nodes; undefined for a single node.
   */
  readonly many: ManyNodes | undefined;
  /** Unix time in milliseconds, by the clock all nodes share. */
  readonly now: () => number;
}

/** What {@linkcode createNodes} needs beside the options. */
export interface NodesEnvironment {
  readonly storage: StorageParts;
  readonly presence: Presence;
  readonly clock: Clock;
  readonly log: Log;
  readonly push: Pick<
    ManyNodesOptions,
    "local" | "events" | "privatePush" | "chatroomPush"
  >;
}

/** Builds a single node, or, if the storage is shared, one node of many. */
export function createNodes(
  options: Options,
  { storage, presence, clock, log, push }: NodesEnvironment,
): NodesParts {
  const { shared } = storage;
  if (shared === undefined) {
    const nodes = new OneNode(presence);
    return { nodes, news: push.local, many: undefined, now: clock.now };
  }
  const nodes = new ManyNodes({
    ...push,
    presence,
    clock,
    log,
    connection: shared.connection,
    node: shared.node,
    storage: storage.storage,
    administration: storage.administration,
    settings: settingsOf(options),
    urls: options.redisUrl,
    timeout: options.storageTimeout,
    count: options.messagePushCount,
    maxConnectionsPerUser: options.maxConnectionsPerUser,
  });
  return { nodes, news: nodes.news, many: nodes, now: () => nodes.now() };
}

function settingsOf(
  options: Options,
): NodeSettings {
  const { enableMessageSequence, historyLimit, authSecret } = options;
  const { authPublicKey, authIssuer = "", authAudience = "" } = options;
  const { webhookSecret } = options;
  const flag = (option: keyof typeof OPTIONS) => `--${OPTIONS[option].name}`;
  const hookKeys = webhookSecret !== undefined &&
    { [flag("webhookSecret")]: keyPrint([webhookSecret]) };
  return {
    layout: LAYOUT,
    settings: {
      [flag("enableMessageSequence")]: String(enableMessageSequence),
      [flag("historyLimit")]: String(historyLimit),
      // A token signed by one node is checked with these by the others.
      [flag("authIssuer")]: authIssuer,
      [flag("authAudience")]: authAudience,
    },
    keys: {
      [flag("authSecret")]: keyPrint(authSecret),
      [flag("apiKey")]: keyPrint(options.apiKey),
      [flag("apiKeyRead")]: keyPrint(options.apiKeyRead),
      [flag("authPublicKey")]: keyPrint(
        authPublicKey.map(({ jwk }) => JSON.stringify(jwk)),
      ),
      // Each node tells what others have to tell.
      ...hookKeys,
    },
  };
}
