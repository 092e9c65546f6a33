import type { KeyServer, RedisConnection } from "./connection.ts";

/** Keys that one step looks at, which takes less than a millisecond. */
const AT_ONCE = 1000;

/**
 * All keys that a pattern fits, some at a time; one may come twice. It goes
 * through everything that there is, in steps between which others are served.
 *
 * @throws {ReplyError} 503
 */
export async function* scanKeys(
  connection: RedisConnection,
  pattern: string,
): AsyncGenerator<string[]> {
  for (const server of await connection.servers()) {
    let cursor = "0";
    do {
      const found = await connection.run(() => step(server, cursor, pattern));
      yield found.keys;
      cursor = found.cursor;
    } while (cursor !== "0");
  }
}

function step(server: KeyServer, cursor: string, pattern: string) {
  return server.scan(cursor, { MATCH: pattern, COUNT: AT_ONCE });
}
