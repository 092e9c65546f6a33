/**
 * Below the ports that the system hands out, so that nobody gets it between the
 * check and its use. The port 10,000 above, which a node of a Cluster also
 * uses, is below them, too.
 */
const [LOWEST, HIGHEST] = [10_000, 20_000];

/** A free port, for what cannot choose one itself, or leaves it and comes back. */
export function freePort(): number {
  for (;;) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
    if (isFree(port)) return port;
  }
}

function isFree(port: number): boolean {
  try {
    Deno.listen({ hostname: "127.0.0.1", port }).close();
    return true;
  } catch (fault) {
    if (fault instanceof Deno.errors.AddrInUse) return false;
    throw fault;
  }
}
