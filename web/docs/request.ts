import type { OpenApi, Operation, SecurityScheme } from "./openapi.ts";

/** What was typed for a request: fields by their names, and a body. */
export interface Typed {
  readonly fields: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A request as it goes out. */
export interface Prepared {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** What came back. */
export interface Answer {
  readonly status: number;
  readonly ms: number;
  readonly text: string;
}

/** The ways to show who one is that fit into a header, under their names. */
export function headerSchemes(
  { components: { securitySchemes = {} } }: OpenApi,
): (readonly [string, SecurityScheme])[] {
  return Object.entries(securitySchemes).filter(([, scheme]) =>
    scheme.type === "http" || scheme.in === "header"
  );
}

/** What a key is called that is shown in this way. */
export function keyName({ type, name = "" }: SecurityScheme): string {
  return type === "http" ? "Token" : name;
}

/** Those of them that a route takes. */
export function keysFor(
  { security = [] }: Operation,
  document: OpenApi,
): ReturnType<typeof headerSchemes> {
  const wanted = new Set(security.flatMap((each) => Object.keys(each)));
  return headerSchemes(document).filter(([name]) => wanted.has(name));
}

/** Puts a request together of what was typed and the keys that are known. */
export function prepare(
  operation: Operation,
  { fields, body }: Typed,
  { document, keys, base }: {
    readonly document: OpenApi;
    readonly keys: Readonly<Record<string, string>>;
    readonly base: string;
  },
): Prepared {
  const query = new URLSearchParams();
  let path = operation.path;
  for (const { name, in: place } of operation.parameters ?? []) {
    const value = fields[name] ?? "";
    if (place === "path") {
      path = path.replace(`{${name}}`, encodeURIComponent(value));
    } else if (value !== "") query.set(name, value);
  }
  const text = operation.requestBody === undefined ? "" : body.trim();
  return {
    method: operation.method,
    url: base + path + (query.size > 0 ? `?${query}` : ""),
    headers: {
      ...keyHeaders(operation, document, keys),
      ...text !== "" ? { "content-type": "application/json" } : {},
    },
    body: text === "" ? undefined : text,
  };
}

function keyHeaders(
  operation: Operation,
  document: OpenApi,
  keys: Readonly<Record<string, string>>,
): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [id, { type, name = "" }] of keysFor(operation, document)) {
    const key = keys[id] ?? "";
    if (key === "") continue;
    if (type === "http") headers.authorization = `Bearer ${key}`;
    else headers[name] = key;
  }
  return headers;
}

/** The same request for a shell. */
export function curlOf({ method, url, headers, body }: Prepared): string {
  const parts = [`curl -X ${method} ${quote(url)}`];
  for (const [name, value] of Object.entries(headers)) {
    parts.push(`-H ${quote(`${name}: ${value}`)}`);
  }
  if (body !== undefined) parts.push(`-d ${quote(body)}`);
  return parts.join(" \\\n  ");
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** Sends a request and reads what comes back. */
export async function send(
  { method, url, headers, body }: Prepared,
): Promise<Answer> {
  const since = performance.now();
  const response = await fetch(url, {
    method,
    headers,
    ...body === undefined ? {} : { body },
  });
  const text = await response.text();
  const ms = performance.now() - since;
  return { status: response.status, ms, text: pretty(text) };
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
