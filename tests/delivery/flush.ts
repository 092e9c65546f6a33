/** More promises than any request of the service awaits one after another. */
const DEPTH = 40;

/** Lets everything run that waits for nothing but promises. */
export async function flush(): Promise<void> {
  for (let depth = 0; depth < DEPTH; depth++) await undefined;
}
