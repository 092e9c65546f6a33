import { ReplyError } from "../base/errors.ts";
import type { Route } from "./route.ts";

/** A route that matches a request, and the variable parts of its path. */
export interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

/** No route of this path has this method; it has the `allowed` ones. */
export class MethodNotAllowed extends ReplyError {
  readonly allowed: readonly string[];

  constructor(method: string, allowed: readonly string[]) {
    super(405, `method: got ${method}: expected ${allowed.join(" or ")}`);
    this.allowed = allowed;
  }
}

interface Path {
  readonly pattern: URLPattern;
  readonly routes: Map<string, Route>;
}

/** Finds the route of a method and a path. */
export class Router {
  #paths: readonly Path[];

  constructor(routes: Iterable<Route>) {
    const paths = new Map<string, Path>();
    for (const route of routes) {
      const { path, method } = route;
      const known = paths.get(path) ??
        { pattern: new URLPattern({ pathname: path }), routes: new Map() };
      known.routes.set(method, route);
      if (method === "GET") known.routes.set("HEAD", route);
      paths.set(path, known);
    }
    this.#paths = [...paths.values()];
  }

  /**
   * The route, with the variable parts decoded.
   *
   * @throws {ReplyError} 404, 405, 400 if a part cannot be decoded
   */
  match(method: string, url: URL): Match {
    const allowed: string[] = [];
    for (const { pattern, routes } of this.#paths) {
      const groups = pattern.exec({ pathname: url.pathname })?.pathname.groups;
      if (groups === undefined) continue;
      const route = routes.get(method);
      if (route !== undefined) return { route, params: decodeAll(groups) };
      // Another path may fit as well: `/users/me` and `/users/:id`.
      allowed.push(...routes.keys());
    }
    if (allowed.length > 0) {
      throw new MethodNotAllowed(method, [...new Set(allowed)]);
    }
    throw new ReplyError(404, `no such route: ${url.pathname.slice(0, 200)}`);
  }
}

function decodeAll(
  groups: Record<string, string | undefined>,
): Record<string, string> {
  const entries = Object.entries(groups)
    .map(([key, value]) => [key, decode(key, value ?? "")]);
  return Object.fromEntries(entries);
}

function decode(key: string, value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    throw new ReplyError(400, `${key}: expected percent-encoded UTF-8`);
  }
}
