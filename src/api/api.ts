import Type from "typebox";
import type { Caller } from "../chat/caller.ts";
import type { RateLimits } from "../chat/rate_limits.ts";
import { requireSequence } from "../chat/sequence.ts";
import { ReplyError } from "../base/errors.ts";
import * as field from "../protocol/fields.ts";
import { createValidator } from "../protocol/validate.ts";
import { conversationTypeOf } from "../protocol/conversation_type.ts";
import type { AdminAccess } from "./admin/admin_access.ts";
import { API_KEY_HEADER } from "./admin/api_keys.ts";
import type { ApiRequest } from "./api_request.ts";
import { type Arrival, isLocal, UNKNOWN_ARRIVAL } from "./arrival.ts";
import { success } from "./envelope.ts";
import { readFields } from "./input.ts";
import { MalformedBody } from "./json_body.ts";
import { emptyNote, type RequestNote } from "./request_note.ts";
import type { Route } from "./route.ts";
import { type Match, Router } from "./router.ts";

/** A token in a header has the same bound as one in a body. */
const validateToken = createValidator<{ token: string }>(
  Type.Object({ token: field.token }),
);

/** What {@linkcode Api} needs. */
export interface ApiOptions {
  readonly routes: readonly Route[];
  /** Further routes, which only the API's own address has. */
  readonly operatorRoutes?: readonly Route[];
  /** Does a token prove anything, or does everybody get one? */
  readonly tokensProve?: boolean;
  /** Who may use the server API; undefined: it is not there. */
  readonly admin?: Pick<AdminAccess, "run"> | undefined;
  /** Finds the user of a token. @throws {ReplyError} 401 */
  readonly authenticate: (token: string) => Promise<Caller>;
  readonly limits: Pick<RateLimits, "count">;
  /** Are messages numbered? */
  readonly sequence: boolean;
  /** Most bytes of a body. */
  readonly bodyLimit: number;
  /** As `Recorder.written`; undefined: no answer waits for the back end. */
  readonly written?: (() => Promise<void> | undefined) | undefined;
}

/** Without keys nobody may use the server API. */
const NO_ADMIN: Pick<AdminAccess, "run"> = {
  run: () => Promise.reject(new ReplyError(404, "no such route")),
};

/**
 * The HTTP API: finds the route, authenticates the caller, reads the input, and
 * runs the route.
 */
export class Api {
  #options: ApiOptions;
  #router: Router;
  #operatorRouter: Router;

  constructor(options: ApiOptions) {
    this.#options = options;
    const { routes, operatorRoutes = [] } = options;
    this.#router = new Router(routes);
    this.#operatorRouter = new Router([...routes, ...operatorRoutes]);
  }

  /** @throws {ReplyError} whatever the route refuses with */
  async handle(
    request: ApiRequest,
    url: URL,
    { arrival = UNKNOWN_ARRIVAL, note = emptyNote(), trace }: {
      arrival?: Arrival;
      note?: RequestNote;
      trace?: string;
    } = {},
  ): Promise<Response> {
    const { authenticate } = this.#options;
    const router = arrival.atApi ? this.#operatorRouter : this.#router;
    const match = router.match(request.method, url);
    const { route } = match;
    note.route = route.path;
    note.op = route.op;
    if (this.#isByKey(route, request)) {
      const { params } = match;
      const { client } = note;
      const { admin = NO_ADMIN } = this.#options;
      return await admin.run(
        { route, request, params, trace, client },
        () => {
          note.isByKey = true;
          return this.#answer(request, url, { match, caller: undefined, note });
        },
      );
    }
    await this.#requireAccess(route, request, { url, arrival });
    const caller = route.open
      ? undefined
      : await authenticate(tokenOf(request, url));
    note.user = caller?.userId;
    return await this.#answer(request, url, { match, caller, note });
  }

  /** An operator's key also opens what is otherwise for this machine. */
  #isByKey({ access }: Route, { headers }: ApiRequest): boolean {
    if (access === "api key") return true;
    const isGiven = headers.has(API_KEY_HEADER);
    return access === "local or token" && isGiven &&
      this.#options.admin !== undefined;
  }

  /** Reads the input, and runs the route. */
  async #answer(
    request: ApiRequest,
    url: URL,
    { match, caller, note }: {
      match: Match;
      caller: Caller | undefined;
      note: RequestNote;
    },
  ): Promise<Response> {
    const fields = await this.#countedInput(request, url, { match, caller });
    note.conversation = conversationTypeOf(fields);
    const { written } = this.#options;
    const data = await match.route.run({
      fields,
      caller,
      url,
      headers: request.headers,
      get signal() {
        return request.signal;
      },
    });
    // What is answered is told, even if the process ends then.
    await written?.();
    return data instanceof Response ? data : success(data);
  }

  /**
   * The input of a request, which counts against its caller's limit unless it
   * is malformed.
   */
  async #countedInput(
    request: ApiRequest,
    url: URL,
    { match, caller }: { match: Match; caller: Caller | undefined },
  ): Promise<Record<string, unknown>> {
    const { limits, sequence, bodyLimit } = this.#options;
    const { needsSequence, countedAs = "request" } = match.route;
    const count = async () => {
      if (caller !== undefined) await limits.count(caller.userId, countedAs);
    };
    let fields: Record<string, unknown>;
    try {
      if (needsSequence(url.searchParams)) requireSequence(sequence);
      fields = await readFields(request, url, { match, bodyLimit });
    } catch (refusal) {
      if (!(refusal instanceof MalformedBody)) await count();
      throw refusal;
    }
    await count();
    return fields;
  }

  /** @throws {ReplyError} 401, 403 */
  async #requireAccess(
    { access }: Route,
    request: ApiRequest,
    { url, arrival }: { url: URL; arrival: Arrival },
  ): Promise<void> {
    if (access === undefined || isLocal(arrival, request.headers, url)) return;
    if (access === "local") {
      throw new ReplyError(403, "not allowed: ask on the service's machine");
    }
    if (!this.#options.tokensProve) {
      throw new ReplyError(
        403,
        "not allowed: ask on the service's machine, as without --auth-secret a token proves nothing",
      );
    }
    await this.#options.authenticate(tokenOf(request, url));
  }
}

function tokenOf({ headers }: ApiRequest, url: URL): string {
  const [, bearer] = /^bearer +(\S+)$/i.exec(
    headers.get("authorization") ?? "",
  ) ?? [];
  const token = bearer ?? url.searchParams.get("token");
  if (token) return validateToken({ token }).token;
  throw new ReplyError(401, "token: expected `Authorization: Bearer …`");
}
