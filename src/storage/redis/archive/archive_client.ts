import type { Log } from "../../../observe/log.ts";
import { ArchiveError } from "../../archive/records.ts";
import { LAYOUT, NODES_KEY, SETTINGS_KEY } from "../keys.ts";
import {
  type ClientOptions,
  type OpenClient,
  openClient,
  type RedisClient,
} from "../open_client.ts";
import { reasonOf } from "../redis_fault.ts";

/** The servers of a Cluster, each with some of the keys. */
interface Cluster {
  readonly masters: readonly object[];
  nodeClient(master: object): Promise<RedisClient> | RedisClient;
}

/** Keys that one step of a scan looks at. */
const SCAN_COUNT = 1000;
/** Milliseconds without a beat after which a node counts as dead. */
const ALIVE = 15_000;

/** What {@linkcode ArchiveClient.connect} needs. */
export interface ArchiveClientOptions extends ClientOptions {
  readonly log: Pick<Log, "error">;
}

/** Redis, or a Cluster, for an export or an import, without a service. */
export class ArchiveClient {
  readonly redis: RedisClient;
  #end: () => Promise<void>;
  #isCluster: boolean;

  private constructor({ client, end }: OpenClient, isCluster: boolean) {
    this.redis = client;
    this.#end = end;
    this.#isCluster = isCluster;
  }

  /**
   * Connects.
   *
   * @throws {ArchiveError} where Redis is out of reach, or what it holds is of a
   * newer version
   */
  static async connect(options: ArchiveClientOptions): Promise<ArchiveClient> {
    const opened = openClient(options);
    const { client: redis, end } = opened;
    const failed = Promise.withResolvers<never>();
    failed.promise.catch(() => {});
    // The client would try for ever.
    redis.on("error", (fault: unknown) => failed.reject(fault));
    try {
      await Promise.race([redis.connect(), failed.promise]);
      const layout = await redis.hGet(SETTINGS_KEY, "layout");
      if (Number(layout ?? 0) > LAYOUT) {
        throw new ArchiveError(
          `layout of the keys: got ${layout}: expected at most ${LAYOUT}`,
        );
      }
    } catch (fault) {
      await end();
      if (fault instanceof ArchiveError) throw fault;
      throw new ArchiveError(`Redis is out of reach: ${reasonOf(fault)}`);
    }
    return new ArchiveClient(opened, options.urls.length > 1);
  }

  /** The keys of a pattern, some at a time; one may come twice. */
  async *scan(pattern: string): AsyncGenerator<string[]> {
    for (const server of await this.#servers()) {
      const options = { MATCH: pattern, COUNT: SCAN_COUNT };
      for await (const keys of server.scanIterator(options)) yield keys;
    }
  }

  /** @throws {ArchiveError} while a service uses it */
  async requireNoNodes(): Promise<void> {
    const [seconds] = await this.#time();
    const since = seconds * 1000 - ALIVE;
    const alive = await this.redis.zCount(NODES_KEY, since, "+inf");
    if (alive === 0) return;
    throw new ArchiveError(
      `a service uses this Redis: stop all nodes, and wait 15 s after a kill`,
    );
  }

  /** To be called when everything it was asked is answered. */
  close(): Promise<void> {
    return this.#end();
  }

  async #time(): Promise<[seconds: number]> {
    const [server] = await this.#servers();
    const reply = await server!.sendCommand(["TIME"]) as unknown as string[];
    return [Number(reply[0])];
  }

  async #servers(): Promise<RedisClient[]> {
    if (!this.#isCluster) return [this.redis];
    const cluster = this.redis as unknown as Cluster;
    return await Promise.all(
      cluster.masters.map((master) => cluster.nodeClient(master)),
    );
  }
}
