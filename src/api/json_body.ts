import { ReplyError } from "../base/errors.ts";
import { requireFlat } from "../protocol/nesting.ts";
import type { ApiRequest, HeaderLookup } from "./api_request.ts";

/** A body that is compressed or otherwise encoded; none of these is decoded. */
export class UnsupportedCoding extends ReplyError {
  constructor(coding: string) {
    super(
      415,
      `content-encoding: got ${coding.slice(0, 100)}: expected none`,
    );
  }
}

/** A body that is no JSON, or no object. */
export class MalformedBody extends ReplyError {
  constructor(message: string) {
    super(400, `body: ${message}`);
  }
}

/**
 * The JSON object in a request's body; an empty body is an empty object.
 *
 * @throws {ReplyError} 400, 413, 415
 */
export async function readJsonBody(
  request: Pick<ApiRequest, "headers" | "body">,
  limit: number,
): Promise<object> {
  requireNoCoding(request.headers);
  const bytes = await request.body(limit);
  if (bytes.length === 0) return {};
  if (!isJson(request.headers.get("content-type"))) {
    throw new ReplyError(415, "content-type: expected application/json");
  }
  return parseObject(bytes);
}

function requireNoCoding(headers: HeaderLookup): void {
  const coding = headers.get("content-encoding") ?? "";
  const codings = coding.split(",").map((each) => each.trim().toLowerCase());
  if (codings.every((each) => each === "" || each === "identity")) return;
  throw new UnsupportedCoding(coding);
}

function isJson(contentType: string | null): boolean {
  const [mediaType = ""] = (contentType ?? "").split(";");
  return mediaType.trim().toLowerCase() === "application/json";
}

function parseObject(bytes: Uint8Array): object {
  const value = parse(bytes);
  requireFlat(value);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value;
  }
  throw new MalformedBody("expected a JSON object");
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new MalformedBody("expected JSON in UTF-8");
  }
}
