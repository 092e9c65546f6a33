import type { RateLimits } from "../chat/rate_limits.ts";
import type { Gateway, GatewayLoad } from "../gateway/gateway.ts";
import type { Samples } from "../observe/metrics/samples.ts";
import type { Bus } from "../nodes/many_nodes.ts";
import type { ChatroomPush } from "../push/chatroom.ts";
import type { RoomSemaphore } from "../push/room_semaphore.ts";
import type { Presence } from "../push/presence.ts";
import type { TurnScheduler } from "../push/turn_scheduler.ts";
import type { StorageSizes } from "../storage/storage.ts";

/** The sizes of one thread's gateway. */
export interface ThreadStats {
  readonly gateway: GatewayLoad;
  readonly scheduler: { readonly active: number; readonly waiting: number };
}

/** The sources of a thread's figures. */
export interface ThreadSources {
  readonly gateway: Pick<Gateway, "load">;
  readonly scheduler: Pick<TurnScheduler, "active" | "waiting">;
}

/** The sources of the main thread's figures. */
export interface StatsSources extends ThreadSources {
  readonly presence: Pick<Presence, "users" | "connections" | "chatrooms">;
  readonly semaphore: Pick<RoomSemaphore, "waiting">;
  readonly chatroomPush: Pick<ChatroomPush, "busyRooms">;
  readonly limits: Pick<RateLimits, "kept">;
  /** The figures of the other threads. */
  readonly otherThreads: () => Promise<readonly ThreadStats[]>;
  /** HTTP requests under way. */
  readonly httpRunning: () => number;
  /** Undefined for a single node. */
  readonly bus: Bus | undefined;
  /** How much the storage holds; undefined where only Redis knows. */
  readonly storageSizes: () => StorageSizes | undefined;
}

/** The current sizes of this thread's gateway. */
export function readThread({ gateway, scheduler }: ThreadSources): ThreadStats {
  const { active, waiting } = scheduler;
  return { gateway: gateway.load(), scheduler: { active, waiting } };
}

/** The current sizes of everything, in all threads; counts only. */
export async function readStats(sources: StatsSources) {
  const { presence, chatroomPush, semaphore, bus } = sources;
  const threads = [readThread(sources), ...await sources.otherThreads()];
  const sum = (read: (thread: ThreadStats) => number) =>
    threads.reduce((total, thread) => total + read(thread), 0);
  return {
    threads: threads.length,
    gateway: {
      sockets: sum(({ gateway }) => gateway.sockets),
      connections: sum(({ gateway }) => gateway.connections),
      requests_waiting: sum(({ gateway }) => gateway.requests_waiting),
      buffered_bytes: sum(({ gateway }) => gateway.buffered_bytes),
      fullest_bytes: Math.max(
        ...threads.map(({ gateway }) => gateway.fullest_bytes),
      ),
      unread_bytes: sum(({ gateway }) => gateway.unread_bytes),
      logged_in: presence.connections,
    },
    online: { users: presence.users, chatrooms: presence.chatrooms },
    push: {
      busy_chatrooms: chatroomPush.busyRooms,
      chatrooms_waiting: semaphore.waiting,
      slices_active: sum(({ scheduler }) => scheduler.active),
      slices_waiting: sum(({ scheduler }) => scheduler.waiting),
    },
    rate_buckets: sources.limits.kept(),
    http: { running: sources.httpRunning() },
    bus: bus === undefined ? null : {
      channels: bus.channels,
      publications_dropped: bus.dropped,
    },
    storage: storageFigures(sources.storageSizes()),
  };
}

/** Named like the metrics. */
function storageFigures(sizes: StorageSizes | undefined) {
  if (sizes === undefined) return null;
  return {
    messages: sizes.messages,
    message_bytes: sizes.messageBytes,
    users: sizes.users,
    chatrooms: sizes.chatrooms,
    memberships: sizes.memberships,
    private_conversations: sizes.privates,
    request_ids: sizes.requestIds,
    sanctions: sizes.sanctions,
    blocks: sizes.blocks,
    data_bytes: sizes.dataBytes ?? null,
  };
}

/** Adds one thread's figures to its scrape. */
export function addThread(
  samples: Samples,
  sources: ThreadSources,
  thread: string,
): void {
  const { gateway, scheduler } = readThread(sources);
  samples.add("gim_sockets", gateway.sockets);
  samples.add("gim_connections", gateway.connections);
  samples.add("gim_requests_waiting", gateway.requests_waiting);
  samples.add("gim_outbound_buffered_bytes", gateway.buffered_bytes);
  const fullest = gateway.fullest_bytes;
  samples.add("gim_outbound_fullest_bytes", fullest, { thread });
  samples.add("gim_closed_unread_bytes", gateway.unread_bytes);
  samples.add("gim_slices_active", scheduler.active);
  samples.add("gim_slices_waiting", scheduler.waiting);
}

/** Adds the figures that exist once for all threads to a scrape. */
export function addStats(samples: Samples, sources: StatsSources): void {
  const { presence, chatroomPush, semaphore, bus } = sources;
  samples.add("gim_connections_logged_in", presence.connections);
  samples.add("gim_users_online", presence.users);
  samples.add("gim_chatrooms_online", presence.chatrooms);
  samples.add("gim_chatrooms_busy", chatroomPush.busyRooms);
  samples.add("gim_chatrooms_waiting", semaphore.waiting);
  samples.add("gim_http_requests_running", sources.httpRunning());
  for (const [limit, kept] of Object.entries(sources.limits.kept())) {
    samples.add("gim_rate_buckets", kept, { limit });
  }
  if (bus !== undefined) {
    samples.add("gim_bus_channels", bus.channels);
    samples.add("gim_bus_publications_dropped_total", bus.dropped);
  }
  const storage = sources.storageSizes();
  if (storage === undefined) return;
  samples.add("gim_stored_messages", storage.messages);
  samples.add("gim_stored_message_bytes", storage.messageBytes);
  samples.add("gim_stored_users", storage.users);
  samples.add("gim_stored_chatrooms", storage.chatrooms);
  samples.add("gim_stored_memberships", storage.memberships);
  samples.add("gim_stored_private_conversations", storage.privates);
  samples.add("gim_stored_request_ids", storage.requestIds);
  samples.add("gim_stored_sanctions", storage.sanctions);
  samples.add("gim_stored_blocks", storage.blocks);
  if (storage.dataBytes === undefined) return;
  samples.add("gim_stored_data_bytes", storage.dataBytes);
}
