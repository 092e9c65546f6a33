/** Milliseconds in one tick of the kernel's accounting. */
const TICK = 10;

/** Milliseconds of CPU that a process has had, all its threads together. */
export function cpuOf(pid: number): number {
  const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
  // The name before the last parenthesis may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * TICK;
}

/** What a server and its load generator have had so far, in milliseconds. */
export interface CpuTimes {
  readonly server: number;
  readonly generator: number;
}

/** Reads both. */
export function readCpu(serverPid: number): CpuTimes {
  return { server: cpuOf(serverPid), generator: cpuOf(Deno.pid) };
}
