/** A condition for taking requests. */
export interface ReadinessCheck {
  /** What is checked, in one word. */
  readonly name: string;
  /** What is wrong, for an operator; undefined if nothing is. */
  readonly problem: () => Promise<string | undefined> | string | undefined;
}

/** The problems, as `name: problem`, in the order of the checks. */
export async function problemsOf(
  checks: readonly ReadinessCheck[],
): Promise<string[]> {
  const problems = await Promise.all(checks.map(({ problem }) => problem()));
  return checks.flatMap(({ name }, at) =>
    problems[at] === undefined ? [] : [`${name}: ${problems[at]}`]
  );
}
