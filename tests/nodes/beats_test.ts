import { assert, assertEquals, assertRejects } from "@std/assert";
import { createLog } from "../../src/observe/log.ts";
import { BEAT, Beats } from "../../src/nodes/beats.ts";
import {
  keyPrint,
  type NodeSettings,
  SettingsDiffer,
} from "../../src/nodes/node_settings.ts";
import { ReplyError } from "../../src/base/errors.ts";
import { RedisConnection } from "../../src/storage/redis/connection.ts";
import { type Clock, systemClock } from "../../src/base/clock.ts";
import { SharedTime } from "../../src/nodes/shared_time.ts";
import { until } from "../helpers/promises.ts";
import { RedisServer, testWithRedis } from "../helpers/redis_server.ts";

const KEY = "gim:{gim:nodes}:settings";
/** Milliseconds for Redis to answer; nothing here waits for it to be over. */
const PATIENCE = 10_000;
const OLD = keyPrint(["the old secret"]);
const NEW = keyPrint(["the new secret"]);

/** Without the beats that could come between two steps of a test. */
const NOT_PERIODIC: Clock = {
  ...systemClock,
  after: (delay, run) =>
    delay < BEAT ? systemClock.after(delay, run) : undefined,
};

/** As that, and a beat that is due again waits as long as the test wants. */
class HeldRetries implements Clock {
  readonly now = systemClock.now;
  readonly elapsed = systemClock.elapsed;
  readonly coarse = systemClock.coarse;
  readonly cancel = systemClock.cancel;
  readonly nextTurn = systemClock.nextTurn;
  #held: (() => void)[] | undefined;

  after(delay: number, run: () => void) {
    return NOT_PERIODIC.after(delay, () => {
      if (this.#held === undefined) run();
      else this.#held.push(run);
    });
  }

  hold(): void {
    this.#held = [];
  }

  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const run of held) run();
  }
}

interface Line {
  readonly level: string;
  readonly event: string;
  readonly change?: string;
  readonly difference?: string;
}

function settings(changes: {
  layout?: number;
  limit?: number;
  secret?: NodeSettings["keys"][string];
}): NodeSettings {
  const { layout = 1, limit = 1000, secret = OLD } = changes;
  return {
    layout,
    settings: { "--history-limit": String(limit) },
    keys: { "--auth-secret": secret },
  };
}

/** A node's beats over a connection of its own. */
class Node implements AsyncDisposable {
  readonly lines: Line[] = [];
  readonly silences: number[] = [];
  readonly connection: RedisConnection;
  readonly beats: Beats;

  constructor(
    server: RedisServer,
    mine: NodeSettings,
    clock: Clock = systemClock,
  ) {
    const log = createLog({
      level: "info",
      format: "json",
      write: (line) => this.lines.push(JSON.parse(line)),
      now: Date.now,
    });
    const urls = [server.url];
    this.connection = new RedisConnection({
      urls,
      log,
      timeout: PATIENCE,
      clock: systemClock,
    });
    this.beats = new Beats({
      connection: this.connection,
      log,
      settings: mine,
      node: crypto.randomUUID(),
      clock,
      time: new SharedTime(systemClock),
      onTick: () => {},
      onSilence: (lostFor) => this.silences.push(lostFor),
    });
    this.beats.start();
  }

  enter(): Promise<void> {
    return this.beats.enter(PATIENCE);
  }

  /** What is told beside that Redis was reached. */
  get told(): Line[] {
    return this.lines.filter(({ event }) => !event.startsWith("redis "));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.beats.stop();
    await this.connection.close();
  }
}

function assertDiffers(node: Node, ...texts: string[]): Promise<void> {
  return assertRejects(() => node.enter(), SettingsDiffer).then(
    ({ message }) => {
      for (const text of texts) assert(message.includes(text), message);
    },
  );
}

testWithRedis(
  "a node that is set as those that are alive enters",
  async (server) => {
    await using one = new Node(server, settings({}));
    await using two = new Node(server, settings({}));
    await Promise.all([one.enter(), two.enter()]);
    assertEquals([one.told, two.told], [[], []]);
    assertEquals(one.connection.barred, undefined);
  },
);

testWithRedis(
  "a node that is set otherwise than one that is alive does not enter, and asks nothing of Redis",
  async (server) => {
    await using one = new Node(server, settings({}));
    await one.enter();
    await using two = new Node(server, settings({ limit: 5 }));
    await assertDiffers(two, "--history-limit: got 5: expected 1000");
    await assertRejects(
      () => two.connection.run((redis) => redis.zRange("gim:nodes", 0, -1)),
      ReplyError,
    );
    const alive = await server.cli("zcard", "gim:nodes");
    assertEquals(alive, "1", "it does not count");
  },
);

testWithRedis(
  "of two nodes that are set otherwise and start at once one enters",
  async (server) => {
    for (let round = 0; round < 5; round++) {
      await using one = new Node(server, settings({ limit: 1000 + round }));
      await using two = new Node(server, settings({ limit: 5 }));
      const settled = await Promise.allSettled([one.enter(), two.enter()]);
      assertEquals(
        settled.map(({ status }) => status).toSorted(),
        ["fulfilled", "rejected"],
      );
    }
  },
);

testWithRedis(
  "a node that is alone takes over, and says what has changed",
  async (server) => {
    {
      await using one = new Node(server, settings({}));
      await one.enter();
    }
    await using two = new Node(server, settings({ limit: 5, secret: NEW }));
    await two.enter();
    assertEquals(two.told.map(({ level, change }) => [level, change]), [
      ["warn", "--history-limit: got 1000: expected 5"],
      [
        "warn",
        `--auth-secret: got fingerprint ${OLD.signs}: expected fingerprint ${NEW.signs}`,
      ],
    ]);
    await using three = new Node(server, settings({ limit: 5, secret: NEW }));
    await three.enter();
    assertEquals(three.told, []);
  },
);

testWithRedis(
  "secrets are rotated node by node, as long as each verifies what the others sign",
  async (server) => {
    const both = keyPrint(["the old secret", "the new secret"]);
    const turned = keyPrint(["the new secret", "the old secret"]);
    await using old = new Node(server, settings({}));
    await old.enter();
    await assertDiffersWith(server, NEW, [OLD.signs, NEW.signs]);
    await using first = new Node(server, settings({ secret: both }));
    await first.enter();
    // The old node does not know yet what this one would sign.
    await assertDiffersWith(server, turned, [OLD.signs]);
    await old.beats.stop();
    await using second = new Node(server, settings({ secret: turned }));
    await second.enter();
    await first.beats.stop();
    await using third = new Node(server, settings({ secret: NEW }));
    await assertDiffersWith(server, OLD, [NEW.signs]);
    await third.enter();
  },
);

async function assertDiffersWith(
  server: RedisServer,
  secret: NodeSettings["keys"][string],
  texts: string[],
): Promise<void> {
  await using node = new Node(server, settings({ secret }));
  await assertDiffers(node, "--auth-secret: got fingerprint", ...texts);
}

testWithRedis(
  "a layout of a newer version is refused, also where nobody is alive; an older one is taken over",
  async (server) => {
    {
      await using newer = new Node(server, settings({ layout: 2 }));
      await newer.enter();
      await using beside = new Node(server, settings({}));
      await assertDiffers(
        beside,
        "layout of the keys: got 2: expected at most 1",
      );
    }
    await using older = new Node(server, settings({}));
    await assertDiffers(older, "layout of the keys: got 2: expected at most 1");
    await using newest = new Node(server, settings({ layout: 3 }));
    await newest.enter();
    assertEquals(newest.told.map(({ change }) => change), [
      "layout of the keys: got 2: expected 3",
    ]);
  },
);

testWithRedis(
  "a node that finds others set otherwise when it reaches Redis again says so, and goes on when they are gone",
  async (server) => {
    const clock = new HeldRetries();
    await using one = new Node(server, settings({}), clock);
    await one.enter();
    const clients = await server.cli("client", "list");
    clock.hold();
    await one.beats.beat();
    // As if it had been cut off for so long that it counts as dead.
    await server.cli("flushall");
    await using two = new Node(server, settings({ limit: 5 }));
    await two.enter();
    clock.release();
    // Not those of the other, which has to be able to say that it goes.
    for (const [, id = ""] of clients.matchAll(/^id=(\d+)/gm)) {
      await server.cli("client", "kill", "id", id);
    }
    await until(() =>
      one.lines.some(({ event }) => event === "redis lost") &&
      one.connection.barred?.includes("--history-limit") === true
    );
    assertEquals(one.told, [{
      ...one.told[0]!,
      level: "error",
      event: "settings differ",
      difference:
        "--history-limit: got 1000: expected 5, as another node on this Redis has it",
    }]);
    await two.beats.stop();
    await one.beats.beat();
    assertEquals(one.connection.barred, undefined);
    assertEquals(one.told.slice(1).map(({ event }) => event), [
      "settings taken over: no other node is alive",
      "settings agree",
    ]);
  },
);

testWithRedis(
  "what others put into the record of settings keeps nobody from entering",
  async (server) => {
    await server.cli("hset", KEY, "last", "[1", "node x", "{}", "layout", "-");
    await server.cli("zadd", "gim:nodes", "9e15", "x");
    await using one = new Node(server, settings({}));
    await one.enter();
    await server.cli(
      "hset",
      KEY,
      "node x",
      `{"layout":1,"settings":{},"keys":{"--auth-secret":1}}`,
    );
    await server.cli("zadd", "gim:nodes", "9e15", "x");
    await using two = new Node(server, settings({}));
    await two.enter();
    const [, score] =
      (await server.cli("zrange", "gim:nodes", "0", "0", "withscores")).split(
        "\n",
      );
    assert(Number(score) < 9e12, "nobody is alive in the future");
  },
);

testWithRedis(
  "a node that counted as dead for a while is told so with its next beat, and no other",
  async (server) => {
    const clock = new HeldRetries();
    await using one = new Node(server, settings({}), clock);
    await one.enter();
    // No beat of its own is under way after this one.
    clock.hold();
    await one.beats.beat();
    assertEquals(one.silences, []);
    const node = await server.cli("zrange", "gim:nodes", "0", "0");
    await server.cli("zadd", "gim:nodes", `${Date.now() - 20_000}`, node);
    await one.beats.beat();
    assertEquals(one.silences.length, 1);
    await server.cli("del", "gim:nodes");
    await one.beats.beat();
    assertEquals(one.silences.length, 2, "forgotten altogether");
    await one.beats.beat();
    assertEquals(one.silences.length, 2);
  },
);
