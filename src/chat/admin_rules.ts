import type { Access } from "./access.ts";
import type { Announcements } from "./announcements.ts";
import type { Erasure } from "./erasure.ts";
import type { RoomAdmin } from "./room_admin.ts";
import type { ServiceMessages } from "./service_messages.ts";
import type { UserAdmin } from "./user_admin.ts";
import type { UserExport } from "./user_export.ts";
import type { UserStandings } from "./user_standings.ts";

/** The rules of the server API that users have nothing of. */
export interface AdminRules {
  readonly access: Access;
  readonly messages: ServiceMessages;
  readonly rooms: RoomAdmin;
  readonly users: UserAdmin;
  readonly standings: UserStandings;
  readonly erasure: Erasure;
  readonly exports: UserExport;
  readonly announcements: Announcements;
}
