/** What a request was answered with, if not with what was asked for. */
export class Refused extends Error {
  /** The reply code, which is the HTTP status; 0: no answer came. */
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** The values of a query; what is empty is left out. */
export type Query = Readonly<Record<string, string | number | undefined>>;

/**
 * The server API, with the key that was typed. The key is in memory only, and
 * in no address: it goes into a header.
 */
export class AdminApi {
  #base: string;
  #key: string;

  constructor(base: string, key: string) {
    this.#base = base;
    this.#key = key;
  }

  /** Asks; the answer's `data`. @throws {Refused} */
  async get<T>(path: string, query: Query = {}): Promise<T> {
    return await this.#call("GET", path + textOf(query));
  }

  /** Changes something; the answer's `data`. @throws {Refused} */
  async change<T>(
    method: Exclude<Method, "GET">,
    path: string,
    body?: object,
  ): Promise<T> {
    return await this.#call(method, path, body);
  }

  /** A text from the service that needs no key, such as the metrics. */
  async text(path: string): Promise<string> {
    const response = await this.#fetch("GET", path);
    if (response.ok) return await response.text();
    throw new Refused(response.status, await messageOf(response));
  }

  /** Bytes, such as an export or a profile. @throws {Refused} */
  async bytes(path: string): Promise<Blob> {
    const response = await this.#fetch("GET", path);
    if (response.ok) return await response.blob();
    throw new Refused(response.status, await messageOf(response));
  }

  async #call<T>(method: Method, path: string, body?: object): Promise<T> {
    const response = await this.#fetch(method, path, body);
    if (!response.ok) {
      throw new Refused(response.status, await messageOf(response));
    }
    const { data } = await response.json() as { data: T };
    return data;
  }

  async #fetch(
    method: Method,
    path: string,
    body?: object,
  ): Promise<Response> {
    const headers: Record<string, string> = { "x-api-key": this.#key };
    if (body !== undefined) headers["content-type"] = "application/json";
    try {
      return await fetch(this.#base + path, {
        method,
        headers,
        ...body === undefined ? {} : { body: JSON.stringify(body) },
      });
    } catch {
      throw new Refused(0, "the service gives no answer");
    }
  }
}

/** A part of a path. */
export function part(id: string): string {
  return encodeURIComponent(id);
}

function textOf(query: Query): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== "") given.set(name, `${value}`);
  }
  return given.size > 0 ? `?${given}` : "";
}

async function messageOf(response: Response): Promise<string> {
  try {
    const { msg } = await response.json() as { msg?: string };
    return `${response.status}: ${msg}`;
  } catch {
    return `${response.status} ${response.statusText}`;
  }
}
