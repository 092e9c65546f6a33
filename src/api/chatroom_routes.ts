import Type, { type Static } from "typebox";
import { type Reason, ReplyError } from "../base/errors.ts";
import type { Rules } from "../chat/rules.ts";
import * as field from "../protocol/fields.ts";
import { OPERATIONS } from "../protocol/operations.ts";
import * as request from "../protocol/requests.ts";
import type * as response from "../protocol/responses.ts";
import { operationRoute, type Route, withSchemas } from "./route.ts";

const NAMED = { id: field.chatroomId, user_id: field.userId };

/** A chatroom and a user, whom the path names. */
const NamedUser = Type.Object(NAMED);
type NamedUser = Static<typeof NamedUser>;

const Put = Type.Object({ ...NAMED, role: Type.Optional(field.role) });
type Put = Static<typeof Put>;

const RemoveOne = Type.Object({
  ...NAMED,
  reason: request.Remove.properties.reason,
});
type RemoveOne = Static<typeof RemoveOne>;

/** The routes of chatrooms: who is in them, and who may what. */
export function chatroomRoutes(rules: Rules): Route[] {
  return [
    ...settingsRoutes(rules),
    ...ownRoutes(rules),
    ...memberRoutes(rules),
    ...sanctionRoutes(rules),
  ];
}

function settingsRoutes({ chatrooms, roomSettings }: Rules): Route[] {
  return [
    operationRoute("GET /chatrooms/:id", OPERATIONS.chatroom, {
      id: "getChatroom",
      summary: "A chatroom and its settings",
      input: "none",
      call: (body, caller) => chatrooms.read(caller, body),
    }),
    operationRoute("PATCH /chatrooms/:id", OPERATIONS.configure, {
      id: "configureChatroom",
      summary: "Change settings of a chatroom",
      input: "body",
      call: (body, caller) => roomSettings.configure(caller, body),
    }),
  ];
}

/** Before the routes of other members: `me` is no user here. */
function ownRoutes({ chatrooms }: Rules): Route[] {
  const { members, join, leave } = OPERATIONS;
  return [
    operationRoute("GET /chatrooms/:id/members", members, {
      id: "listMembers",
      summary: "A page of a chatroom's members, by time of joining",
      input: "query",
      call: (body, caller) => chatrooms.members(caller, body),
    }),
    operationRoute("PUT /chatrooms/:id/members/me", join, {
      id: "joinChatroom",
      summary: "Join a chatroom, creating it where it does not exist",
      input: "body",
      call: (body, caller) => chatrooms.join(caller, body),
    }),
    operationRoute("DELETE /chatrooms/:id/members/me", leave, {
      id: "leaveChatroom",
      summary: "Leave a chatroom",
      input: "none",
      call: (body, caller) => chatrooms.leave(caller, body),
    }),
  ];
}

function memberRoutes({ roomMembers }: Rules): Route[] {
  const { add, remove, role } = OPERATIONS;
  const put = withSchemas<Put, response.Added | response.Member>(add, {
    request: Put,
    response: Type.Union([role.responseSchema, add.responseSchema], {
      title: "PutMember",
    }),
  });
  const removeOne = withSchemas<RemoveOne, response.Removed>(remove, {
    request: RemoveOne,
  });
  return [
    operationRoute("PUT /chatrooms/:id/members/:user_id", put, {
      id: "putMember",
      summary: "Add a user to a chatroom; with role, give a member that role",
      input: "body",
      async call({ id, user_id, role }, caller) {
        if (role !== undefined) {
          return roomMembers.setRole(caller, { id, user_id, role });
        }
        const user_ids = [user_id];
        return requireAdded(await roomMembers.add(caller, { id, user_ids }));
      },
    }),
    operationRoute("DELETE /chatrooms/:id/members/:user_id", removeOne, {
      id: "removeMember",
      summary: "End somebody else's membership of a chatroom",
      input: "query",
      call: ({ user_id, ...body }, caller) =>
        roomMembers.remove(caller, { ...body, user_ids: [user_id] }),
    }),
  ];
}

function sanctionRoutes({ sanctions }: Rules): Route[] {
  const { ban, mute, sanctions: list } = OPERATIONS;
  const lift = { request: NamedUser };
  return [
    operationRoute("PUT /chatrooms/:id/bans/:user_id", ban, {
      id: "ban",
      summary: "Keep a user out of a chatroom",
      input: "body",
      call: (body, caller) => sanctions.ban(caller, body),
    }),
    operationRoute(
      "DELETE /chatrooms/:id/bans/:user_id",
      withSchemas<NamedUser, response.SanctionEnd>(ban, lift),
      {
        id: "unban",
        summary: "Lift a ban",
        input: "none",
        call: (body, caller) => sanctions.ban(caller, { ...body, seconds: 0 }),
      },
    ),
    operationRoute("PUT /chatrooms/:id/mutes/:user_id", mute, {
      id: "mute",
      summary: "Keep a user from sending to a chatroom",
      input: "body",
      call: (body, caller) => sanctions.mute(caller, body),
    }),
    operationRoute(
      "DELETE /chatrooms/:id/mutes/:user_id",
      withSchemas<NamedUser, response.SanctionEnd>(mute, lift),
      {
        id: "unmute",
        summary: "Lift a mute",
        input: "none",
        call: (body, caller) => sanctions.mute(caller, { ...body, seconds: 0 }),
      },
    ),
    operationRoute("GET /chatrooms/:id/sanctions", list, {
      id: "listSanctions",
      summary: "A page of a chatroom's bans and mutes",
      input: "query",
      call: (body, caller) => sanctions.list(caller, body),
    }),
  ];
}

/** What a route says of one user who could not be added. */
const REFUSED: Readonly<Record<string, string>> = {
  unknown: "has not been here yet",
  blocked: "has blocked you",
  banned: "is banned from the chatroom",
  full: "does not fit: the chatroom, or what they may be in, is full",
};

/** @throws {ReplyError} 403 when the one user was refused */
function requireAdded(added: response.Added): response.Added {
  const [refused] = added.refused;
  if (refused === undefined) return added;
  const { id, reason } = refused;
  const why = REFUSED[reason] ?? "cannot be added";
  const data = { reason: reason as Reason };
  throw new ReplyError(403, `user_id: ${id} ${why}`, data);
}
