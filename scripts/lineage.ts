/** npm names its process after what it runs: `npm exec deno@2.9.6`. */
const NPM = /^npm\b/;

/**
 * The processes between this one and npm, by their ids, npm's last; empty where
 * npm has not started this, or where the system does not tell (it is Linux's
 * `/proc` that does).
 *
 * npm starts a shell, which starts Deno: npm passes a signal on to the shell,
 * and the shell to nobody.
 */
export function lineageFromNpm(): readonly number[] {
  const pids: number[] = [];
  for (let pid = Deno.ppid; pid > 1;) {
    const process = look(pid);
    if (process === undefined) return [];
    pids.push(pid);
    if (NPM.test(process.name)) return pids;
    pid = process.parent;
  }
  return [];
}

/** Whether each of them is still there, and its child still the one it had. */
export function isUnbroken(lineage: readonly number[]): boolean {
  return lineage.every((pid, index) => {
    const parent = lineage[index + 1];
    return parent === undefined || look(pid)?.parent === parent;
  });
}

function look(pid: number): { name: string; parent: number } | undefined {
  try {
    const text = Deno.readTextFileSync(`/proc/${pid}/status`);
    const [, name = ""] = /^Name:\t(.*)$/m.exec(text) ?? [];
    const [, parent] = /^PPid:\t(\d+)$/m.exec(text) ?? [];
    return { name, parent: Number(parent) };
  } catch {
    return undefined;
  }
}
