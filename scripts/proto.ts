/**
 * Writes `src/protocol/gim_pb.js`: the code that reads and writes the messages
 * of `src/protocol/gim.proto`. A test fails when the one does not fit the other.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { pbjs } from "protobufjs-cli";

const SOURCE = "src/protocol/gim.proto";
const OUTPUT = "src/protocol/gim_pb.js";

const HEADER = `// Generated from gim.proto by \`deno task proto\`: do not edit.
// @ts-self-types="./gim_pb.d.ts"
`;

/** The generator's arguments: nothing but encode and decode, names as written. */
const ARGUMENTS = [
  "--target=static-module",
  "--wrap=esm",
  "--root=gim",
  "--dependency=./protobuf_runtime.ts",
  "--keep-case",
  "--null-semantics",
  ...["create", "verify", "convert", "delimited", "typeurl", "service"].map(
    (part) => `--no-${part}`,
  ),
  "--no-comments",
];

/** The generated code, as it has to stand in the file. */
export function generate(): Promise<string> {
  const source = fileURLToPath(new URL(`../${SOURCE}`, import.meta.url));
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  pbjs.main([...ARGUMENTS, source], (error, output) => {
    if (error) reject(error);
    else resolve(HEADER + output);
  });
  return promise;
}

if (import.meta.main) {
  await Deno.writeTextFile(OUTPUT, await generate());
}
