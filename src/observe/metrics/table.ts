/** The description of a metric for Prometheus. */
export interface MetricRow {
  readonly type: "counter" | "gauge" | "histogram";
  /** One sentence; the unit is in the name, and labels are explained here. */
  readonly help: string;
}

/**
 * Every metric. Values of several threads are summed. So a figure that exists
 * once per process is reported by the main thread only, and a figure that makes
 * no sense as a sum has the label `thread`.
 */
export const METRICS = {
  gim_build_info: {
    type: "gauge",
    help: "1; the labels say what runs.",
  },
  gim_limit: {
    type: "gauge",
    help:
      "What the metric named by `metric` may reach on this node; `option` " +
      "is the flag that sets it, `none` where it is fixed.",
  },
  gim_threads: { type: "gauge", help: "Threads that report." },
  gim_sockets: {
    type: "gauge",
    help: "Sockets that the runtime holds, forgotten ones of peers that do " +
      "not read included; --max-connections bounds them.",
  },
  gim_connections: { type: "gauge", help: "Open connections on this node." },
  gim_connections_logged_in: {
    type: "gauge",
    help: "Open connections with a user.",
  },
  gim_connections_opened_total: {
    type: "counter",
    help: "Connections that were opened.",
  },
  gim_connections_closed_total: {
    type: "counter",
    help: "Connections that ended, by close code; `peer`: the other end " +
      "closed it, or the transport broke.",
  },
  gim_slow_consumers_closed_total: {
    type: "counter",
    help: "Connections closed 4413: a private push did not fit under " +
      "--max-outbound-bytes.",
  },
  gim_outbound_buffered_bytes: {
    type: "gauge",
    help: "Bytes written to open connections that have not left the process.",
  },
  gim_outbound_fullest_bytes: {
    type: "gauge",
    help: "Most of them that one connection has, by thread; " +
      "--max-outbound-bytes bounds it.",
  },
  gim_closed_unread_bytes: {
    type: "gauge",
    help: "Bytes that closed connections hold until their peers read them or " +
      "are gone; bounded for each user, and in each thread.",
  },
  gim_requests_waiting: {
    type: "gauge",
    help: "Requests of sockets behind another one of their connection.",
  },
  gim_logins_total: {
    type: "counter",
    help: "Logins over sockets and HTTP, by reply code.",
  },
  gim_socket_frames_received_total: {
    type: "counter",
    help:
      "WebSocket frames that came in, with one envelope or several in each.",
  },
  gim_socket_frames_sent_total: {
    type: "counter",
    help: "WebSocket frames written, with one envelope or several in each.",
  },
  gim_frames_received_total: {
    type: "counter",
    help:
      "Envelopes taken up, each a frame or a part of one, by the request's " +
      "op; `malformed`, `unknown`.",
  },
  gim_frames_sent_total: {
    type: "counter",
    help: "Envelopes written, each a frame or a part of one: replies by the " +
      "request's op, the pushes `messages` and `event`.",
  },
  gim_refusals_total: {
    type: "counter",
    help: "Requests refused for a reason that a client can act on, by reason.",
  },
  gim_rate_limited_total: {
    type: "counter",
    help: "What was refused as it came too often, by limit: `send` and " +
      "`request` of a user, `room` of a chatroom, `connect` of an address.",
  },
  gim_rate_buckets: {
    type: "gauge",
    help: "Buckets kept of who has lately used some of a limit, by limit.",
  },
  gim_faults_total: {
    type: "counter",
    help: "Replies 500 and 503, by code and `via` (`socket`, `http`); what " +
      "/readyz answers is none.",
  },
  gim_request_duration_seconds: {
    type: "histogram",
    help: "From taking up a socket's request to its reply, by op and code.",
  },
  gim_http_request_duration_seconds: {
    type: "histogram",
    help: "From an HTTP request's headers to its response, by route; `none`: " +
      "there is no such route.",
  },
  gim_http_requests_running: {
    type: "gauge",
    help: "HTTP requests that are being answered.",
  },
  gim_messages_stored_total: {
    type: "counter",
    help: "Messages stored, by type of conversation.",
  },
  gim_pushes_total: {
    type: "counter",
    help: "Pushes to a connection: `private` (messages of one turn may share " +
      "one), `chatroom`, `event`.",
  },
  gim_messages_pushed_total: {
    type: "counter",
    help: "Messages in pushes, each counted for each connection that got it.",
  },
  gim_messages_missed_total: {
    type: "counter",
    help: "Messages left out of chatroom pushes, each counted for each " +
      "connection that was told so.",
  },
  gim_pushes_skipped_total: {
    type: "counter",
    help: "Chatroom pushes not written to a connection over --push-backlog.",
  },
  gim_events_dropped_total: {
    type: "counter",
    help: "Events nobody got, by reason: `backlog` counts connections; " +
      "`budget` (memberships) and `waiting` count events.",
  },
  gim_users_online: {
    type: "gauge",
    help: "Users with a connection on this node; who is on two nodes counts " +
      "on both.",
  },
  gim_chatrooms_online: {
    type: "gauge",
    help: "Chatrooms with a member who is online on this node.",
  },
  gim_chatrooms_busy: {
    type: "gauge",
    help: "Chatrooms within an interval or a push on this node.",
  },
  gim_chatrooms_waiting: {
    type: "gauge",
    help: "Chatrooms that wait for a place to be pushed to.",
  },
  gim_slices_active: {
    type: "gauge",
    help: "Pushes to chatrooms under way, bounded by " +
      "--message-push-concurrency-limit, and events, one at a time.",
  },
  gim_slices_waiting: {
    type: "gauge",
    help: "Events of chatrooms that wait for those before them.",
  },
  gim_storage_duration_seconds: {
    type: "histogram",
    help: "From a call of the storage to its answer, by operation.",
  },
  gim_storage_errors_total: {
    type: "counter",
    help: "Calls of the storage that failed with 503 or a fault, by operation.",
  },
  gim_disk_commit_seconds: {
    type: "histogram",
    help: "From a batch of writes to its being settled; only on disk.",
  },
  gim_disk_calls_total: {
    type: "counter",
    help: "Writes, of which those of a batch are settled together.",
  },
  gim_disk_commits_failed_total: {
    type: "counter",
    help: "Batches of which a write has failed by a fault of disk or file.",
  },
  gim_disk_calls_waiting: {
    type: "gauge",
    help: "Writes that are not settled yet.",
  },
  gim_disk_pages_total: {
    type: "counter",
    help: "Pages of messages, by where they were read: `memory` or `file`; " +
      "only on disk.",
  },
  gim_disk_file_bytes: {
    type: "gauge",
    help: "Bytes of the file, and of its log, by file.",
  },
  gim_redis_memory_bytes: {
    type: "gauge",
    help: "Memory that Redis uses, of a Cluster all together; not where it " +
      "does not say so. Its `maxmemory` is a gim_limit.",
  },
  gim_bus_channels: {
    type: "gauge",
    help: "Channels that this node listens to; only with Redis.",
  },
  gim_bus_publications_dropped_total: {
    type: "counter",
    help: "What this node could not tell the others, as Redis was out of " +
      "reach, refused, or left 10,000 unanswered; only with Redis.",
  },
  gim_hooks_waiting: {
    type: "gauge",
    help: "Events that the back end is still to be told; over Redis those of " +
      "all nodes, as this one last heard.",
  },
  gim_hooks_oldest_seconds: {
    type: "gauge",
    help: "For how long the oldest of them could have been told.",
  },
  gim_hooks_delivered_total: {
    type: "counter",
    help: "Events that the back end took.",
  },
  gim_hooks_failed_total: {
    type: "counter",
    help: "Tries that it did not take; each is followed by another one.",
  },
  gim_hooks_dropped_total: {
    type: "counter",
    help: "Events that were never told, by cause: `backlog`, or `age` after " +
      "24 hours of trying.",
  },
  gim_before_send_total: {
    type: "counter",
    help: "Messages that it was asked about, by answer: `accept`, `reject`, " +
      "`replace`, or `failure`.",
  },
  gim_before_send_running: {
    type: "gauge",
    help: "Messages that it is being asked about.",
  },
  gim_stored_messages: {
    type: "gauge",
    help: "Messages in all timelines; not with Redis.",
  },
  gim_stored_message_bytes: {
    type: "gauge",
    help: "Estimated bytes of them and of remembered request ids, which " +
      "--storage-limit bounds; not with Redis.",
  },
  gim_stored_users: {
    type: "gauge",
    help: "Users known, online or not; not with Redis.",
  },
  gim_stored_chatrooms: {
    type: "gauge",
    help: "Chatrooms known; not with Redis.",
  },
  gim_stored_memberships: {
    type: "gauge",
    help: "Memberships of chatrooms; not with Redis.",
  },
  gim_stored_private_conversations: {
    type: "gauge",
    help: "Private conversations known; not with Redis.",
  },
  gim_stored_request_ids: {
    type: "gauge",
    help: "Request ids remembered; not with Redis.",
  },
  gim_stored_sanctions: {
    type: "gauge",
    help: "Bans and mutes of all chatrooms; not with Redis.",
  },
  gim_stored_blocks: {
    type: "gauge",
    help: "Users blocked by others; not with Redis.",
  },
  gim_stored_data_bytes: {
    type: "gauge",
    help: "Estimated bytes of the data of users and chatrooms; not with " +
      "Redis, nor on disk.",
  },
  gim_log_lines_suppressed_total: {
    type: "counter",
    help: "Lines that clients caused beyond the bound of a second.",
  },
  gim_log_lines_dropped_total: {
    type: "counter",
    help: "Lines lost as nobody read standard error, or it could not be " +
      "written to.",
  },
  gim_event_loop_lag_seconds: {
    type: "histogram",
    help: "How late a timer runs that is looked at ten times a second, by " +
      "thread: `main`, `gateway-0` and so on.",
  },
  gim_heap_used_bytes: {
    type: "gauge",
    help: "V8's heap in use, by thread: each has its own.",
  },
  gim_heap_limit_bytes: {
    type: "gauge",
    help: "V8's limit of the heap, by thread.",
  },
  gim_external_memory_bytes: {
    type: "gauge",
    help: "Memory of JavaScript objects outside V8's heap, by thread.",
  },
  process_cpu_seconds_total: {
    type: "counter",
    help: "CPU time, user and system.",
  },
  process_resident_memory_bytes: { type: "gauge", help: "Resident memory." },
  process_start_time_seconds: {
    type: "gauge",
    help: "Unix time of the start.",
  },
} as const satisfies Record<string, MetricRow>;

export type MetricName = keyof typeof METRICS;
