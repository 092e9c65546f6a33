import { cut } from "../../base/cut.ts";
import { ReplyError } from "../../base/errors.ts";
import type { Log } from "../../observe/log.ts";
import type { ApiRequest } from "../api_request.ts";
import type { Route } from "../route.ts";
import { API_KEY_HEADER, type ApiKeys } from "./api_keys.ts";

/** What {@linkcode AdminAccess} needs. */
export interface AdminAccessOptions {
  readonly keys: Pick<ApiKeys, "permissionOf">;
  readonly log: Pick<Log, "info" | "warn">;
}

/** A request to the server API, and what is known about it. */
export interface AdminRequest {
  readonly route: Route;
  readonly request: ApiRequest;
  /** The variable parts of the path. */
  readonly params: Readonly<Record<string, string>>;
  readonly trace: string | undefined;
  readonly client: string | undefined;
}

/** Most characters of a target in the log. */
const MAX_TARGET = 200;

/**
 * Who may use the server API, and the log of who has: a line for each request,
 * whatever became of it.
 */
export class AdminAccess {
  #options: AdminAccessOptions;

  constructor(options: AdminAccessOptions) {
    this.#options = options;
  }

  /**
   * Answers a request if its key allows it.
   *
   * @throws {ReplyError} 401; 403 for a change with a key that only reads; what
   * `answer` throws
   */
  async run(
    asked: AdminRequest,
    answer: () => Promise<Response>,
  ): Promise<Response> {
    try {
      this.#require(asked);
      const response = await answer();
      this.#note(asked, response.status);
      return response;
    } catch (thrown) {
      this.#note(asked, thrown instanceof ReplyError ? thrown.code : 500);
      throw thrown;
    }
  }

  #require({ request, route }: AdminRequest): void {
    const key = request.headers.get(API_KEY_HEADER) ?? "";
    const permission = this.#options.keys.permissionOf(key);
    if (permission === undefined) {
      const problem = key === "" ? "missing" : "wrong";
      throw new ReplyError(
        401,
        `${API_KEY_HEADER}: ${problem}: expected a key`,
      );
    }
    if (permission === "all" || route.method === "GET") return;
    throw new ReplyError(
      403,
      `${API_KEY_HEADER}: this key only reads: expected one that may change`,
    );
  }

  #note(
    { route: { method, path }, params, trace, client }: AdminRequest,
    status: number,
  ): void {
    const { log } = this.#options;
    const target = cut(Object.values(params).join(" "), MAX_TARGET);
    const route = `${method} ${path}`;
    const line = { route, target, status, client, trace };
    if (status === 401) log.warn("admin", line);
    else log.info("admin", line);
  }
}
