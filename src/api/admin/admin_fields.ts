import Type from "typebox";
import * as field from "../../protocol/fields.ts";

/*
 * The fields of the server API that users' requests do not have, and the shapes
 * of its replies.
 */

const number = Type.Integer({ minimum: 0 });
const string = Type.String();

/** A hundred years. */
const MAX_SECONDS = 3_153_600_000;

export const tokenSeconds = Type.Integer({
  minimum: 1,
  maximum: MAX_SECONDS,
  description: `a whole number from 1 to ${MAX_SECONDS}`,
});

export const online = Type.Boolean({ description: "true or false" });

export const prefix = Type.String({
  pattern: "^[A-Za-z0-9_.@-]{0,64}$",
  description: "at most 64 characters of A-Z a-z 0-9 _ . @ -",
});

export const withMessages = Type.Boolean({ description: "true or false" });

/** A page of a list. */
export const Page = Type.Object({
  prefix: Type.Optional(prefix),
  count: Type.Optional(field.count),
  cursor: Type.Optional(field.cursor),
});

export const Nothing = Type.Object({}, { title: "Nothing" });

export const TokenReply = Type.Object({
  token: string,
  expires_at: number,
}, { title: "IssuedToken" });

export const Receivers = Type.Object({ receivers: number }, {
  title: "Receivers",
});

const found = {
  id: string,
  name: string,
  online: Type.Boolean(),
  last_seen: number,
};

export const UsersPage = Type.Object({
  items: Type.Array(Type.Object(found, { title: "ListedUser" })),
  next_cursor: Type.Optional(string),
}, { title: "UsersPage" });

export const AdminUser = Type.Object({
  ...found,
  connections: Type.Array(Type.Object({
    id: string,
    device: Type.Optional(string),
    encoding: string,
    since: number,
    node: string,
  }, { title: "UserConnection" })),
  chatrooms: Type.Array(string),
  banned: Type.Optional(Type.Object({
    until: Type.Optional(number),
    reason: Type.Optional(string),
  }, { title: "ServiceBan" })),
}, { title: "AdminUser" });

/** A page of what is known of a user. */
export const OfUser = Type.Object({
  id: field.userId,
  count: Type.Optional(field.count),
  cursor: Type.Optional(field.cursor),
});

export const UserChatroomsPage = Type.Object({
  items: Type.Array(Type.Object({
    id: string,
    name: string,
    role: field.role,
    joined_at: number,
    muted: Type.Optional(Type.Literal(true)),
    muted_until: Type.Optional(number),
  }, { title: "UserChatroom" })),
  next_cursor: Type.Optional(string),
}, { title: "UserChatroomsPage" });

export const UserSanctionsPage = Type.Object({
  items: Type.Array(Type.Object({
    chatroom_id: string,
    kind: Type.Union([Type.Literal("ban"), Type.Literal("mute")]),
    until: Type.Optional(number),
    reason: Type.Optional(string),
    by: string,
    at: number,
  }, { title: "UserSanction" })),
  next_cursor: Type.Optional(string),
}, { title: "UserSanctionsPage" });

export const BanReply = Type.Object({ until: Type.Optional(number) }, {
  title: "BanEnd",
});

export const ExportLine = Type.Object({
  kind: Type.Union([
    Type.Literal("profile"),
    Type.Literal("membership"),
    Type.Literal("message"),
  ]),
}, { additionalProperties: true, title: "ExportLine" });
