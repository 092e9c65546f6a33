import { freePort } from "./free_port.ts";

const ROOT = new URL("../../", import.meta.url);

/** Whether there is an nginx; without one the tests of the balancer skip. */
export const HAS_NGINX = await hasNginx();

async function hasNginx(): Promise<boolean> {
  try {
    const { success } = await new Deno.Command("nginx", { args: ["-v"] })
      .output();
    return success;
  } catch {
    return false;
  }
}

/** A node's two addresses, `host:port`. */
export interface NodeAddresses {
  readonly gateway: string;
  readonly api: string;
}

/**
 * The shipped configuration in front of nodes with known addresses, for an
 * nginx of any version: without names, nothing has to be resolved.
 */
export async function shippedConfig(
  nodes: readonly NodeAddresses[],
  listen: string,
): Promise<string> {
  const path = new URL("deploy/nginx.conf", ROOT);
  let text = (await Deno.readTextFile(path))
    .replace("listen 8080;", `listen ${listen};`)
    .replace(/^ *resolver .*;$/m, "")
    .replace(/^worker_rlimit_nofile .*;$/m, "")
    .replace("worker_connections 50000;", "worker_connections 200;")
    .replaceAll(" resolve ", " ");
  for (const [index, { gateway, api }] of nodes.entries()) {
    text = text.replaceAll(`gim-${index + 1}:8080`, gateway)
      .replaceAll(`gim-${index + 1}:8081`, api);
  }
  return text;
}

/** A running nginx with the shipped configuration. */
export class Nginx implements AsyncDisposable {
  #child: Deno.ChildProcess;
  #folder: string;
  /** Where clients connect, `host:port`. */
  readonly address: string;

  private constructor(
    child: Deno.ChildProcess,
    folder: string,
    address: string,
  ) {
    this.#child = child;
    this.#folder = folder;
    this.address = address;
  }

  static async start(nodes: readonly NodeAddresses[]): Promise<Nginx> {
    const folder = await Deno.makeTempDir({ prefix: "gim-nginx-" });
    const address = `127.0.0.1:${freePort()}`;
    const temp = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
      .map((each) => `${each}_temp_path ${folder};`).join("\n");
    const config = (await shippedConfig(nodes, address))
      .replace("http {", `http {\naccess_log off;\n${temp}`);
    await Deno.writeTextFile(`${folder}/nginx.conf`, config);
    const own = `daemon off; pid ${folder}/pid; error_log ${folder}/log;`;
    const child = new Deno.Command("nginx", {
      args: ["-p", folder, "-c", `${folder}/nginx.conf`, "-g", own],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    const nginx = new Nginx(child, folder, address);
    await nginx.#listens();
    return nginx;
  }

  /** Its log, errors above all. */
  log(): Promise<string> {
    return Deno.readTextFile(`${this.#folder}/log`);
  }

  async #listens(): Promise<void> {
    for (let tries = 0; tries < 100; tries++) {
      try {
        const [hostname = "", port] = this.address.split(":");
        (await Deno.connect({ hostname, port: Number(port) })).close();
        return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
    throw new Error(`nginx does not listen: ${await this.log()}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGTERM");
    await this.#child.status;
    await Deno.remove(this.#folder, { recursive: true });
  }
}
