import type { Blocks } from "./blocks.ts";
import type { Chatrooms } from "./chatrooms.ts";
import type { Conversations } from "./conversations.ts";
import type { Edits } from "./edits.ts";
import type { Messages } from "./messages.ts";
import type { ReadMarks } from "./read_marks.ts";
import type { Reactions } from "./reactions.ts";
import type { Recalls } from "./recalls.ts";
import type { RateLimits } from "./rate_limits.ts";
import type { RoomMembers } from "./room_members.ts";
import type { RoomSettings } from "./room_settings.ts";
import type { Sanctions } from "./sanctions.ts";
import type { Sync } from "./sync.ts";
import type { Signals } from "./signals.ts";
import type { Users } from "./users.ts";
import type { Watches } from "./watches.ts";

/** All the rules, for sockets and HTTP alike. */
export interface Rules {
  readonly limits: RateLimits;
  readonly users: Users;
  readonly chatrooms: Chatrooms;
  readonly roomSettings: RoomSettings;
  readonly roomMembers: RoomMembers;
  readonly sanctions: Sanctions;
  readonly blocks: Blocks;
  readonly messages: Messages;
  readonly conversations: Conversations;
  readonly sync: Sync;
  readonly readMarks: ReadMarks;
  readonly recalls: Recalls;
  readonly edits: Edits;
  readonly reactions: Reactions;
  readonly signals: Signals;
  readonly watches: Watches;
}
