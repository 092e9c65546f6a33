/**
 * `@std/assert` for networks that reach only an npm registry; see ../README.md.
 *
 * @module
 */

// @ts-types="./mod.d.ts"
export * from "npm:deno-std@1.4.0/assert/mod.js";
