// deno-lint-ignore-file no-console -- this is what speaks with the person at the terminal
import { isMainThread } from "node:worker_threads";
import project from "./deno.json" with { type: "json" };
import { Auth } from "./src/chat/auth.ts";
import { checkHealth } from "./src/commands/healthcheck.ts";
import {
  type Command,
  parseCommand,
  type TokenCommand,
} from "./src/options/command.ts";
import type { Options } from "./src/options.ts";
import { UsageError } from "./src/options/usage_error.ts";

function readVariable(name: string): string | undefined {
  try {
    return Deno.env.get(name);
  } catch {
    // Going on without it could open a service that was told a secret.
    throw new UsageError(`${name}: not readable: run with --allow-env="GIM_*"`);
  }
}

/** What a build says it was made from; text of another form is not passed on. */
function readCommit(): string | undefined {
  const commit = readVariable("GIM_COMMIT") ?? "";
  return /^[0-9a-f]{7,64}$/.test(commit) ? commit : undefined;
}

function readCommand(): Command {
  return parseCommand({
    args: Deno.args,
    environment: readVariable,
    isTerminal: Deno.stderr.isTerminal(),
    version: project.version,
  });
}

async function serve(options: Options): Promise<number> {
  // Loaded late, as a health check or a help text need not wait for it.
  const { runServer } = await import("./src/server.ts");
  const about = { entry: import.meta.url, commit: readCommit() };
  return await runServer(options, about);
}

async function createToken(command: TokenCommand): Promise<string> {
  const { userId, authSecret: secret, tokenExpiry } = command;
  const auth = new Auth({ secret, tokenExpiry, now: Date.now });
  return (await auth.issue(userId)).token;
}

async function run(command: Command): Promise<number> {
  switch (command.verb) {
    case "serve":
      return await serve(command.options);
    case "help":
    case "version":
      console.log(command.text);
      return 0;
    case "token":
      console.log(await createToken(command));
      return 0;
    case "healthcheck": {
      const { status, line } = await checkHealth(command.address);
      console.log(line);
      return status;
    }
    case "error":
      console.error(command.message);
      return command.status;
  }
}

async function runThread(): Promise<void> {
  const { runGatewayThread } = await import("./src/threads/gateway_thread.ts");
  runGatewayThread();
}

// A bundle imports itself as a blob, so that it can start its threads from it.
const isProgram = import.meta.main || import.meta.url.startsWith("blob:");
if (!isMainThread) await runThread();
else if (isProgram) Deno.exit(await run(readCommand()));
