import type { TSchema } from "typebox";
import { ReplyError } from "../base/errors.ts";
import type { Caller } from "../chat/caller.ts";
import type { CountedAs, Operation } from "../protocol/operations.ts";
import { createValidator } from "../protocol/validate.ts";
import type { HeaderLookup } from "./api_request.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** The source of a route's input, besides its path. */
export type Input = "query" | "body" | "none";

/** The input of a request before validation. */
export interface RawInput {
  /** From query or body, named like the operation's fields. */
  readonly fields: Record<string, unknown>;
  /**
   * The user of the `Authorization` header or `?token=`; undefined on an open
   * route.
   */
  readonly caller: Caller | undefined;
  readonly url: URL;
  readonly headers: HeaderLookup;
  /** Aborts when the client disconnects before the answer. */
  readonly signal: AbortSignal;
}

/** One row of the HTTP table. */
export interface Route {
  readonly method: Method;
  /** With `:name` for each variable part. */
  readonly path: string;
  /** Its name in the OpenAPI document and in code generated from it. */
  readonly id: string;
  readonly summary: string;
  /** The name of its operation, if it is one. */
  readonly op?: string;
  /** Does it need no token? */
  readonly open: boolean;
  /** The limit that a caller's request counts against; `request` if not given. */
  readonly countedAs?: CountedAs;
  /**
   * Who may call an operator's route, or one of the server API; for other routes
   * `open` decides.
   */
  readonly access?: "local" | "local or token" | "api key";
  readonly input: Input;
  /** Does a request with this query need numbered messages? */
  readonly needsSequence: (query: URLSearchParams) => boolean;
  /** The operation's field for each variable part of the path. */
  readonly params: Readonly<Record<string, string>>;
  readonly requestSchema: TSchema | undefined;
  readonly responseSchema: TSchema;
  /** Has its response no envelope? */
  readonly bare?: boolean;
  /** The type of its response's body; JSON if not given. */
  readonly mediaType?: string;
  readonly run: (input: RawInput) => Promise<object> | object;
}

/** The settings of a route besides its operation. */
export interface RouteOptions {
  readonly id: string;
  readonly summary: string;
  readonly input: Input;
  readonly params?: Readonly<Record<string, string>>;
}

/** The function that answers an operation. */
type Call<Request, Response, Who extends unknown[]> = (
  body: Request,
  ...caller: Who
) => Promise<Response> | Response;

/** A route for an operation of the op table. */
export function operationRoute<Request, Response extends object>(
  line: `${Method} /${string}`,
  operation: Operation<Request, Response>,
  options: RouteOptions & { call: Call<Request, Response, [Caller]> },
): Route {
  return {
    ...described(line, operation, options),
    open: false,
    run: ({ fields, caller }) => {
      const body = operation.validate(fields);
      return options.call(body, requireCaller(caller));
    },
  };
}

/** The same for an operation that needs no token. */
export function openRoute<Request, Response extends object>(
  line: `${Method} /${string}`,
  operation: Operation<Request, Response>,
  options: RouteOptions & { call: Call<Request, Response, []> },
): Route {
  return {
    ...described(line, operation, options),
    open: true,
    run: ({ fields }) => options.call(operation.validate(fields)),
  };
}

/** An operation with a request or a reply of its own over HTTP. */
export function withSchemas<Request, Response>(
  operation: Operation<unknown, object>,
  { request, response = operation.responseSchema }: {
    request: TSchema;
    response?: TSchema;
  },
): Operation<Request, Response> {
  const { op, name, open, needsSequence, countedAs } = operation;
  return {
    op,
    name,
    open,
    needsSequence,
    countedAs,
    validate: createValidator<Request>(request),
    requestSchema: request,
    responseSchema: response,
  };
}

function described<Request, Response>(
  line: string,
  operation: Operation<Request, Response>,
  options: RouteOptions,
): Omit<Route, "open" | "run"> {
  const [method = "", path = ""] = line.split(" ");
  return {
    method: method as Method,
    path,
    id: options.id,
    summary: options.summary,
    op: operation.name,
    input: options.input,
    needsSequence: () => operation.needsSequence,
    countedAs: operation.countedAs,
    params: options.params ?? {},
    requestSchema: operation.requestSchema,
    responseSchema: operation.responseSchema,
  };
}

function requireCaller(caller: Caller | undefined): Caller {
  if (caller === undefined) throw new ReplyError(401, "token: required");
  return caller;
}
