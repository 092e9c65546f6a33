import type { Chatrooms } from "./chatrooms.ts";
import type { Conversations } from "./conversations.ts";
import type { Messages } from "./messages.ts";
import type { ReadMarks } from "./read_marks.ts";
import type { Recalls } from "./recalls.ts";
import type { RateLimits } from "./rate_limits.ts";
import type { Sync } from "./sync.ts";
import type { Users } from "./users.ts";

/** All the rules, for sockets and HTTP alike. */
export interface Rules {
  readonly limits: RateLimits;
  readonly users: Users;
  readonly chatrooms: Chatrooms;
  readonly messages: Messages;
  readonly conversations: Conversations;
  readonly sync: Sync;
  readonly readMarks: ReadMarks;
  readonly recalls: Recalls;
}
