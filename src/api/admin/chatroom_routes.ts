import Type from "typebox";
import type { AdminRules } from "../../chat/admin_rules.ts";
import type { Rules } from "../../chat/rules.ts";
import { THE_SERVICE } from "../../chat/the_service.ts";
import * as field from "../../protocol/fields.ts";
import { OPERATIONS } from "../../protocol/operations.ts";
import * as request from "../../protocol/requests.ts";
import type { Route } from "../route.ts";
import * as admin from "./admin_fields.ts";
import { adminRoute } from "./admin_route.ts";

const One = Type.Object({ id: field.chatroomId });
const NAMED = { id: field.chatroomId, user_id: field.userId };
const NamedUser = Type.Object(NAMED);
const AdminChatroom = Type.Object({
  ...(OPERATIONS.chatroom.responseSchema as typeof One).properties,
  online: Type.Integer({ minimum: 0 }),
}, { title: "AdminChatroom" });

/** The routes of chatrooms: whose rules are those of users, without a bound. */
export function adminChatroomRoutes(
  { rooms }: AdminRules,
  rules: Rules,
): Route[] {
  return [
    ...lookingRoutes(rooms),
    ...roomRoutes(rooms, rules),
    ...memberRoutes(rooms, rules),
    ...sanctionRoutes(rules),
    adminRoute("DELETE /admin/chatrooms/:id/messages/:message_id", {
      id: "recallAnyMessage",
      summary: "Empty a message of a chatroom, whoever sent it",
      input: "none",
      request: Type.Object({
        id: field.chatroomId,
        message_id: field.messageId,
      }),
      response: OPERATIONS.recall.responseSchema,
      call: ({ id, message_id }) =>
        rules.recalls.recall(THE_SERVICE, {
          session_id: `1:${id}`,
          message_id,
        }),
    }),
    adminRoute("GET /admin/sessions/:id/messages", {
      id: "listMessagesAs",
      summary: "A page of a conversation, as that user sees it",
      input: "query",
      params: { id: "session_id" },
      request: Type.Object({
        ...request.History.properties,
        user_id: Type.Optional(field.userId),
      }),
      response: OPERATIONS.history.responseSchema,
      call: (query) => rooms.history(query),
    }),
  ];
}

function lookingRoutes(rooms: AdminRules["rooms"]): Route[] {
  return [
    adminRoute("GET /admin/chatrooms", {
      id: "listChatrooms",
      summary: "A page of chatrooms, by their ids",
      input: "query",
      request: admin.Page,
      response: Type.Object({
        items: Type.Array(AdminChatroom),
        next_cursor: Type.Optional(Type.String()),
      }, { title: "ChatroomsPage" }),
      call: (query) => rooms.list(query),
    }),
    adminRoute("GET /admin/chatrooms/:id", {
      id: "getAdminChatroom",
      summary: "A chatroom, and how many of its members are online",
      input: "none",
      request: One,
      response: AdminChatroom,
      call: ({ id }) => rooms.find(id),
    }),
  ];
}

function roomRoutes(
  rooms: AdminRules["rooms"],
  { roomSettings }: Rules,
): Route[] {
  return [
    adminRoute("POST /admin/chatrooms", {
      id: "createChatroom",
      summary: "Create a chatroom with its settings and members",
      input: "body",
      request: Type.Object({
        ...request.Configure.properties,
        creator: Type.Optional(field.userId),
        members: Type.Optional(field.userIds),
      }),
      response: AdminChatroom,
      call: (body) => rooms.create(body),
    }),
    adminRoute("PATCH /admin/chatrooms/:id", {
      id: "configureAnyChatroom",
      summary: "Change settings of a chatroom",
      input: "body",
      request: request.Configure,
      response: OPERATIONS.configure.responseSchema,
      call: (body) => roomSettings.configure(THE_SERVICE, body),
    }),
    adminRoute("DELETE /admin/chatrooms/:id", {
      id: "disbandChatroom",
      summary: "Remove a chatroom with its history",
      input: "none",
      request: One,
      response: admin.Nothing,
      async call({ id }) {
        await rooms.disband(id);
        return {};
      },
    }),
  ];
}

function memberRoutes(
  rooms: AdminRules["rooms"],
  { chatrooms }: Rules,
): Route[] {
  return [
    adminRoute("GET /admin/chatrooms/:id/members", {
      id: "listAnyMembers",
      summary: "A page of a chatroom's members, by time of joining",
      input: "query",
      request: request.Members,
      response: OPERATIONS.members.responseSchema,
      call: (query) => chatrooms.members(THE_SERVICE, query),
    }),
    adminRoute("PUT /admin/chatrooms/:id/members/:user_id", {
      id: "putAnyMember",
      summary: "Make a user a member; with role, give them that role",
      input: "body",
      request: Type.Object({ ...NAMED, role: Type.Optional(field.role) }),
      response: Type.Union([OPERATIONS.role.responseSchema, admin.Nothing], {
        title: "PutAnyMember",
      }),
      call: (body) => rooms.putMember(body),
    }),
    adminRoute("DELETE /admin/chatrooms/:id/members/:user_id", {
      id: "removeAnyMember",
      summary: "End a membership",
      input: "query",
      request: Type.Object({
        ...NAMED,
        reason: Type.Optional(field.reason),
      }),
      response: OPERATIONS.remove.responseSchema,
      call: (body) => rooms.removeMember(body),
    }),
  ];
}

function sanctionRoutes({ sanctions }: Rules): Route[] {
  const kinds = [
    { name: "bans", act: "ban", id: "BanFrom", verb: "Keep a user out of" },
    { name: "mutes", act: "mute", id: "MuteIn", verb: "Keep a user quiet in" },
  ] as const;
  const response = OPERATIONS.ban.responseSchema;
  return [
    ...kinds.flatMap(({ name, act, id, verb }) => [
      adminRoute(`PUT /admin/chatrooms/:id/${name}/:user_id`, {
        id: `put${id}Chatroom`,
        summary: `${verb} a chatroom`,
        input: "body",
        request: request.Sanction,
        response,
        call: (body) => sanctions[act](THE_SERVICE, body),
      }),
      adminRoute(`DELETE /admin/chatrooms/:id/${name}/:user_id`, {
        id: `delete${id}Chatroom`,
        summary: `Lift a ${act}`,
        input: "none",
        request: NamedUser,
        response,
        call: (body) => sanctions[act](THE_SERVICE, { ...body, seconds: 0 }),
      }),
    ]),
    adminRoute("GET /admin/chatrooms/:id/sanctions", {
      id: "listAnySanctions",
      summary: "A page of a chatroom's bans and mutes",
      input: "query",
      request: request.Sanctions,
      response: OPERATIONS.sanctions.responseSchema,
      call: (query) => sanctions.list(THE_SERVICE, query),
    }),
  ];
}
