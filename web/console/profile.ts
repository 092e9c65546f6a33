import { Profile } from "pprof-format";

/** A node of a flame graph: a function, with all that it called. */
export interface Frame {
  readonly name: string;
  /** Of it and of what it called. */
  value: number;
  readonly children: Frame[];
}

/** The profile of one thread. */
export interface ThreadProfile {
  readonly name: string;
  readonly root: Frame;
}

/** The label of a sample that says whose it is. */
const THREAD = "thread";

/** Reads a profile of pprof's, with or without gzip. */
export async function readProfile(file: Blob): Promise<Profile> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
  if (!isPacked) return Profile.decode(bytes);
  const unpacked = new Blob([bytes]).stream()
    .pipeThrough(new DecompressionStream("gzip"));
  return Profile.decode(
    new Uint8Array(await new Response(unpacked).arrayBuffer()),
  );
}

/** The stacks of a profile as trees, one for each thread. */
export function threadsOf(profile: Profile): ThreadProfile[] {
  const text = (index: number | bigint) =>
    profile.stringTable.strings[Number(index)] ?? "";
  const names = namesOf(profile, text);
  const threads = new Map<string, Frame>();
  for (const { locationId, value, label } of profile.sample) {
    const found = label.find(({ key }) => text(key) === THREAD);
    const thread = found === undefined ? "main" : text(found.str);
    const root = threads.get(thread) ??
      { name: thread, value: 0, children: [] };
    threads.set(thread, root);
    // The last value is what the profile is about: time, or bytes.
    const amount = Number(value.at(-1) ?? 0);
    const stack = locationId.map((id) => names.get(Number(id)) ?? "?");
    addStack(root, stack.reverse(), amount);
  }
  return [...threads].map(([name, root]) => ({ name, root }));
}

function namesOf(
  { location, function: functions }: Profile,
  text: (index: number | bigint) => string,
): Map<number, string> {
  const byId = new Map(functions.map((each) => [Number(each.id), each]));
  return new Map(location.map(({ id, line: [line] }) => {
    const known = byId.get(Number(line?.functionId));
    const name = known === undefined ? "?" : text(known.name);
    return [Number(id), `${name}`];
  }));
}

/** Adds a stack, the outermost function first. */
function addStack(
  root: Frame,
  stack: readonly string[],
  amount: number,
): void {
  let frame = root;
  frame.value += amount;
  for (const name of stack) {
    let next = frame.children.find((each) => each.name === name);
    if (next === undefined) {
      next = { name, value: 0, children: [] };
      frame.children.push(next);
    }
    next.value += amount;
    frame = next;
  }
}
