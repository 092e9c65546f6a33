import type { Gateway } from "./gateway/gateway.ts";
import type { Samples } from "./metrics/samples.ts";
import type { ChatroomPush } from "./push/chatroom.ts";
import type { Hub } from "./push/hub.ts";
import type { Slices } from "./push/slices.ts";
import type { StorageSizes } from "./storage/storage.ts";

/** What the figures are read from. */
export interface StatsSources {
  readonly gateway: Pick<Gateway, "load">;
  readonly hub: Pick<Hub, "users" | "connections" | "chatrooms">;
  readonly slices: Pick<Slices, "active" | "waiting">;
  readonly chatroomPush: Pick<ChatroomPush, "busyRooms">;
  /** HTTP requests that are being answered. */
  readonly httpRunning: () => number;
  /** What the storage holds; undefined where it does not know for nothing. */
  readonly storageSizes: () => StorageSizes | undefined;
}

/** How much there is of everything now; counts only. */
export function readStats(sources: StatsSources) {
  const { gateway, hub, slices, chatroomPush } = sources;
  return {
    gateway: { ...gateway.load(), logged_in: hub.connections },
    online: { users: hub.users, chatrooms: hub.chatrooms },
    push: {
      busy_chatrooms: chatroomPush.busyRooms,
      slices_active: slices.active,
      slices_waiting: slices.waiting,
    },
    http: { running: sources.httpRunning() },
    storage: sources.storageSizes() ?? null,
  };
}

/** Adds the figures to a scrape. */
export function addStats(samples: Samples, sources: StatsSources): void {
  const { gateway, online, push, http, storage } = readStats(sources);
  samples.add("gim_sockets", gateway.sockets);
  samples.add("gim_connections", gateway.connections);
  samples.add("gim_connections_logged_in", gateway.logged_in);
  samples.add("gim_requests_waiting", gateway.requests_waiting);
  samples.add("gim_outbound_buffered_bytes", gateway.buffered_bytes);
  samples.add("gim_users_online", online.users);
  samples.add("gim_chatrooms_online", online.chatrooms);
  samples.add("gim_chatrooms_busy", push.busy_chatrooms);
  samples.add("gim_slices_active", push.slices_active);
  samples.add("gim_slices_waiting", push.slices_waiting);
  samples.add("gim_http_requests_running", http.running);
  if (storage === null) return;
  samples.add("gim_stored_messages", storage.messages);
  samples.add("gim_stored_message_bytes", storage.messageBytes);
  samples.add("gim_stored_users", storage.users);
  samples.add("gim_stored_chatrooms", storage.chatrooms);
  samples.add("gim_stored_memberships", storage.memberships);
  samples.add("gim_stored_private_conversations", storage.privates);
  samples.add("gim_stored_request_ids", storage.requestIds);
}
