import Type from "typebox";
import type { Route } from "./route.ts";

/** What a {@linkcode plainRoute} may say besides its path. */
export type PlainRouteOptions =
  & Pick<Route, "run">
  & Partial<Pick<Route, "access" | "input" | "requestSchema">>;

/**
 * A GET route that is no operation, for operators and browsers: it is not part
 * of the OpenAPI document, and needs no token unless `access` says so.
 */
export function plainRoute(path: string, options: PlainRouteOptions): Route {
  return {
    method: "GET",
    path,
    id: path,
    summary: "",
    open: true,
    input: "none",
    params: {},
    needsSequence: () => false,
    requestSchema: undefined,
    responseSchema: Type.Unknown(),
    ...options,
  };
}
