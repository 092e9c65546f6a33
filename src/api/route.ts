import type { TSchema } from "typebox";
import { ReplyError } from "../base/errors.ts";
import type { Caller } from "../chat/caller.ts";
import type { Operation } from "../protocol/operations.ts";
import type { HeaderLookup } from "./api_request.ts";

export type Method = "GET" | "POST" | "PUT" | "DELETE";

/** Where a route's input comes from, beside its path. */
export type Input = "query" | "body" | "none";

/** What a request asked for, not validated yet. */
export interface RawInput {
  /** From query or body, under the names of the operation's fields. */
  readonly fields: Record<string, unknown>;
  /** Of the `Authorization` header or `?token=`; undefined on an open route. */
  readonly caller: Caller | undefined;
  readonly url: URL;
  readonly headers: HeaderLookup;
  /** Aborts when the client goes away before it is answered. */
  readonly signal: AbortSignal;
}

/** One row of the HTTP table. */
export interface Route {
  readonly method: Method;
  /** With `:name` for what varies. */
  readonly path: string;
  /** What it is called in the OpenAPI document, and by code made from that. */
  readonly id: string;
  readonly summary: string;
  /** The name of the operation that it is, if it is one. */
  readonly op?: string;
  /** May it be asked without a token? */
  readonly open: boolean;
  /** Who may ask, where that is not for `open` to say: an operator's route. */
  readonly access?: "local" | "local or token";
  readonly input: Input;
  /** Does a request with this query make sense only where messages are numbered? */
  readonly needsSequence: (query: URLSearchParams) => boolean;
  /** Which field of the operation each part of the path stands for. */
  readonly params: Readonly<Record<string, string>>;
  readonly requestSchema: TSchema | undefined;
  readonly responseSchema: TSchema;
  /** Is its response without an envelope? */
  readonly bare?: boolean;
  readonly run: (input: RawInput) => Promise<object> | object;
}

/** What is told about a route beside its operation. */
export interface RouteOptions {
  readonly id: string;
  readonly summary: string;
  readonly input: Input;
  readonly params?: Readonly<Record<string, string>>;
}

/** What answers a request of an operation. */
type Call<Request, Response, Who extends unknown[]> = (
  body: Request,
  ...caller: Who
) => Promise<Response> | Response;

/** A route that is an operation of the op table over HTTP. */
export function operationRoute<Request, Response extends object>(
  line: `${Method} /${string}`,
  operation: Operation<Request, Response>,
  options: RouteOptions & { call: Call<Request, Response, [Caller]> },
): Route {
  return {
    ...toldOf(line, operation, options),
    open: false,
    run: ({ fields, caller }) => {
      const body = operation.validate(fields);
      return options.call(body, requireCaller(caller));
    },
  };
}

/** The same of an operation that is there for who has no token yet. */
export function openRoute<Request, Response extends object>(
  line: `${Method} /${string}`,
  operation: Operation<Request, Response>,
  options: RouteOptions & { call: Call<Request, Response, []> },
): Route {
  return {
    ...toldOf(line, operation, options),
    open: true,
    run: ({ fields }) => options.call(operation.validate(fields)),
  };
}

function toldOf<Request, Response>(
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
    params: options.params ?? {},
    requestSchema: operation.requestSchema,
    responseSchema: operation.responseSchema,
  };
}

function requireCaller(caller: Caller | undefined): Caller {
  if (caller === undefined) throw new ReplyError(401, "token: required");
  return caller;
}
