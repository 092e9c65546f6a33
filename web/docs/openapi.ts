/** A JSON schema, as far as the document uses one. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
}

/** A field of an address. */
export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required?: boolean;
  readonly schema: Schema;
}

/** What is sent or answered. */
interface Content {
  readonly description?: string;
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
}

/** A route, as the document tells it. */
interface Told {
  readonly operationId: string;
  readonly summary?: string;
  readonly description?: string;
  readonly security?: readonly Readonly<Record<string, unknown>>[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Content & { readonly required?: boolean };
  readonly responses: Readonly<Record<string, Content>>;
}

/** How a request shows who sends it. */
export interface SecurityScheme {
  readonly type: string;
  readonly scheme?: string;
  readonly in?: string;
  readonly name?: string;
}

/** An OpenAPI document, as far as this page reads it. */
export interface OpenApi {
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Told>>>>;
  readonly components: {
    readonly schemas?: Readonly<Record<string, Schema>>;
    readonly securitySchemes?: Readonly<Record<string, SecurityScheme>>;
  };
}

/** A route under its method and path. */
export interface Operation extends Told {
  readonly method: string;
  readonly path: string;
}

/** The routes whose paths begin alike, under that beginning. */
export type Group = readonly [name: string, operations: readonly Operation[]];

/** All routes, in groups, in the order of the document. */
export function groupsOf({ paths }: OpenApi): Group[] {
  const groups = new Map<string, Operation[]>();
  for (const [path, methods] of Object.entries(paths)) {
    const name = path.split("/")[1] ?? "";
    for (const [method, told] of Object.entries(methods)) {
      const operation = { ...told, method: method.toUpperCase(), path };
      groups.set(name, [...groups.get(name) ?? [], operation]);
    }
  }
  return mergeSingles([...groups]);
}

/** Those that stand alone come first, together: the login is among them. */
function mergeSingles(groups: readonly Group[]): Group[] {
  const several = groups.filter(([, operations]) => operations.length > 1);
  const single = groups.filter(([, operations]) => operations.length === 1);
  return [["service", single.flatMap(([, each]) => each)], ...several];
}

/** The schema of a JSON body, if there is one. */
export function bodyOf(content: Content | undefined): Schema | undefined {
  return content?.content?.["application/json"]?.schema;
}

/** A schema and its name, a reference followed. */
export function resolve(
  schema: Schema,
  document: OpenApi,
): { readonly name?: string; readonly schema: Schema } {
  if (schema.$ref === undefined) return { schema };
  const name = schema.$ref.split("/").at(-1) ?? "";
  return { name, schema: document.components.schemas?.[name] ?? {} };
}

/** A body to begin with: what is required, each with a value of its kind. */
export function exampleOf(schema: Schema, document: OpenApi): unknown {
  const { schema: { properties = {}, required = [], ...own } } = resolve(
    schema,
    document,
  );
  if (own.const !== undefined) return own.const;
  if (own.enum !== undefined) return own.enum[0];
  if (own.anyOf !== undefined) return exampleOf(own.anyOf[0] ?? {}, document);
  if (own.type === "array") return [];
  if (own.type === "boolean") return true;
  if (own.type === "integer" || own.type === "number") return own.minimum ?? 1;
  if (own.type === "string") return "";
  const entries = required.map((name) =>
    [name, exampleOf(properties[name] ?? {}, document)] as const
  );
  return Object.fromEntries(entries);
}
