import { nearest } from "./nearest.ts";
import { environmentName, namesOf, OPTION_KEYS, OPTIONS } from "./table.ts";
import { quote, UsageError } from "./usage_error.ts";

/** Environment variables by their names. */
export type Variables = Readonly<Record<string, string>>;

/** What the service's own variables begin with. */
const PREFIX = "GIM_";

/** Variables that are no options: what a build says of itself. */
const OTHERS: ReadonlySet<string> = new Set(["GIM_COMMIT"]);
/** What the tests are told by; the services that they start inherit it. */
const TESTS_OWN = /^GIM_TEST_/;

/**
 * What Kubernetes and Docker links put into the environment of every container
 * beside a service that is called `gim` or `gim-…`.
 */
const SERVICE_LINK =
  /_SERVICE_(?:HOST|PORT(?:_[A-Z0-9_]+)?)$|_PORT_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?$/;
const LINK_VALUE = /^(?:tcp|udp|sctp):\/\//;

/** The variable of an option by each of its names. */
const BY_NAME: ReadonlyMap<string, string> = new Map(
  OPTION_KEYS.map((key) => OPTIONS[key]).flatMap((option) =>
    namesOf(option).map((name) => [name, environmentName(option)])
  ),
);
const KNOWN: ReadonlySet<string> = new Set([...BY_NAME.values(), ...OTHERS]);

/**
 * Refuses a variable that begins like ours and is none: a misspelled one would
 * leave the service with a default that nobody meant, without a word.
 *
 * @throws {UsageError} for the first one, with the nearest name
 */
export function checkVariables(variables: Variables): void {
  for (const [name, value] of Object.entries(variables)) {
    if (!name.startsWith(PREFIX) || KNOWN.has(name)) continue;
    if (!TESTS_OWN.test(name) && !isServiceLink(name, value)) refuse(name);
  }
}

/** What a build says it was made from; text of another form is not passed on. */
export function commitOf(
  { GIM_COMMIT: commit = "" }: Variables,
): string | undefined {
  return /^[0-9a-f]{7,64}$/.test(commit) ? commit : undefined;
}

function isServiceLink(name: string, value: string): boolean {
  return SERVICE_LINK.test(name) ||
    name.endsWith("_PORT") && LINK_VALUE.test(value);
}

function refuse(name: string): never {
  const closest = nearest(name.slice(PREFIX.length), [...BY_NAME.keys()]);
  const hint = closest === undefined
    ? "gim help lists all of them"
    : `did you mean ${BY_NAME.get(closest)}?`;
  throw new UsageError(`unknown variable ${quote(name)}: ${hint}`);
}
