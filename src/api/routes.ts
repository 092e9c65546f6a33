import Type, { type Static, type TSchema } from "typebox";
import type { Rules } from "../chat/rules.ts";
import { ReplyError } from "../base/errors.ts";
import { bareJson } from "./envelope.ts";
import { OPERATIONS } from "../protocol/operations.ts";
import * as request from "../protocol/requests.ts";
import type { Nothing } from "../protocol/responses.ts";
import { chatroomRoutes } from "./chatroom_routes.ts";
import { createOpenApi } from "./openapi.ts";
import { problemsOf, type ReadinessCheck } from "./readiness.ts";
import { openRoute, operationRoute, type Route, withSchemas } from "./route.ts";

/** What the routes need: the rules, and facts about the service. */
export interface RoutesOptions extends Rules {
  readonly version: string;
  /** The commit it was built from, or `unknown`. */
  readonly commit: string;
  readonly readiness: readonly ReadinessCheck[];
  /** Routes that are described, too, and that only the API's address has. */
  readonly described?: readonly Route[];
}

/** The HTTP table. */
export function createRoutes(options: RoutesOptions): Route[] {
  const routes = [
    ...userRoutes(options),
    ...blockRoutes(options),
    ...sessionRoutes(options),
    ...chatroomRoutes(options),
    ...serviceRoutes(options),
  ];
  let document: object | undefined;
  routes.push(infoRoute("/openapi.json", {
    id: "getOpenApi",
    summary: "This document",
    response: Type.Object({}),
    bare: true,
    run: () =>
      bareJson(
        document ??= createOpenApi(
          [...routes, ...options.described ?? []],
          options.version,
        ),
      ),
  }));
  return routes;
}

function userRoutes({ users }: RoutesOptions): Route[] {
  const { login, user, profile } = OPERATIONS;
  const find = {
    summary: "A user",
    call: (body: { id: string }) => users.find(body),
  };
  return [
    openRoute("POST /login", login, {
      id: "login",
      summary: "A token to go on with",
      input: "body",
      call: (body) => users.login(body),
    }),
    operationRoute("GET /user/find", user, {
      ...find,
      id: "findUser",
      input: "query",
    }),
    operationRoute("GET /users/:id", user, {
      ...find,
      id: "getUser",
      input: "none",
    }),
    operationRoute("PATCH /users/me", profile, {
      id: "changeProfile",
      summary: "Change the caller's name and data",
      input: "body",
      call: (body, caller) => users.profile(caller, body),
    }),
  ];
}

/** Whom the path names. */
const BlockOne = Type.Object({ user_id: request.Block.properties.user_id });
type BlockOne = Static<typeof BlockOne>;

function blockRoutes({ blocks }: RoutesOptions): Route[] {
  const block = withSchemas<BlockOne, Nothing>(OPERATIONS.block, {
    request: BlockOne,
  });
  return [
    operationRoute("GET /users/me/blocks", OPERATIONS.blocks, {
      id: "listBlocks",
      summary: "A page of those whom the caller blocks",
      input: "query",
      call: (body, caller) => blocks.list(caller, body),
    }),
    operationRoute("PUT /users/me/blocks/:user_id", block, {
      id: "block",
      summary: "Refuse a user's private messages",
      input: "none",
      call: (body, caller) => blocks.block(caller, { ...body, blocked: true }),
    }),
    operationRoute("DELETE /users/me/blocks/:user_id", block, {
      id: "unblock",
      summary: "Take a user's private messages again",
      input: "none",
      call: (body, caller) => blocks.block(caller, { ...body, blocked: false }),
    }),
  ];
}

function sessionRoutes(options: RoutesOptions): Route[] {
  const { messages, conversations, readMarks, recalls, edits } = options;
  const { sessions, send, read, recall, edit } = OPERATIONS;
  return [
    operationRoute("GET /sessions", sessions, {
      id: "listSessions",
      summary: "The caller's conversations, newest activity first",
      input: "query",
      call: (body, caller) => conversations.list(caller, body),
    }),
    messagesRoute(options),
    operationRoute("POST /sessions/:id/read", read, {
      id: "markRead",
      summary: "Move the caller's read mark forward",
      input: "body",
      params: { id: "session_id" },
      call: (body, caller) => readMarks.read(caller, body),
    }),
    operationRoute("DELETE /sessions/:id/messages/:message_id", recall, {
      id: "recallMessage",
      summary: "Take a message back",
      input: "none",
      params: { id: "session_id" },
      call: (body, caller) => recalls.recall(caller, body),
    }),
    operationRoute("PATCH /sessions/:id/messages/:message_id", edit, {
      id: "editMessage",
      summary: "Give a message another content",
      input: "body",
      params: { id: "session_id" },
      call: (body, caller) => edits.edit(caller, body),
    }),
    ...reactionRoutes(options),
    operationRoute("POST /signals", OPERATIONS.signal, {
      id: "sendSignal",
      summary: "Tell the others in a conversation what one does now",
      input: "body",
      call: (body, caller) => options.signals.signal(caller, body),
    }),
    operationRoute("POST /messages", send, {
      id: "sendMessage",
      summary: "Send a message",
      input: "body",
      call: (body, caller) => messages.send(caller, body),
    }),
  ];
}

function reactionRoutes({ reactions }: RoutesOptions): Route[] {
  const path = "/sessions/:id/messages/:message_id/reactions/:reaction";
  const params = { id: "session_id" };
  const { react, reactions: list } = OPERATIONS;
  return [
    operationRoute(`PUT ${path}`, react, {
      id: "react",
      summary: "React to a message",
      input: "none",
      params,
      call: (body, caller) => reactions.react(caller, { ...body, on: true }),
    }),
    operationRoute(`DELETE ${path}`, react, {
      id: "takeReactionBack",
      summary: "Take a reaction back",
      input: "none",
      params,
      call: (body, caller) => reactions.react(caller, { ...body, on: false }),
    }),
    operationRoute(`GET ${path}`, list, {
      id: "listReactions",
      summary: "Who has reacted to a message like this, in order",
      input: "query",
      params,
      call: (body, caller) => reactions.list(caller, body),
    }),
  ];
}

/** History, or sync if the query has an `after_sequence`. */
function messagesRoute({ messages, sync }: RoutesOptions): Route {
  const shared = {
    id: "listMessages",
    input: "query",
    params: { id: "session_id" },
  } as const;
  const history = operationRoute(
    "GET /sessions/:id/messages",
    OPERATIONS.history,
    {
      ...shared,
      summary: "A page of a conversation's messages, ascending; " +
        "with after_sequence the messages after it",
      call: (body, caller) => messages.history(caller, body),
    },
  );
  const synced = operationRoute("GET /sessions/:id/messages", OPERATIONS.sync, {
    ...shared,
    summary: "The messages after a sequence",
    call: (body, caller) => sync.page(caller, body),
  });
  return {
    ...history,
    needsSequence: (query) =>
      query.has("after_sequence") && OPERATIONS.sync.needsSequence,
    requestSchema: Type.Object({
      ...request.History.properties,
      after_sequence: Type.Optional(request.Sync.properties.after_sequence),
      changed_after: request.Sync.properties.changed_after,
      count: request.Sync.properties.count,
    }),
    // The page of sync first, because it has more required fields.
    responseSchema: Type.Union([
      synced.responseSchema,
      history.responseSchema,
    ], { title: "MessagesPage" }),
    run: (input) =>
      "after_sequence" in input.fields ? synced.run(input) : history.run(input),
  };
}

function serviceRoutes(options: RoutesOptions): Route[] {
  const { version, commit, readiness } = options;
  const status = Type.Object({ status: Type.String() }, { title: "Status" });
  return [
    infoRoute("/healthz", {
      id: "getHealth",
      summary: "Is the process alive?",
      response: status,
      run: () => ({ status: "ok" }),
    }),
    infoRoute("/readyz", {
      id: "getReadiness",
      summary: "Can the service take requests?",
      response: status,
      run: async () => {
        const problems = await problemsOf(readiness);
        if (problems.length === 0) return { status: "ready" };
        throw new ReplyError(503, `not ready: ${problems.join("; ")}`);
      },
    }),
    infoRoute("/version", {
      id: "getVersion",
      summary: "What is running",
      response: Type.Object({
        version: Type.String(),
        deno: Type.String(),
        commit: Type.String(),
      }, { title: "Version" }),
      run: () => ({ version, deno: Deno.version.deno, commit }),
    }),
  ];
}

function infoRoute(
  path: string,
  { response, ...described }: {
    id: string;
    summary: string;
    response: TSchema;
    bare?: boolean;
    run: () => Promise<object> | object;
  },
): Route {
  return {
    ...described,
    method: "GET",
    path,
    open: true,
    input: "none",
    params: {},
    needsSequence: () => false,
    requestSchema: undefined,
    responseSchema: response,
  };
}
