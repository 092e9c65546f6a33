import { ID_RULE, isId, isReserved } from "../domain/ids.ts";
import type { Options } from "./options.ts";
import type { Address } from "./address.ts";
import { askedFor, splitArguments } from "./arguments.ts";
import { helpText } from "./help.ts";
import { listenAddress, takeListen } from "./listen_flag.ts";
import { nearest } from "./nearest.ts";
import { resolveOption, resolveOptions, type Sources } from "./resolve.ts";
import { environmentName, OPTION_KEYS, OPTIONS } from "./table.ts";
import { quote, UsageError } from "./usage_error.ts";
import type { FileReader } from "./value_files.ts";
import { checkVariables, commitOf, type Variables } from "./variables.ts";

/** The command that was asked for. */
export type Command =
  | ServeCommand
  | { readonly verb: "help" | "version"; readonly text: string }
  | HealthcheckCommand
  | TokenCommand
  | HookEchoCommand
  | CopyCommand
  | MoveCommand
  | { readonly verb: "error"; readonly message: string; readonly status: 2 };

/** Runs the service. */
export interface ServeCommand {
  readonly verb: "serve";
  readonly options: Options;
  /** The commit it was built from, if the build says so. */
  readonly commit: string | undefined;
}

/** Asks a running service whether it is well. */
export interface HealthcheckCommand {
  readonly verb: "healthcheck";
  readonly address: Address;
  /** Does it speak TLS? */
  readonly tls: boolean;
}

/** Issues a token for one user. */
export interface TokenCommand {
  readonly verb: "token";
  readonly userId: string;
  /** The first signs. */
  readonly authSecret: readonly string[];
  /** The claims `iss` and `aud`, where the service compares them. */
  readonly authIssuer: string | undefined;
  readonly authAudience: string | undefined;
  /** Milliseconds. */
  readonly tokenExpiry: number;
}

/** Receives hooks, verifies them and prints them. */
export interface HookEchoCommand {
  readonly verb: "hook-echo";
  readonly address: Address;
  readonly webhookSecret: string;
}

/** Copies the data of `--storage disk` to a file, or back. */
export interface CopyCommand {
  readonly verb: "backup" | "restore";
  readonly file: string;
  readonly dataDir: string;
}

/** Writes what a storage holds as lines of JSON, or reads it from there. */
export interface MoveCommand {
  readonly verb: "export" | "import";
  /** `-` is standard output or input. */
  readonly file: string;
  readonly storage: "disk" | "redis";
  readonly options: Pick<
    Options,
    "dataDir" | "redisUrl" | "storageTimeout" | "idleExpiry" | LogOption
  >;
}

type LogOption = "logLevel" | "logFormat";

/** A command line and what is needed to read it. */
export interface Invocation {
  /** The arguments without the program's name. */
  readonly args: readonly string[];
  /**
   * Reads the environment; variables without the prefix `GIM_` are ignored.
   * Throws a {@linkcode UsageError} if reading it is not permitted.
   */
  readonly environment: () => Variables;
  /** Is the log written to a terminal? */
  readonly isTerminal: boolean;
  /** Reads the files that values name. */
  readonly readFile: FileReader;
  /** GIM's version. */
  readonly version: string;
}

/** What a verb is read from. */
interface Read extends Invocation {
  /** The text of `--listen`, which only some verbs have. */
  readonly listen: string | undefined;
}

type Reader = (sources: Sources, read: Read) => Command;

interface Verb {
  /** How many arguments it takes. */
  readonly arity: number;
  readonly read: Reader;
}

const HELP: Verb = { arity: 1, read: (_, { version }) => help(version) };
const VERBS: ReadonlyMap<string, Verb> = new Map([
  ["backup", { arity: 1, read: (sources) => readCopy("backup", sources) }],
  ["export", { arity: 1, read: (sources) => readMove("export", sources) }],
  ["healthcheck", { arity: 0, read: readHealthcheck }],
  ["help", HELP],
  ["h", HELP],
  ["hook-echo", { arity: 0, read: readHookEcho }],
  ["import", { arity: 1, read: (sources) => readMove("import", sources) }],
  ["restore", { arity: 1, read: (sources) => readCopy("restore", sources) }],
  ["token", { arity: 1, read: readToken }],
  ["version", { arity: 0, read: (_, { version }) => showVersion(version) }],
]);

/**
 * Reads a command line and an environment. It prints nothing and ends nothing:
 * an invalid command line comes back as an `error` of one line.
 */
export function parseCommand(invocation: Invocation): Command {
  try {
    return readCommand(invocation);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { verb: "error", message: `gim: ${error.message}`, status: 2 };
  }
}

function readCommand(invocation: Invocation): Command {
  const { args, version, environment, isTerminal, readFile } = invocation;
  const asked = askedFor(args);
  if (asked === "help") return help(version);
  if (asked === "version") return showVersion(version);
  const variables = environment();
  checkVariables(variables);
  const { listen, rest } = takeListen(args);
  const split = splitArguments(rest);
  const sources = { variables, isTerminal, readFile, args: split };
  const [word, ...others] = sources.args.positionals;
  if (word === undefined) {
    const options = resolveOptions(sources);
    return { verb: "serve", options, commit: commitOf(variables) };
  }
  const verb = VERBS.get(word) ?? refuseArgument(word);
  const surplus = others[verb.arity];
  if (surplus !== undefined) refuseSurplus(surplus, word);
  checkFlags(sources);
  return verb.read(sources, { ...invocation, listen });
}

/** A wrong value is refused even if the command does not use that option. */
function checkFlags(sources: Sources): void {
  for (const key of OPTION_KEYS) {
    if (sources.args.values.has(OPTIONS[key].name)) resolveOption(key, sources);
  }
}

function refuseArgument(word: string): never {
  const verbs = [...VERBS.keys()];
  const closest = nearest(word, verbs);
  const hint = closest === undefined ? "" : `: did you mean ${closest}?`;
  throw new UsageError(
    `unexpected argument ${quote(word)}: expected flags or one of ${
      verbs.join(", ")
    }${hint}`,
  );
}

function refuseSurplus(argument: string, verb: string): never {
  throw new UsageError(
    `unexpected argument ${quote(argument)}: expected no more behind ${verb}`,
  );
}

function readHealthcheck(sources: Sources): Command {
  const address = resolveOption("apiAddress", sources);
  const tls = resolveOption("tlsCert", sources) !== undefined;
  return { verb: "healthcheck", address, tls };
}

function readHookEcho(sources: Sources, { listen }: Read): Command {
  const webhookSecret = resolveOption("webhookSecret", sources);
  const { name, kind } = OPTIONS.webhookSecret;
  if (webhookSecret === undefined) {
    throw new UsageError(`--${name}: got no value: expected ${kind.expected}`);
  }
  return { verb: "hook-echo", address: listenAddress(listen), webhookSecret };
}

function readCopy(verb: CopyCommand["verb"], sources: Sources): Command {
  const file = readFileName(verb, sources);
  return { verb, file, dataDir: resolveOption("dataDir", sources) };
}

function readFileName(verb: string, sources: Sources): string {
  const file = sources.args.positionals[1];
  if (file !== undefined && file !== "") return file;
  throw new UsageError(`${verb}: got no file: expected the name of one`);
}

function readMove(verb: MoveCommand["verb"], sources: Sources): Command {
  const file = readFileName(verb, sources);
  const storage = resolveOption("storage", sources);
  if (storage === "memory") {
    throw new UsageError(
      `${verb}: got --storage memory, which nothing outside of the service ` +
        "can reach: expected --storage disk or redis",
    );
  }
  const options = {
    dataDir: resolveOption("dataDir", sources),
    redisUrl: resolveOption("redisUrl", sources),
    storageTimeout: resolveOption("storageTimeout", sources),
    idleExpiry: resolveOption("idleExpiry", sources),
    logLevel: resolveOption("logLevel", sources),
    logFormat: resolveOption("logFormat", sources),
  };
  return { verb, file, storage, options };
}

function readToken(sources: Sources): Command {
  const authSecret = resolveOption("authSecret", sources);
  if (authSecret.length === 0) {
    throw new UsageError(
      `--auth-secret: got no value, nor has ${
        environmentName(OPTIONS.authSecret)
      } one: expected ${OPTIONS.authSecret.kind.expected}`,
    );
  }
  const tokenExpiry = resolveOption("tokenExpiry", sources);
  const userId = sources.args.positionals[1];
  if (userId !== undefined && isId(userId)) {
    if (isReserved(userId)) refuseReserved(userId);
    const authIssuer = resolveOption("authIssuer", sources);
    const authAudience = resolveOption("authAudience", sources);
    const issued = { authSecret, authIssuer, authAudience, tokenExpiry };
    return { verb: "token", userId, ...issued };
  }
  const got = userId === undefined ? "no user id" : quote(userId);
  throw new UsageError(`token: got ${got}: expected ${ID_RULE}`);
}

function refuseReserved(userId: string): never {
  throw new UsageError(
    `token: got ${quote(userId)}, the service's own: expected another user id`,
  );
}

function help(version: string): Command {
  return { verb: "help", text: helpText(version) };
}

function showVersion(version: string): Command {
  return { verb: "version", text: `gim ${version}` };
}
