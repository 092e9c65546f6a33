import type { Caller } from "../chat/caller.ts";
import { requireSequence } from "../chat/sequence.ts";
import { ReplyError } from "../errors.ts";
import { success } from "./envelope.ts";
import { readFields } from "./input.ts";
import type { Route } from "./route.ts";
import { Router } from "./router.ts";

/** What {@linkcode Api} needs. */
export interface ApiOptions {
  readonly routes: Iterable<Route>;
  /** Knows a user by their token. @throws {ReplyError} 401 */
  readonly authenticate: (token: string) => Promise<Caller>;
  /** Are messages numbered? */
  readonly sequence: boolean;
  /** Most bytes of a body. */
  readonly bodyLimit: number;
}

/** The HTTP API: finds the route, knows the caller, reads the input, runs. */
export class Api {
  #options: ApiOptions;
  #router: Router;

  constructor(options: ApiOptions) {
    this.#options = options;
    this.#router = new Router(options.routes);
  }

  /** @throws {ReplyError} whatever the route refuses with */
  async handle(request: Request, url: URL): Promise<Response> {
    const { authenticate, sequence, bodyLimit } = this.#options;
    const match = this.#router.match(request.method, url);
    const caller = match.route.open
      ? undefined
      : await authenticate(tokenOf(request, url));
    if (match.route.needsSequence(url.searchParams)) requireSequence(sequence);
    const fields = await readFields(request, url, { match, bodyLimit });
    const data = await match.route.run({ fields, caller });
    return data instanceof Response ? data : success(data);
  }
}

function tokenOf({ headers }: Request, url: URL): string {
  const [, bearer] = /^bearer +(\S+)$/i.exec(
    headers.get("authorization") ?? "",
  ) ?? [];
  const token = bearer ?? url.searchParams.get("token");
  if (token) return token;
  throw new ReplyError(401, "token: expected `Authorization: Bearer …`");
}
