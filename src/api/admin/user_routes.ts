import Type from "typebox";
import type { AdminRules } from "../../chat/admin_rules.ts";
import * as field from "../../protocol/fields.ts";
import type { Route } from "../route.ts";
import * as admin from "./admin_fields.ts";
import { adminRoute } from "./admin_route.ts";
import { ndjson } from "./ndjson.ts";

const One = Type.Object({ id: field.userId });
const optionalReason = Type.Optional(field.reason);

/** The routes of users, their tokens and what is announced to them. */
export function adminUserRoutes(rules: AdminRules): Route[] {
  return [
    ...tellingRoutes(rules),
    ...lookingRoutes(rules),
    ...standingRoutes(rules),
    ...actingRoutes(rules),
    ...banRoutes(rules),
  ];
}

function tellingRoutes({ users, announcements }: AdminRules): Route[] {
  return [
    adminRoute("POST /admin/broadcast", {
      id: "announce",
      summary: "Tell everybody who is online; it is not stored",
      input: "body",
      request: Type.Object({
        content: field.content,
        category: Type.Optional(field.category),
        data: Type.Optional(field.data),
      }),
      response: admin.Receivers,
      call: (body) => announcements.tell(body),
    }),
    adminRoute("POST /admin/tokens", {
      id: "createToken",
      summary: "A token for a user, who need not be known",
      input: "body",
      request: Type.Object({
        user_id: field.userId,
        name: Type.Optional(field.userName),
        seconds: Type.Optional(admin.tokenSeconds),
      }),
      response: admin.TokenReply,
      async call(body) {
        const { token, expiresAt } = await users.issue(body);
        return { token, expires_at: expiresAt };
      },
    }),
  ];
}

function lookingRoutes({ users, exports }: AdminRules): Route[] {
  return [
    adminRoute("GET /admin/users", {
      id: "listUsers",
      summary: "A page of users, by their ids",
      input: "query",
      request: Type.Object({
        online: Type.Optional(admin.online),
        ...admin.Page.properties,
      }),
      response: admin.UsersPage,
      call: (query) => users.list(query),
    }),
    adminRoute("GET /admin/users/:id", {
      id: "getAdminUser",
      summary: "A user, their connections on all nodes and their chatrooms",
      input: "none",
      request: One,
      response: admin.AdminUser,
      call: ({ id }) => users.find(id),
    }),
    {
      ...adminRoute("GET /admin/users/:id/export", {
        id: "exportUser",
        summary: "All that is kept of a user, as lines of JSON",
        input: "none",
        request: One,
        response: admin.ExportLine,
        call: async ({ id }) => await ndjson(await exports.lines(id)),
      }),
      mediaType: "application/x-ndjson",
      bare: true,
    },
  ];
}

function standingRoutes({ standings }: AdminRules): Route[] {
  return [
    adminRoute("GET /admin/users/:id/chatrooms", {
      id: "listChatroomsOfUser",
      summary: "A page of a user's chatrooms, and what they are in each",
      input: "query",
      request: admin.OfUser,
      response: admin.UserChatroomsPage,
      call: (query) => standings.chatrooms(query),
    }),
    adminRoute("GET /admin/users/:id/sanctions", {
      id: "listSanctionsOnUser",
      summary: "A page of the bans and mutes of a user, who need not be known",
      input: "query",
      request: admin.OfUser,
      response: admin.UserSanctionsPage,
      call: (query) => standings.sanctions(query),
    }),
  ];
}

function actingRoutes({ access, users, erasure }: AdminRules): Route[] {
  return [
    adminRoute("POST /admin/users/:id/disconnect", {
      id: "disconnectUser",
      summary: "Close all connections of a user, on every node",
      input: "body",
      request: Type.Object({ id: field.userId, reason: optionalReason }),
      response: admin.Nothing,
      async call({ id, reason }) {
        await users.requireKnown(id);
        access.disconnect(id, reason);
        return {};
      },
    }),
    adminRoute("POST /admin/users/:id/revoke", {
      id: "revokeTokens",
      summary: "Make the tokens void that a user has got until now",
      input: "none",
      request: One,
      response: admin.Nothing,
      async call({ id }) {
        await access.revoke(id);
        return {};
      },
    }),
    adminRoute("DELETE /admin/users/:id", {
      id: "eraseUser",
      summary: "Forget a user; with messages=true empty their messages, too",
      input: "query",
      request: Type.Object({
        id: field.userId,
        messages: Type.Optional(admin.withMessages),
      }),
      response: admin.Nothing,
      async call({ id, messages = false }) {
        await erasure.erase(id, messages);
        return {};
      },
    }),
  ];
}

function banRoutes({ access }: AdminRules): Route[] {
  return [
    adminRoute("PUT /admin/users/:id/ban", {
      id: "banUser",
      summary: "Keep a user, who need not be known, from the service",
      input: "body",
      request: Type.Object({
        id: field.userId,
        seconds: Type.Optional(field.seconds),
        reason: optionalReason,
      }),
      response: admin.BanReply,
      call: ({ id, ...terms }) => access.ban(id, terms),
    }),
    adminRoute("DELETE /admin/users/:id/ban", {
      id: "unbanUser",
      summary: "Let a user use the service again",
      input: "none",
      request: One,
      response: admin.BanReply,
      call: ({ id }) => access.ban(id, { seconds: 0 }),
    }),
  ];
}
