// deno-lint-ignore-file no-console -- this is what speaks with the person at the terminal
import { isMainThread } from "node:worker_threads";
import project from "./deno.json" with { type: "json" };
import { systemClock } from "./src/base/clock.ts";
import { Auth } from "./src/auth/auth.ts";
import { checkHealth } from "./src/commands/healthcheck.ts";
import {
  type Command,
  type CopyCommand,
  type HookEchoCommand,
  type MoveCommand,
  parseCommand,
  type ServeCommand,
  type TokenCommand,
} from "./src/options/command.ts";
import {
  type DiskRole,
  diskRoleOf,
} from "./src/storage/disk/thread/thread_messages.ts";
import { isHookWorker } from "./src/hooks/thread_messages.ts";
import { UsageError } from "./src/options/usage_error.ts";
import { readSmallFile } from "./src/options/value_files.ts";
import type { Variables } from "./src/options/variables.ts";

function readVariables(): Variables {
  try {
    return Deno.env.toObject();
  } catch {
    // Going on without it could open a service that was told a secret.
    throw new UsageError("environment: not readable: run with --allow-env");
  }
}

async function readCommand(): Promise<Command> {
  const command = parseCommand({
    args: Deno.args,
    environment: readVariables,
    isTerminal: Deno.stderr.isTerminal(),
    readFile: readSmallFile,
    version: project.version,
  });
  // A misspelled variable is found in the list of all, and only who may read
  // all may list them; from here on the service reads none.
  await Deno.permissions.revoke({ name: "env" });
  return command;
}

async function serve({ options, commit }: ServeCommand): Promise<number> {
  // Loaded late, as a health check or a help text need not wait for it.
  const { runServer } = await import("./src/app/run_server.ts");
  return await runServer(options, { entry: import.meta.url, commit });
}

async function createToken(command: TokenCommand): Promise<string> {
  const { userId, authSecret, authIssuer, authAudience, tokenExpiry } = command;
  const auth = new Auth({
    secrets: authSecret,
    publicKeys: [],
    jwks: undefined,
    issuer: authIssuer,
    audience: authAudience,
    tokenExpiry,
    now: systemClock.now,
    clock: systemClock,
    onJwksFailure: () => {},
  });
  return (await auth.issue(userId)).token;
}

async function runMove(command: MoveCommand): Promise<number> {
  const { runMove } = await import("./src/commands/run_move.ts");
  const { status, line } = await runMove(command);
  console.error(line);
  return status;
}

async function runCopy(command: CopyCommand): Promise<number> {
  const { copy } = await import("./src/commands/copy.ts");
  const { status, line } = await copy(command);
  if (status === 0) console.log(line);
  else console.error(line);
  return status;
}

async function runHookEcho(
  { address, webhookSecret }: HookEchoCommand,
): Promise<number> {
  const { startHookEcho } = await import("./src/commands/hook_echo.ts");
  const { Signals } = await import("./src/app/signals.ts");
  const signals = new Signals();
  try {
    const echo = startHookEcho({
      address,
      secret: webhookSecret,
      print: (line) => console.log(line),
      now: systemClock.now,
    });
    await signals.next();
    await echo.stop();
    return 0;
  } catch (fault) {
    console.error(`gim: ${fault instanceof Error ? fault.message : fault}`);
    return 1;
  }
}

async function run(command: Command): Promise<number> {
  switch (command.verb) {
    case "serve":
      return await serve(command);
    case "help":
    case "version":
      console.log(command.text);
      return 0;
    case "token":
      console.log(await createToken(command));
      return 0;
    case "healthcheck": {
      const { status, line } = await checkHealth(command.address, command);
      console.log(line);
      return status;
    }
    case "hook-echo":
      return await runHookEcho(command);
    case "backup":
    case "restore":
      return await runCopy(command);
    case "export":
    case "import":
      return await runMove(command);
    case "error":
      console.error(command.message);
      return command.status;
  }
}

async function runThread(): Promise<void> {
  const { runGatewayThread } = await import("./src/threads/gateway_thread.ts");
  runGatewayThread();
}

async function runStorage(role: DiskRole): Promise<void> {
  const { runDiskThread } = await import(
    "./src/storage/disk/thread/run_disk_thread.ts"
  );
  runDiskThread(role);
}

async function runHooks(): Promise<void> {
  const { runHookThread } = await import("./src/hooks/run_hook_thread.ts");
  runHookThread();
}

// A bundle imports itself as a blob, so that it can start its threads from it.
const isProgram = import.meta.main || import.meta.url.startsWith("blob:");
const workerName = (globalThis as { name?: string }).name;
const diskRole = diskRoleOf(workerName);
if (diskRole !== undefined) await runStorage(diskRole);
else if (isHookWorker(workerName)) await runHooks();
else if (!isMainThread) await runThread();
else if (isProgram) Deno.exit(await run(await readCommand()));
