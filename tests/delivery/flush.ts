/** More promises than any request of the service awaits one after another. */
const DEPTH = 40;

/** Runs everything that waits only for promises. */
export async function flush(): Promise<void> {
  for (let depth = 0; depth < DEPTH; depth++) await undefined;
}
