import { assertEquals } from "@std/assert";
import type { Options } from "../../src/options/options.ts";
import { type Command, parseCommand } from "../../src/options/command.ts";
import { readSmallFile } from "../../src/options/value_files.ts";

/** The command of these arguments with this environment, on a terminal. */
export function parse(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Command {
  return parseCommand({
    args,
    environment: () => environment,
    isTerminal: true,
    readFile: readSmallFile,
    version: "1.2.3",
  });
}

/** The options of a service started so; fails when it would not start. */
export function optionsOf(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Options {
  const command = parse(args, environment);
  if (command.verb === "serve") return command.options;
  throw new Error(`expected a service to start: ${JSON.stringify(command)}`);
}

/** The error line, without the program's name; fails when there is none. */
export function errorOf(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): string {
  const command = parse(args, environment);
  if (command.verb !== "error") {
    throw new Error(`expected an error: ${JSON.stringify(command)}`);
  }
  assertEquals(command.status, 2);
  assertEquals(command.message.split("\n").length, 1);
  return command.message.replace(/^gim: /, "");
}
