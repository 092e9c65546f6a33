import type { TSchema } from "typebox";
import * as request from "./requests.ts";
import * as response from "./responses.ts";
import { createValidator, type Validator } from "./validate.ts";

/** The reply to a request has the request's op plus one. */
export const REPLY_OFFSET = 1;
/** The op of the reply to a frame that is no request. */
export const MALFORMED_OP = 0;
/** The op of a frame that names no request, if the encoding allows that. */
export const NO_REQUEST_OP = 0;
/** Push of messages. */
export const PUSH_MESSAGES = 501;
/** Push of an event. */
export const PUSH_EVENT = 503;
/** Push of a signal. */
export const PUSH_SIGNAL = 505;

/** Which rate limit a request counts against. */
export type CountedAs = "send" | "request" | "nothing";

/** One request that a client may make: a row of the op table. */
export interface Operation<Request, Response> {
  readonly op: number;
  /** Its name in documents, logs and metrics. */
  readonly name: string;
  /** May it be made before a login? */
  readonly open: boolean;
  /** Does it need numbered messages? */
  readonly needsSequence: boolean;
  readonly countedAs: CountedAs;
  readonly validate: Validator<Request>;
  readonly requestSchema: TSchema;
  readonly responseSchema: TSchema;
  /** Only carries the type of the reply's data. */
  readonly response?: Response;
}

function operation<Request, Response>(
  op: number,
  name: string,
  schemas: {
    request: TSchema;
    response: TSchema;
    open?: boolean;
    needsSequence?: boolean;
    countedAs?: CountedAs;
  },
): Operation<Request, Response> {
  return {
    op,
    name,
    open: schemas.open ?? false,
    needsSequence: schemas.needsSequence ?? false,
    countedAs: schemas.countedAs ?? "request",
    validate: createValidator<Request>(schemas.request),
    requestSchema: schemas.request,
    responseSchema: schemas.response,
  };
}

/** The op table. */
export const OPERATIONS = {
  login: operation<request.Login, response.LoggedIn>(101, "login", {
    request: request.Login,
    response: response.LoggedIn,
    open: true,
    countedAs: "nothing",
  }),
  logout: operation<request.Empty, response.Nothing>(103, "logout", {
    request: request.Empty,
    response: response.Nothing,
  }),
  heartbeat: operation<request.Empty, response.Beat>(105, "heartbeat", {
    request: request.Empty,
    response: response.Beat,
    open: true,
    countedAs: "nothing",
  }),
  send: operation<request.Send, response.Sent>(201, "send", {
    request: request.Send,
    response: response.Sent,
    countedAs: "send",
  }),
  history: operation<request.History, response.HistoryPage>(203, "history", {
    request: request.History,
    response: response.HistoryPage,
  }),
  sessions: operation<request.Sessions, response.SessionsPage>(
    205,
    "sessions",
    { request: request.Sessions, response: response.SessionsPage },
  ),
  sync: operation<request.Sync, response.SyncPage>(207, "sync", {
    request: request.Sync,
    response: response.SyncPage,
    needsSequence: true,
  }),
  read: operation<request.Read, response.Unread>(209, "read", {
    request: request.Read,
    response: response.Unread,
    needsSequence: true,
  }),
  recall: operation<request.Recall, response.Message>(211, "recall", {
    request: request.Recall,
    response: response.Message,
    needsSequence: true,
  }),
  edit: operation<request.Edit, response.Message>(213, "edit", {
    request: request.Edit,
    response: response.Message,
    needsSequence: true,
    countedAs: "send",
  }),
  react: operation<request.React, response.Reacted>(215, "react", {
    request: request.React,
    response: response.Reacted,
    needsSequence: true,
    countedAs: "send",
  }),
  reactions: operation<request.Reactions, response.ReactorsPage>(
    217,
    "reactions",
    {
      request: request.Reactions,
      response: response.ReactorsPage,
      needsSequence: true,
    },
  ),
  signal: operation<request.Signal, response.Nothing>(219, "signal", {
    request: request.Signal,
    response: response.Nothing,
    countedAs: "send",
  }),
  join: operation<request.Join, response.Joined>(301, "join", {
    request: request.Join,
    response: response.Joined,
  }),
  leave: operation<request.Leave, response.Nothing>(303, "leave", {
    request: request.Leave,
    response: response.Nothing,
  }),
  members: operation<request.Members, response.MembersPage>(305, "members", {
    request: request.Members,
    response: response.MembersPage,
  }),
  chatroom: operation<request.FindChatroom, response.Chatroom>(
    307,
    "chatroom",
    { request: request.FindChatroom, response: response.Chatroom },
  ),
  configure: operation<request.Configure, response.Chatroom>(
    309,
    "configure",
    { request: request.Configure, response: response.Chatroom },
  ),
  role: operation<request.SetRole, response.Member>(311, "role", {
    request: request.SetRole,
    response: response.Member,
  }),
  remove: operation<request.Remove, response.Removed>(313, "remove", {
    request: request.Remove,
    response: response.Removed,
  }),
  ban: operation<request.Sanction, response.SanctionEnd>(315, "ban", {
    request: request.Sanction,
    response: response.SanctionEnd,
  }),
  mute: operation<request.Sanction, response.SanctionEnd>(317, "mute", {
    request: request.Sanction,
    response: response.SanctionEnd,
  }),
  add: operation<request.Add, response.Added>(319, "add", {
    request: request.Add,
    response: response.Added,
  }),
  sanctions: operation<request.Sanctions, response.SanctionsPage>(
    321,
    "sanctions",
    { request: request.Sanctions, response: response.SanctionsPage },
  ),
  user: operation<request.FindUser, response.FoundUser>(401, "user", {
    request: request.FindUser,
    response: response.FoundUser,
  }),
  block: operation<request.Block, response.Nothing>(403, "block", {
    request: request.Block,
    response: response.Nothing,
  }),
  blocks: operation<request.Blocks, response.BlocksPage>(405, "blocks", {
    request: request.Blocks,
    response: response.BlocksPage,
  }),
  watch: operation<request.Watch, response.Watched>(407, "watch", {
    request: request.Watch,
    response: response.Watched,
  }),
  profile: operation<request.Profile, response.FoundUser>(409, "profile", {
    request: request.Profile,
    response: response.FoundUser,
  }),
} as const;

/*
 * The types of the table. The document of the client's API does not describe
 * how they are made: they are internal, and docs/protocol.md has their fields.
 */

/**
 * The name of an operation.
 *
 * @internal
 */
export type OperationName = keyof typeof OPERATIONS;
/**
 * The body of an operation's request.
 *
 * @internal
 */
export type RequestOf<N extends OperationName> = (typeof OPERATIONS)[N] extends
  Operation<infer Request, unknown> ? Request : never;
/**
 * The `data` of an operation's reply.
 *
 * @internal
 */
export type ResponseOf<N extends OperationName> = NonNullable<
  (typeof OPERATIONS)[N]["response"]
>;
