import { useState } from "preact/hooks";
import { Refused } from "./admin_api.ts";
import { Choice } from "./choice.tsx";
import type { TabProps } from "./console_view.tsx";
import { FlameGraph } from "./flame_graph.tsx";
import { Problem } from "./problem.tsx";
import { type Frame, readProfile, threadsOf } from "./profile.ts";
import { textOf } from "./texts.ts";
import type { Profile } from "pprof-format";

/** The kinds of profiles, and what their widths mean. */
const KINDS = { CPU: "profile", Heap: "heap" } as const;

/** Takes a profile of the running service, and shows it as a flame graph. */
export function ProfilesTab({ api }: TabProps): preact.JSX.Element {
  const [profile, setProfile] = useState<Profile>();
  const [thread, setThread] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);

  async function take(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const given = new FormData(event.currentTarget as HTMLFormElement);
    const kind = KINDS[given.get("kind") as keyof typeof KINDS];
    setBusy(true);
    setProblem(undefined);
    try {
      const seconds = String(given.get("seconds"));
      const path = `/debug/pprof/${kind}?seconds=${seconds}`;
      const taken = await readProfile(await api.bytes(path));
      setProfile(taken);
      setThread(undefined);
    } catch (error) {
      setProblem(problemOf(error));
    }
    setBusy(false);
  }

  const threads = profile === undefined ? [] : threadsOf(profile);
  const shown: Frame | undefined =
    (threads.find(({ name }) => name === thread) ?? threads[0])?.root;
  return (
    <section aria-label="Profiles">
      <form class="line" onSubmit={take}>
        <label>
          Of
          <select name="kind">
            {Object.keys(KINDS).map((kind) => <option key={kind}>{kind}
            </option>)}
          </select>
        </label>
        <label>
          Seconds
          <input
            type="number"
            name="seconds"
            min={1}
            max={300}
            defaultValue="10"
          />
        </label>
        <button type="submit" disabled={isBusy}>
          {isBusy ? "Taking it…" : "Take a profile"}
        </button>
      </form>
      {problem !== undefined && <Problem text={problem} />}
      {threads.length > 1 && (
        <label>
          Thread
          <Choice
            value={shown?.name ?? ""}
            values={threads.map(({ name }) => name)}
            onChoose={setThread}
          />
        </label>
      )}
      {shown !== undefined && <FlameGraph root={shown} />}
    </section>
  );
}

function problemOf(error: unknown): string {
  const isOff = error instanceof Refused && error.code === 404;
  return isOff ? "Profiles need --profiling-enabled." : textOf(error);
}
