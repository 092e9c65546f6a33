/** Milliseconds in one tick of the kernel's accounting. */
const TICK = 10;

/** Milliseconds of CPU that a process has used, all its threads together. */
export function cpuOf(pid: number): number {
  return parseCpu(Deno.readTextFileSync(`/proc/${pid}/stat`));
}

/** The same, from the text of `/proc/<pid>/stat`. */
export function parseCpu(stat: string): number {
  // The name before the last parenthesis may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * TICK;
}

/** KiB of memory that a process uses now. */
export function memoryOf(pid: number): number {
  return parseMemory(Deno.readTextFileSync(`/proc/${pid}/status`));
}

/** The same, from the text of `/proc/<pid>/status`. */
export function parseMemory(status: string): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]);
}

/** How many descriptors a process has open now. */
export function descriptorsOf(pid: number): number {
  return [...Deno.readDirSync(`/proc/${pid}/fd`)].length;
}

/** How many descriptors this process, and those that it starts, may have. */
export function descriptorLimit(): number {
  const limits = Deno.readTextFileSync("/proc/self/limits");
  const limit = /^Max open files\s+(\d+)/m.exec(limits)?.[1];
  return limit === undefined ? Infinity : Number(limit);
}

/** The CPU of a server and its load generator so far, in milliseconds. */
export interface Usage {
  readonly server: number;
  readonly generator: number;
  /** Of the server's Redis; undefined if it has none. */
  readonly redis: number | undefined;
}

/** The processes that are measured besides the generator's own. */
export interface Watched {
  readonly pid: number;
  readonly redisPid?: number | undefined;
}

/** Reads them all. */
export function usageOf({ pid, redisPid }: Watched): Usage {
  return {
    server: cpuOf(pid),
    generator: cpuOf(Deno.pid),
    redis: redisPid === undefined ? undefined : cpuOf(redisPid),
  };
}
