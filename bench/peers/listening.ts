import type { Server } from "node:http";
import process from "node:process";

/**
 * Listens on a free port of this machine and prints it in one line, as GIM
 * does. It uses only what Deno and Node both have, as a relay runs on either.
 */
export function listen(server: Server): void {
  server.listen(0, "127.0.0.1", () => {
    const address = server.address();
    if (address === null || typeof address === "string") return;
    const gateway = `127.0.0.1:${address.port}`;
    process.stderr.write(
      JSON.stringify({ event: "listening", gateway }) + "\n",
    );
  });
}
