import type { TSchema } from "typebox";
import { REASONS, REPLY_CODES } from "../base/errors.ts";
import { API_KEY_HEADER } from "./admin/api_keys.ts";
import { type Json, NamedSchemas } from "./named_schemas.ts";
import type { Route } from "./route.ts";

/** How a program shows a key of the server API, where there is one. */
const ADMIN_SCHEME: Json = {
  apiKey: { type: "apiKey", in: "header", name: API_KEY_HEADER },
};

/** The OpenAPI 3.1 document of a table of routes, made from their schemas. */
export function createOpenApi(
  routes: Iterable<Route>,
  version: string,
): object {
  const schemas = new NamedSchemas();
  const paths: Record<string, Json> = {};
  let hasAdmin = false;
  for (const route of routes) {
    hasAdmin ||= route.access === "api key";
    const path = route.path.replace(/:(\w+)/g, "{$1}");
    paths[path] = {
      ...paths[path],
      [route.method.toLowerCase()]: describe(route, schemas),
    };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "GIM",
      version,
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/", description: "Where this document comes from" }],
    paths,
    components: {
      schemas: { ...schemas.components, ...failureSchemas() },
      securitySchemes: {
        token: { type: "http", scheme: "bearer", bearerFormat: "JWT" },
        tokenInQuery: { type: "apiKey", in: "query", name: "token" },
        ...(hasAdmin ? ADMIN_SCHEME : undefined),
      },
    },
  };
}

function describe(route: Route, schemas: NamedSchemas): Json {
  return {
    operationId: route.id,
    summary: route.summary,
    security: securityOf(route),
    parameters: [
      ...pathParameters(route, schemas),
      ...queryParameters(route, schemas),
    ],
    ...requestBody(route, schemas),
    responses: {
      200: success(route, schemas),
      "4XX": failure("4"),
      "5XX": failure("5"),
    },
  };
}

function securityOf({ open, access }: Route): Json[] {
  if (access === "api key") return [{ apiKey: [] }];
  return open ? [] : [{ token: [] }, { tokenInQuery: [] }];
}

function pathParameters(
  { params, path, requestSchema }: Route,
  schemas: NamedSchemas,
): Json[] {
  const properties = propertiesOf(requestSchema);
  return [...path.matchAll(/:(\w+)/g)].map(([, name = ""]) => ({
    name,
    in: "path",
    required: true,
    schema: schemas.write(
      properties[params[name] ?? name] ?? { type: "string" },
    ),
  }));
}

function queryParameters(route: Route, schemas: NamedSchemas): Json[] {
  if (route.input !== "query") return [];
  const { required = [] } = route.requestSchema as { required?: string[] };
  return ownProperties(route).map(([name, schema]) => ({
    name,
    in: "query",
    required: required.includes(name),
    schema: schemas.write(schema),
  }));
}

function requestBody(route: Route, schemas: NamedSchemas): Json {
  if (route.input !== "body") return {};
  const { required = [] } = route.requestSchema as { required?: string[] };
  const properties = Object.fromEntries(ownProperties(route));
  const wanted = required.filter((name) => name in properties);
  const schema = schemas.add(`${capitalised(route.id)}Request`, {
    type: "object",
    properties,
    ...(wanted.length > 0 ? { required: wanted } : {}),
  });
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

function success(
  { id, responseSchema, bare = false, mediaType }: Route,
  schemas: NamedSchemas,
): Json {
  const { title = capitalised(id) } = responseSchema as { title?: string };
  const data = schemas.write(responseSchema);
  const schema = bare ? data : schemas.add(`${title}Reply`, {
    type: "object",
    required: ["code", "msg", "data"],
    properties: {
      code: { type: "integer", const: 0 },
      msg: { type: "string" },
      data,
    },
  });
  return { description: "success", ...bodyOf(schema, mediaType) };
}

/** The response of all codes that begin with this digit. */
function failure(digit: string): Json {
  const codes = Object.entries(REPLY_CODES)
    .filter(([code]) => code.startsWith(digit))
    .map((row) => row.join(" "));
  return {
    description: codes.join(", "),
    ...jsonOf({ $ref: "#/components/schemas/Failure" }),
  };
}

function failureSchemas(): Json {
  return {
    Failure: {
      type: "object",
      required: ["code", "msg", "data"],
      properties: {
        code: { type: "integer", description: "the status" },
        msg: { type: "string", description: "what was wrong, for people" },
        data: {
          anyOf: [
            { $ref: "#/components/schemas/FailureData" },
            { type: "null" },
          ],
        },
      },
    },
    FailureData: {
      type: "object",
      properties: {
        reason: {
          type: "string",
          description: `why, in one word that does not change: ${
            REASONS.join(", ")
          }; more may come`,
        },
        until: {
          type: "integer",
          description: "Unix milliseconds when the cause ends",
        },
        retry_after: {
          type: "integer",
          description: "milliseconds after which to come again",
        },
      },
    },
  };
}

function jsonOf(schema: unknown): Json {
  return bodyOf(schema);
}

function bodyOf(schema: unknown, mediaType = "application/json"): Json {
  return { content: { [mediaType]: { schema } } };
}

function propertiesOf(schema: TSchema | undefined): Record<string, TSchema> {
  const { properties = {} } = (schema ?? {}) as {
    properties?: Record<string, TSchema>;
  };
  return properties;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
