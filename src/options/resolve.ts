import { readCertificate } from "./certificate.ts";
import type { Options } from "./options.ts";
import type { Arguments } from "./arguments.ts";
import { formatSize } from "./size.ts";
import type { Option } from "./option.ts";
import { environmentName, OPTION_KEYS, OPTIONS } from "./table.ts";
import type { Kind } from "./kinds.ts";
import { quote, UsageError } from "./usage_error.ts";
import { type FileReader, readValue } from "./value_files.ts";
import type { Variables } from "./variables.ts";

/**
 * The sources of the values: a flag takes precedence over a variable, a
 * variable over the default.
 */
export interface Sources {
  readonly args: Arguments;
  readonly variables: Variables;
  /** Is the log written to a terminal? */
  readonly isTerminal: boolean;
  /** Reads the files that values name. */
  readonly readFile: FileReader;
}

/** The texts that a person wrote, and where they wrote them. */
interface Given {
  /** The flag as written, or the variable's name. */
  readonly place: string;
  /** Of a list, the values of each time it was written. */
  readonly texts: readonly string[];
}

/**
 * Resolves all options.
 *
 * @throws {UsageError} for the first value that is not allowed
 */
export function resolveOptions(sources: Sources): Options {
  // The table's type guarantees an option of the right type for every key.
  const options = Object.fromEntries(
    OPTION_KEYS.map((key) => [key, resolveOption(key, sources)]),
  ) as unknown as Options;
  refuseAgeOffDisk(options, sources);
  requireEngine(options, sources);
  checkCertificate(options, sources);
  requireHookSecret(options, sources);
  return fitContentToFrame(options, sources);
}

/**
 * Resolves one option.
 *
 * @throws {UsageError} when its value is not allowed
 */
export function resolveOption<K extends keyof Options>(
  key: K,
  sources: Sources,
): Options[K] {
  const option: Option<Options[K]> = OPTIONS[key];
  const given = findGiven(option, sources);
  const { readFile } = sources;
  if (given !== undefined) return parseGiven(option, given, readFile);
  const fallback = sources.isTerminal
    ? option.fallback
    : option.fallbackOffTerminal ?? option.fallback;
  return fallback === undefined
    ? option.kind.absent as Options[K]
    : parseGiven(option, { place: option.name, texts: [fallback] }, readFile);
}

function findGiven(
  option: Option<unknown>,
  { args, variables }: Sources,
): Given | undefined {
  const texts = args.values.get(option.name);
  if (texts !== undefined) {
    const place = args.spelling.get(option.name) ?? option.name;
    return { place, texts: option.kind.list ? texts : texts.slice(-1) };
  }
  const place = environmentName(option);
  const text = Object.hasOwn(variables, place) ? variables[place] : undefined;
  if (text === undefined) return undefined;
  // A variable has no lines.
  const isLines = option.kind.list === "\n";
  return { place, texts: isLines ? text.trim().split(/\s+/) : [text] };
}

function parseGiven<T>(
  { kind }: Option<T>,
  { place, texts }: Given,
  readFile: FileReader,
): T {
  const text = texts.map((text) => readValue(kind, { place, text }, readFile))
    .join(kind.list ?? "");
  const value = kind.parse(text);
  if (value !== undefined) return value;
  throw new UsageError(
    `${place}: got ${shownOf(kind, texts)}: expected ${kind.expected}`,
  );
}

/** A secret is never shown, nor is the content of a file. */
function shownOf({ secret, list }: Kind<unknown>, texts: readonly string[]) {
  const text = texts.join(list ?? "");
  return secret && text !== "" ? "a text not shown" : quote(text);
}

/** The other storages would ignore the age without a word. */
function refuseAgeOffDisk(options: Options, sources: Sources): void {
  if (options.storage === "disk") return;
  const given = findGiven(OPTIONS.historyAge, sources);
  if (given === undefined) return;
  const got = shownOf(OPTIONS.historyAge.kind, given.texts);
  throw new UsageError(
    `${given.place}: got ${got}: expected --${OPTIONS.storage.name} disk with it`,
  );
}

/** Options of the engine `node` are refused for the other one. */
function requireEngine(options: Options, sources: Sources): void {
  if (options.gatewayEngine === "node") return;
  for (const key of ["writeTimeout", "compression"] as const) {
    const { kind } = OPTIONS[key];
    const given = findGiven(OPTIONS[key], sources);
    if (given === undefined || options[key] === false) continue;
    throw new UsageError(
      `${given.place}: got ${
        shownOf(kind, given.texts)
      }: needs --${OPTIONS.gatewayEngine.name} node`,
    );
  }
}

/** A certificate is of no use without its key, nor are files that are none. */
function checkCertificate(
  { tlsCert, tlsKey }: Options,
  sources: Sources,
): void {
  if (tlsCert === undefined && tlsKey === undefined) return;
  if (tlsCert === undefined) refuseAlone("tlsKey", "tlsCert", sources);
  if (tlsKey === undefined) refuseAlone("tlsCert", "tlsKey", sources);
  const cert = { place: placeOf("tlsCert", sources), path: tlsCert };
  const key = { place: placeOf("tlsKey", sources), path: tlsKey };
  readCertificate({ cert, key }, sources.readFile);
}

type TlsOption = "tlsCert" | "tlsKey";

function refuseAlone(
  given: TlsOption,
  missing: TlsOption,
  sources: Sources,
): never {
  throw new UsageError(
    `${placeOf(given, sources)}: got it alone: expected --${
      OPTIONS[missing].name
    } with it`,
  );
}

function placeOf(key: TlsOption, sources: Sources): string {
  return findGiven(OPTIONS[key], sources)?.place ?? OPTIONS[key].name;
}

/** Without a secret nobody could tell what comes from the service. */
function requireHookSecret(options: Options, sources: Sources): void {
  if (options.webhookSecret !== undefined) return;
  for (const key of ["webhookUrl", "beforeSendUrl"] as const) {
    const given = findGiven(OPTIONS[key], sources);
    if (given === undefined) continue;
    const got = shownOf(OPTIONS[key].kind, given.texts);
    throw new UsageError(
      `${given.place}: got ${got}: needs --${OPTIONS.webhookSecret.name}`,
    );
  }
}

/**
 * A content must fit in a frame: a larger explicit value is refused, the
 * default is lowered.
 */
function fitContentToFrame(options: Options, sources: Sources): Options {
  const { maxContentSize, maxFrameSize } = options;
  if (maxContentSize <= maxFrameSize) return options;
  const given = findGiven(OPTIONS.maxContentSize, sources);
  if (given === undefined) return { ...options, maxContentSize: maxFrameSize };
  throw new UsageError(
    `${given.place}: got ${
      quote(given.texts.join())
    }: expected no more than --${OPTIONS.maxFrameSize.name}, which is ${
      formatSize(maxFrameSize)
    }`,
  );
}
