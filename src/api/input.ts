import type { TSchema } from "typebox";
import type { Match } from "./router.ts";
import type { ApiRequest } from "./api_request.ts";
import { readJsonBody } from "./json_body.ts";

/**
 * The fields of a request, from its query or body and from its path, named like
 * the operation's fields. A field of the path wins.
 *
 * @throws {ReplyError} 400, 413, 415
 */
export async function readFields(
  request: ApiRequest,
  url: URL,
  { match: { route, params }, bodyLimit }: { match: Match; bodyLimit: number },
): Promise<Record<string, unknown>> {
  const fields: Record<string, unknown> = {};
  if (route.input === "query") {
    Object.assign(fields, fromQuery(url.searchParams, route.requestSchema));
  } else if (route.input === "body") {
    Object.assign(fields, await readJsonBody(request, bodyLimit));
  }
  for (const [param, value] of Object.entries(params)) {
    fields[route.params[param] ?? param] = value;
  }
  return fields;
}

/** A query has only strings; they are read as the schema wants them. */
function fromQuery(
  query: URLSearchParams,
  schema: TSchema | undefined,
): Record<string, unknown> {
  const { properties = {} } = (schema ?? {}) as {
    properties?: Record<string, TSchema>;
  };
  const fields: Record<string, unknown> = {};
  for (const [key, property] of Object.entries(properties)) {
    const value = query.get(key);
    if (value === null) continue;
    fields[key] = read(value, property);
  }
  return fields;
}

function read(value: string, schema: TSchema): unknown {
  const { type } = schema as { type?: string };
  if (type === "boolean") return toBoolean(value);
  return type === "string" ? value : toNumber(value);
}

function toBoolean(value: string): unknown {
  if (value === "true" || value === "1") return true;
  return value === "false" || value === "0" ? false : value;
}

function toNumber(value: string): unknown {
  return /^-?\d{1,16}$/.test(value) ? Number(value) : value;
}
