/**
 * The kinds of values of the options about a back end's hooks.
 *
 * @module
 */

import {
  HOOK_TYPES,
  type HookType,
  selectTypes,
} from "../domain/hook_types.ts";
import { parseHttpUrl } from "./auth_kinds.ts";
import type { Kind } from "./kinds.ts";

/** The beginning of a secret of Standard Webhooks. */
const PREFIX = "whsec_";
/** Bytes of a key, as Standard Webhooks has them. */
const [MIN_KEY, MAX_KEY] = [24, 64];

/** An address that is told, or asked. */
export const hookUrl: Kind<string | undefined> = {
  placeholder: "URL",
  expected:
    "http:// or https:// with a host, such as https://shop.example/hooks",
  parse: parseHttpUrl,
  absent: undefined,
};

/** The key that signs; never shown. */
export const hookSecret: Kind<string | undefined> = {
  placeholder: "SECRET",
  expected:
    `${PREFIX} and ${MIN_KEY} to ${MAX_KEY} bytes in base64, such as echo ${PREFIX}$(openssl rand -base64 32) prints, or @FILE`,
  parse: parseSecret,
  absent: undefined,
  secret: true,
};

function parseSecret(text: string): string | undefined {
  const size = text.startsWith(PREFIX) ? sizeOf(text.slice(PREFIX.length)) : 0;
  return size >= MIN_KEY && size <= MAX_KEY ? text : undefined;
}

/** How many bytes a text in base64 stands for; 0 if it is no such text. */
function sizeOf(encoded: string): number {
  try {
    return /^[A-Za-z0-9+/]*={0,2}$/.test(encoded) ? atob(encoded).length : 0;
  } catch {
    return 0;
  }
}

/** Types of events. */
export const hookTypes: Kind<readonly HookType[]> = {
  placeholder: "NAMES",
  expected: `names of events or their beginnings, separated by commas: ${
    HOOK_TYPES.join(", ")
  }`,
  parse: (text) => selectTypes(text.split(",").map((word) => word.trim())),
  absent: HOOK_TYPES,
  list: ",",
};
