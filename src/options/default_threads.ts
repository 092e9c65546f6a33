/** How many threads hold sockets: one processor is left for the core. */
export function defaultThreads(): number {
  return Math.min(8, Math.max(1, navigator.hardwareConcurrency - 1));
}
