/**
 * `@std/cli` for networks that reach only an npm registry; see ../README.md.
 *
 * @module
 */

// @ts-types="./mod.d.ts"
export { parseArgs } from "npm:deno-std@1.4.0/cli/parse_args.js";
export type { Args, ParseOptions } from "./mod.d.ts";
