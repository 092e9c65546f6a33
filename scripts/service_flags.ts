/**
 * What the service may do, and nothing else: listen and connect, and read its
 * own variables. Both ways of building `./gim` write these flags into it.
 */
export const SERVICE_FLAGS: readonly string[] = [
  "--no-prompt",
  "--allow-net",
  "--allow-env=GIM_*",
];
