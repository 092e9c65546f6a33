/**
 * `@std/http` for networks that reach only an npm registry; see ../README.md.
 *
 * @module
 */

// @ts-types="./negotiation.d.ts"
export {
  accepts,
  acceptsEncodings,
  acceptsLanguages,
} from "npm:deno-std@1.4.0/http/negotiation.js";
// @ts-types="./status.d.ts"
export {
  isClientErrorStatus,
  isErrorStatus,
  isInformationalStatus,
  isRedirectStatus,
  isServerErrorStatus,
  isStatus,
  isSuccessfulStatus,
  STATUS_CODE,
  STATUS_TEXT,
} from "npm:deno-std@1.4.0/http/status.js";
export type {
  ClientErrorStatus,
  ErrorStatus,
  InformationalStatus,
  RedirectStatus,
  ServerErrorStatus,
  StatusCode,
  StatusText,
  SuccessfulStatus,
} from "./status.d.ts";
