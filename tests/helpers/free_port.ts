/**
 * Below those that the system hands out, so that nobody is given it between two
 * looks; so is one 10,000 higher, where a node of a Cluster listens as well.
 */
const [LOWEST, HIGHEST] = [10_000, 20_000];

/** A port that nobody listens at now, for what cannot be told to take any. */
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
