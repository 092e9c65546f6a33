import type { TSchema } from "typebox";
import { REPLY_CODES } from "../errors.ts";
import type { Route } from "./route.ts";

type Json = Record<string, unknown>;

/** The OpenAPI 3.1 document of a table of routes, made from their schemas. */
export function createOpenApi(
  routes: Iterable<Route>,
  version: string,
): object {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, "{$1}");
    paths[path] = {
      ...paths[path],
      [route.method.toLowerCase()]: describe(route),
    };
  }
  return {
    openapi: "3.1.0",
    info: { title: "GIM", version, license: { name: "MIT" } },
    paths,
    components: {
      securitySchemes: { token: { type: "http", scheme: "bearer" } },
    },
  };
}

function describe(route: Route): Json {
  return {
    summary: route.summary,
    security: route.open ? [] : [{ token: [] }],
    parameters: [...pathParameters(route), ...queryParameters(route)],
    ...requestBody(route),
    responses: {
      200: response("success", 0, route.responseSchema),
      default: response(
        Object.entries(REPLY_CODES).map((row) => row.join(" ")).join(", "),
        undefined,
        { type: "null" },
      ),
    },
  };
}

function pathParameters({ params, path, requestSchema }: Route): Json[] {
  const properties = propertiesOf(requestSchema);
  return [...path.matchAll(/:(\w+)/g)].map(([, name = ""]) => ({
    name,
    in: "path",
    required: true,
    schema: properties[params[name] ?? name] ?? { type: "string" },
  }));
}

function queryParameters(route: Route): Json[] {
  if (route.input !== "query") return [];
  const { required = [] } = route.requestSchema as { required?: string[] };
  return ownProperties(route).map(([name, schema]) => ({
    name,
    in: "query",
    required: required.includes(name),
    schema,
  }));
}

function requestBody(route: Route): Json {
  if (route.input !== "body") return {};
  const { required = [] } = route.requestSchema as { required?: string[] };
  const properties = Object.fromEntries(ownProperties(route));
  const wanted = required.filter((name) => name in properties);
  const schema = { type: "object", properties, required: wanted };
  return {
    requestBody: {
      required: wanted.length > 0,
      content: { "application/json": { schema } },
    },
  };
}

/** The fields that do not come from the path. */
function ownProperties(route: Route): [string, TSchema][] {
  const fromPath = new Set(
    [...route.path.matchAll(/:(\w+)/g)]
      .map(([, name = ""]) => route.params[name] ?? name),
  );
  return Object.entries(propertiesOf(route.requestSchema))
    .filter(([name]) => !fromPath.has(name));
}

function response(
  description: string,
  code: number | undefined,
  data: unknown,
): Json {
  const codeSchema = code === undefined
    ? { type: "integer" }
    : { type: "integer", const: code };
  const schema = {
    type: "object",
    required: ["code", "msg", "data"],
    properties: { code: codeSchema, msg: { type: "string" }, data },
  };
  return { description, content: { "application/json": { schema } } };
}

function propertiesOf(schema: TSchema | undefined): Record<string, TSchema> {
  const { properties = {} } = (schema ?? {}) as {
    properties?: Record<string, TSchema>;
  };
  return properties;
}
