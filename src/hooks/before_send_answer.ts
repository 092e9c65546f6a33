import { Buffer } from "node:buffer";
import { cut } from "../base/cut.ts";
import { MAX_DATA_BYTES } from "../protocol/fields.ts";
import { isNestedDeeper, MAX_DATA_NESTING } from "../protocol/nesting.ts";
import { isWellFormed } from "../protocol/well_formed.ts";
import type { PostOutcome } from "./poster.ts";

/** Most characters of a reason that a client is told. */
const MAX_MSG = 256;
const NO_REASON = "the message was rejected";

/** What the back end says of a message; `failure`: nothing of use. */
export type Answer =
  | "accept"
  | "failure"
  | { readonly action: "reject"; readonly msg: string }
  | {
    readonly action: "replace";
    readonly content: string;
    readonly data: object | undefined;
  };

/**
 * Reads an answer. A 4xx rejects, whatever it says; a 2xx has to say what is to
 * be done, within the bounds of a message; all else is a failure.
 */
export function readAnswer(
  outcome: PostOutcome,
  maxContentSize: number,
): Answer {
  if ("reason" in outcome) return "failure";
  const { status, text, isCut } = outcome;
  const said = isCut ? undefined : objectOf(text);
  if (status >= 400 && status < 500) return rejection(said);
  if (status < 200 || status > 299 || said === undefined) return "failure";
  switch (said.action) {
    case "accept":
      return "accept";
    case "reject":
      return rejection(said);
    case "replace":
      return replacement(said, maxContentSize);
    default:
      return "failure";
  }
}

function rejection(said: Record<string, unknown> | undefined): Answer {
  const given = typeof said?.msg === "string" ? said.msg : "";
  const msg = given.toWellFormed().replace(/[\p{Cc}\s]+/gu, " ").trim();
  return { action: "reject", msg: cut(msg, MAX_MSG) || NO_REASON };
}

function replacement(
  { content, data }: Record<string, unknown>,
  maxContentSize: number,
): Answer {
  if (typeof content !== "string" || !content.isWellFormed()) return "failure";
  const size = Buffer.byteLength(content);
  if (size < 1 || size > maxContentSize) return "failure";
  if (data === undefined) return { action: "replace", content, data };
  if (!isObject(data)) return "failure";
  if (isNestedDeeper(data, MAX_DATA_NESTING)) return "failure";
  if (!isWellFormed(data) || !hasFiniteNumbers(data)) return "failure";
  const isTooBig = Buffer.byteLength(JSON.stringify(data)) > MAX_DATA_BYTES;
  return isTooBig ? "failure" : { action: "replace", content, data };
}

/** The parser reads a number of too many digits as infinite. */
function hasFiniteNumbers(value: unknown): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object" || value === null) return true;
  return Object.values(value).every(hasFiniteNumbers);
}

function objectOf(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
