import { nearest } from "./nearest.ts";
import { environmentName, namesOf, OPTION_KEYS, OPTIONS } from "./table.ts";
import { quote, UsageError } from "./usage_error.ts";

/** Environment variables by their names. */
export type Variables = Readonly<Record<string, string>>;

/** The prefix of the service's own variables. */
const PREFIX = "GIM_";

/** Variables that are no options: set by a build. */
const OTHERS: ReadonlySet<string> = new Set(["GIM_COMMIT"]);
/** Variables of the tests, which the services they start inherit. */
const TESTS_OWN = /^GIM_TEST_/;

/**
 * Variables that Kubernetes and Docker links set in every container beside a
 * service named `gim` or `gim-…`.
 */
const SERVICE_LINK =
  /_SERVICE_(?:HOST|PORT(?:_[A-Z0-9_]+)?)$|_PORT_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?$/;
const LINK_VALUE = /^(?:tcp|udp|sctp):\/\//;

/** The variable of each option, by each of its names. */
const BY_NAME: ReadonlyMap<string, string> = new Map(
  OPTION_KEYS.map((key) => OPTIONS[key]).flatMap((option) =>
    namesOf(option).map((name) => [name, environmentName(option)])
  ),
);
const KNOWN: ReadonlySet<string> = new Set([...BY_NAME.values(), ...OTHERS]);

/**
 * Refuses a variable that has our prefix and is not ours: a misspelled one
 * would silently leave the service with an unintended default.
 *
 * @throws {UsageError} for the first one, with the nearest name
 */
export function checkVariables(variables: Variables): void {
  for (const [name, value] of Object.entries(variables)) {
    if (!name.startsWith(PREFIX) || KNOWN.has(name)) continue;
    if (!TESTS_OWN.test(name) && !isServiceLink(name, value)) refuse(name);
  }
}

/** The commit that a build names; a text of another form is ignored. */
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
