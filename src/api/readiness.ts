/** One thing that has to be well before the service can take requests. */
export interface ReadinessCheck {
  /** What is looked at, in one word. */
  readonly name: string;
  /** What is wrong with it, worded for an operator; undefined for nothing. */
  readonly problem: () => Promise<string | undefined> | string | undefined;
}

/** What is wrong, as `name: problem`, in the order of the checks. */
export async function problemsOf(
  checks: readonly ReadinessCheck[],
): Promise<string[]> {
  const problems = await Promise.all(checks.map(({ problem }) => problem()));
  return checks.flatMap(({ name }, at) =>
    problems[at] === undefined ? [] : [`${name}: ${problems[at]}`]
  );
}
