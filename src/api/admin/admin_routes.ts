import type { AdminRules } from "../../chat/admin_rules.ts";
import type { Rules } from "../../chat/rules.ts";
import type { Route } from "../route.ts";
import { adminChatroomRoutes } from "./chatroom_routes.ts";
import { adminMessageRoutes } from "./message_routes.ts";
import { adminUserRoutes } from "./user_routes.ts";

/** The routes of the server API, for programs with an API key. */
export function createAdminRoutes(
  adminRules: AdminRules,
  rules: Rules,
): Route[] {
  return [
    ...adminMessageRoutes(adminRules),
    ...adminUserRoutes(adminRules),
    ...adminChatroomRoutes(adminRules, rules),
  ];
}
