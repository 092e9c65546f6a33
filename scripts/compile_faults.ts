/** What `deno compile` says when it cannot get, or read, the base runtime. */
const NO_BASE_RUNTIME: readonly RegExp[] = [
  /Could not find denort at /,
  /Setting up base binary\./,
  /error sending request for url \(\S+\/denort-\S+\.zip\)/,
];

const VERSION = `the base runtime (denort) of Deno ${Deno.version.deno}`;

/** What to tell of a `deno compile` that failed and said this. */
export function compileFault(said: string): string {
  if (NO_BASE_RUNTIME.some((pattern) => pattern.test(said))) {
    return `cannot get ${VERSION}: let DENORT_BIN name a local copy of it, ` +
      `or build with \`deno task bundle\`: ${causeOf(said)}`;
  }
  if (/Invalid object: /.test(said)) {
    return `cannot use what DENORT_BIN names: it is not ${VERSION}`;
  }
  return `deno compile failed: ${said.trimEnd()}`;
}

/** What to tell of a binary that does not say its version but this. */
export function startFault(said: string): string {
  // `deno compile` takes any program for a base runtime, the deno binary too.
  return /^deno \d/.test(said)
    ? `cannot use what DENORT_BIN names: it is not ${VERSION}, but Deno itself`
    : `the binary does not start: ${said.trimEnd()}`;
}

/** The gravest line, without the trace behind it. */
function causeOf(said: string): string {
  const [, cause] =
    /Could not find denort at [^\n]*\n +1: ([^\n]+)/.exec(said) ??
      /^ +\d: (error sending request [^\n]+)/m.exec(said) ??
      /^ +\d: (?!Setting up)([^\n]+)/m.exec(said) ?? [];
  return cause ?? said.trimEnd();
}
