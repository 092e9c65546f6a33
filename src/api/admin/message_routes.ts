import Type from "typebox";
import type { AdminRules } from "../../chat/admin_rules.ts";
import * as field from "../../protocol/fields.ts";
import { OPERATIONS } from "../../protocol/operations.ts";
import * as request from "../../protocol/requests.ts";
import type { Route } from "../route.ts";
import { adminRoute } from "./admin_route.ts";

/** The routes of messages. */
export function adminMessageRoutes({ messages }: AdminRules): Route[] {
  return [
    adminRoute("POST /admin/messages", {
      id: "sendAsService",
      summary: "Send a message as the service, or in a user's name",
      input: "body",
      request: Type.Object({
        ...request.Send.properties,
        sender_id: Type.Optional(field.userId),
      }),
      response: OPERATIONS.send.responseSchema,
      call: (body) => messages.send(body),
    }),
  ];
}
