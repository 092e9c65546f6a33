import type { Metrics } from "./metrics.ts";
import { bytesOf, numberOf } from "./texts.ts";

/** Something bounded, and how much of it is used. */
export interface Limit {
  readonly name: string;
  readonly used: number;
  readonly most: number;
  readonly text: (value: number) => string;
  /** Where it is set, in words. */
  readonly from: string;
  /** Is little left, and does that matter? */
  readonly isNear: boolean;
  /** What happens at the limit, and what to do. */
  readonly todo: string;
}

/** What is known about a limit beforehand. */
interface Kind {
  readonly name: string;
  readonly text: (value: number) => string;
  readonly todo: string;
  /** Is it filled in any case, and then makes room by itself? */
  readonly fills?: boolean;
}

/** The share of a limit from which little is left. */
const NEAR = 0.85;

/** By the metric that says how much is used. */
const KINDS: Readonly<Record<string, Kind>> = {
  gim_sockets: {
    name: "Sockets",
    text: numberOf,
    todo: "At it new ones are refused with 503: raise --max-connections, and " +
      "the number of open files.",
  },
  gim_outbound_fullest_bytes: {
    name: "Unsent, of one connection",
    text: bytesOf,
    todo: "At it the connection is closed (4413): somebody does not read. If " +
      "that is an honest client, raise --max-outbound-bytes.",
  },
  gim_stored_message_bytes: {
    name: "Messages in memory",
    text: bytesOf,
    todo: "At it the oldest messages of the coldest conversations go: raise " +
      "--storage-limit, or keep messages on disk or in Redis.",
  },
  gim_stored_users: {
    name: "Users",
    text: numberOf,
    todo: "At it idle users have to go before others come: lower " +
      "--idle-expiry.",
  },
  gim_stored_chatrooms: {
    name: "Chatrooms",
    text: numberOf,
    todo: "At it empty ones have to go before others come: lower " +
      "--idle-expiry, or disband some.",
  },
  gim_stored_memberships: {
    name: "Memberships",
    text: numberOf,
    todo: "At it joins are refused with 503: lower --max-chatrooms-per-user.",
  },
  gim_stored_private_conversations: {
    name: "Private conversations",
    text: numberOf,
    todo: "At it cold ones have to go before others begin: lower " +
      "--idle-expiry.",
  },
  gim_stored_request_ids: {
    name: "Request ids",
    text: numberOf,
    todo: "At it the oldest are forgotten.",
    fills: true,
  },
  gim_stored_sanctions: {
    name: "Bans and mutes",
    text: numberOf,
    todo: "At it further ones are refused with 503: lift some, or disband " +
      "chatrooms that have many.",
  },
  gim_stored_blocks: {
    name: "Users blocked by others",
    text: numberOf,
    todo: "At it further ones are refused with 503: erase users who have " +
      "blocked many.",
  },
  gim_stored_data_bytes: {
    name: "Data of users and chatrooms",
    text: bytesOf,
    todo: "At it more is refused with 503: raise --storage-limit, or keep it " +
      "on disk or in Redis.",
  },
  gim_redis_memory_bytes: {
    name: "Memory of Redis",
    text: bytesOf,
    todo: "At it Redis refuses what is to be stored (503), or drops keys, as " +
      "its maxmemory-policy says: give it more, or lower --history-limit.",
  },
  gim_hooks_waiting: {
    name: "Events for the back end",
    text: numberOf,
    todo: "At it the oldest are dropped: the tab Hooks shows what the back " +
      "end answers.",
  },
};

/** The limits that the metrics tell, each with what is used of it. */
export function limitsOf(now: Metrics): Limit[] {
  const told = now.of("gim_limit").map(({ labels, value }) => {
    const { metric = "", option = "none" } = labels;
    const from = option === "none" ? "fixed" : `--${option}`;
    return limitOf(kindOf(metric, now), {
      used: mostOf(metric, now),
      most: value,
      from,
    });
  });
  return [...told, ...heaps(now)].filter(({ used, most }) =>
    Number.isFinite(used) && most > 0
  );
}

function limitOf(
  { fills = false, ...kind }: Kind,
  { used, most, from }: Pick<Limit, "used" | "most" | "from">,
): Limit {
  const isNear = !fills && used / most >= NEAR;
  return { ...kind, used, most, from, isNear };
}

/** Of several threads the one that is nearest to it. */
function mostOf(metric: string, now: Metrics): number {
  const values = now.of(metric).map(({ value }) => value);
  return values.length === 0 ? NaN : Math.max(...values);
}

function kindOf(metric: string, now: Metrics): Kind {
  const known = KINDS[metric] ?? { name: metric, text: numberOf, todo: "" };
  const isOnDisk = now.of("gim_disk_file_bytes").length > 0;
  if (metric !== "gim_stored_message_bytes" || !isOnDisk) return known;
  const todo = "At it the coldest are read from the disk.";
  return { ...known, todo, fills: true };
}

/** Each thread has a heap of its own. */
function heaps(now: Metrics): Limit[] {
  return now.of("gim_heap_used_bytes").map(({ labels, value }) => {
    const { thread = "" } = labels;
    const kind = {
      name: `Heap of ${thread}`,
      text: bytesOf,
      todo: "At it the thread ends: lower --storage-limit or " +
        "--max-connections, or take a heap profile.",
    };
    const most = now.sum("gim_heap_limit_bytes", { thread });
    return limitOf(kind, { used: value, most, from: "of V8" });
  });
}
