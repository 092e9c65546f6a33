import { Api } from "../../src/api/api.ts";
import type { Route } from "../../src/api/route.ts";
import { createRoutes } from "../../src/api/routes.ts";
import { received } from "./api_request.ts";
import { RulesBench, type RulesChanges } from "./rules.ts";

/** The HTTP API with all rules, without a network. */
export class ApiBench {
  readonly rules: RulesBench;
  readonly routes: Route[];
  readonly api: Api;
  notReady: string | undefined;

  constructor(changes: RulesChanges & { bodyLimit?: number } = {}) {
    this.rules = new RulesBench(changes);
    this.routes = createRoutes({
      ...this.rules,
      version: "1.2.3",
      commit: "unknown",
      readiness: [{ name: "server", problem: () => this.notReady }],
    });
    this.api = new Api({
      routes: this.routes,
      authenticate: (token) => this.rules.users.authenticate(token),
      limits: this.rules.limits,
      sequence: changes.sequence ?? true,
      bodyLimit: changes.bodyLimit ?? 1000,
    });
  }

  /** Asks without a token; throws the route's refusal. */
  ask(line: string, init: RequestInit = {}): Promise<Response> {
    const [method = "", path = ""] = line.split(" ");
    const request = new Request(`http://gim.example${path}`, {
      method,
      ...init,
    });
    return this.api.handle(received(request), new URL(request.url));
  }

  /** The data of a success, asked as a user with a token. */
  async as(
    userId: string,
    line: string,
    body?: unknown,
    // deno-lint-ignore no-explicit-any -- a test names what it expects
  ): Promise<any> {
    const { token } = await this.rules.auth.issue(userId);
    const headers = new Headers({ authorization: `Bearer ${token}` });
    if (body !== undefined) headers.set("content-type", "application/json");
    const response = await this.ask(line, {
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const { code, msg, data } = await response.json();
    if (response.status !== 200 || code !== 0 || msg !== "ok") {
      throw new Error(`expected a success: ${response.status} ${code} ${msg}`);
    }
    return data;
  }
}
