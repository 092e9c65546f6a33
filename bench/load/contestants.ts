import { limitsLiftedIn } from "../../scripts/lifted_limits.ts";
import { SERVICE_FLAGS } from "../../scripts/service_flags.ts";
import { type FrameSizes, measureFrameSizes } from "./frame_sizes.ts";
import type { Driver } from "./person.ts";
import { type RunningServer, startServer } from "./processes.ts";
import type { StorageName } from "./storages.ts";

const RELAYS = {
  "ws": { path: "ws_relay.ts", driver: "wsRelay" },
  "socket.io": { path: "socket_io_relay.ts", driver: "socketIo" },
} as const;
const GIM = urlOf("../../main.ts");
/** What stands before the engine in the name of a floor. */
const FLOOR = "floor-";

/** A server that is measured, and how the load speaks with it. */
export interface Contestant {
  /** The column's or line's head. */
  readonly name: string;
  readonly driver: Driver;
  /** Is it this checkout's? An older one may not know all that is measured. */
  readonly isOwn?: boolean;
  readonly isGim: boolean;
  /** Where GIM stores messages; if not given, the scenario says. */
  readonly storage?: StorageName;
  /** `flags` and `permissions` are the scenario's for GIM. */
  start(
    flags: readonly string[],
    permissions?: readonly string[],
  ): Promise<RunningServer>;
}

/** A GIM to measure: its flags besides the scenario's, and its `main.ts`. */
export interface GimChoice {
  readonly name: string;
  readonly flags: readonly string[];
  readonly main?: string;
}

/** GIM as its users run it. */
export function gim({ name, flags, main = GIM }: GimChoice): Contestant {
  return {
    name,
    driver: "gim",
    isGim: true,
    isOwn: main === GIM,
    start: (more, permissions) =>
      startGim(main, [...more, ...flags], permissions),
  };
}

/** The names of the peers that there are. */
export const PEERS = [
  "bare",
  ...["deno", "node"].map(floorOf),
  ...Object.keys(RELAYS),
  ...Object.keys(RELAYS).map((name) => `${name}/node`),
];

/** A peer by its name. */
export async function peer(name: string): Promise<Contestant> {
  if (name === "bare") return bare();
  if (name.startsWith(FLOOR)) return floor(name);
  const [relay = "", runtime] = name.split("/");
  const { path, driver } = RELAYS[relay as keyof typeof RELAYS];
  const [command, args] = runtime === "node"
    ? ["node", [await bundled(path)]] as const
    : [Deno.execPath(), ["run", "--allow-all", urlOf(`../peers/${path}`)]];
  return {
    name,
    driver,
    isGim: false,
    start: () => startServer(command, args),
  };
}

/** The name of the floor that stands beside GIM with this engine. */
export function floorOf(engine: string): string {
  return FLOOR + engine;
}

function floor(name: string): Contestant {
  const engine = name.slice(FLOOR.length);
  const args = ["run", "--allow-all", urlOf("floor.ts"), engine];
  return {
    name,
    driver: "gim",
    isGim: false,
    start: () => startServer(Deno.execPath(), args),
  };
}

function bare(): Contestant {
  let sizes: Promise<FrameSizes> | undefined;
  return {
    name: "bare",
    driver: "gim",
    isGim: false,
    async start() {
      sizes ??= sizesOfGim();
      const { reply, push } = await sizes;
      const args = [String(reply), String(push)];
      return await startServer(Deno.execPath(), [
        ...["run", "--allow-net", urlOf("../bare_server.ts")],
        ...args,
      ]);
    },
  };
}

async function sizesOfGim(): Promise<FrameSizes> {
  const server = await startGim(GIM, []);
  const sizes = await measureFrameSizes(server.port);
  await server.stop();
  return sizes;
}

async function startGim(
  main: string,
  flags: readonly string[],
  permissions: readonly string[] = [],
): Promise<RunningServer> {
  const lifted = await limitsLiftedIn(main);
  const addresses = ["--ws=127.0.0.1:0", "--http=127.0.0.1:0"];
  return await startServer(Deno.execPath(), [
    "run",
    ...SERVICE_FLAGS,
    // A thread is started from the sources; the tasks allow this, too.
    "--allow-read",
    ...permissions,
    ...[main, ...addresses, "--log-format=json", ...lifted, ...flags],
  ]);
}

/**
 * Node cannot load our TypeScript, so a peer is bundled into one file in a
 * folder of its own.
 */
async function bundled(path: string): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["bundle", "--quiet", "--platform=deno", urlOf(`../peers/${path}`)],
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  const file = await Deno.makeTempFile({ suffix: ".mjs" });
  await Deno.writeFile(file, stdout);
  return file;
}

function urlOf(path: string): string {
  return new URL(path, import.meta.url).href;
}
