/** A command of Redis, as another program may give it. */
export type Command = (...args: string[]) => Promise<unknown>;

/** What is written in place of values. */
const VALUES = ["", "garbage", "nan", "-1", "1e400", "{}", `"`, "é\n"];

/** What {@linkcode withGarbage} may be told. */
export interface GarbageOptions {
  /** The fields of a hash that are written over; not given: all. */
  readonly fields?: readonly string[];
  /** What is written there; not given: all sorts. */
  readonly values?: readonly string[];
  /** Keys of another kind, too? */
  readonly otherKinds?: boolean;
}

/**
 * Runs it for each sort of garbage in a key of Redis, which is as it was in
 * between.
 */
export async function withGarbage(
  command: Command,
  [key, options = {}]: readonly [key: string, options?: GarbageOptions],
  run: (why: string) => Promise<void>,
): Promise<void> {
  const kinds = options.otherKinds ?? true
    ? [["set", key, "garbage"], ["lpush", key, "x"]]
    : [];
  for (const each of [...kinds, ...await inside(command, key, options)]) {
    await command("copy", key, "gim:copy", "replace");
    if (kinds.includes(each)) await command("del", key);
    await command(...each);
    await run(each.join(" "));
    await command("copy", "gim:copy", key, "replace");
  }
}

/** Garbage in what a key has. */
async function inside(
  command: Command,
  key: string,
  { fields, values = VALUES }: GarbageOptions,
): Promise<string[][]> {
  const kind = await command("type", key);
  if (kind === "zset") {
    return [["zadd", key, "1e300", "garbage"], ["zadd", key, "inf", "2:ann"]];
  }
  if (kind !== "hash") return [];
  const some = fields ?? await command("hkeys", key) as string[];
  return some.flatMap((field) => [
    ...values.map((value) => ["hset", key, field, value]),
    ["hdel", key, field],
  ]);
}
