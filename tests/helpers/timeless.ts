import { LIFTED_LIMITS } from "../../scripts/lifted_limits.ts";
import { type Server, startServer } from "../../src/app/server.ts";
import { createLog } from "../../src/observe/log.ts";
import { formatAddress } from "../../src/options/address.ts";
import { optionsOf } from "../options/parse.ts";
import { ENGINE } from "./gim.ts";
import { HeldClock } from "./held_clock.ts";

/** A service in this process, for which time passes only as a test lets it. */
export class Timeless implements AsyncDisposable {
  readonly clock = new HeldClock();
  #server!: Server;

  static async start(...flags: readonly string[]): Promise<Timeless> {
    const service = new Timeless();
    const log = createLog({
      level: "error",
      format: "json",
      now: Date.now,
      write: () => {},
    });
    const options = optionsOf([
      ...["--ws=127.0.0.1:0", "--http=localhost:0"],
      ...["--gateway-engine", ENGINE, ...LIFTED_LIMITS, ...flags],
    ]);
    const { clock } = service;
    service.#server = await startServer(options, { entry: "", log, clock });
    return service;
  }

  get ws(): string {
    return `ws://${formatAddress(this.#server.gateway)}`;
  }

  get http(): string {
    return `http://${formatAddress(this.#server.api)}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.clock.letGo();
    await this.#server.stop();
  }
}
