import { useRef, useState } from "preact/hooks";
import type { Member } from "../../src/client/mod.ts";
import { type Duration, DurationChoice } from "./duration.tsx";
import { refusalOf } from "./refusal.ts";
import type { ChatSession } from "./session.ts";
import type { Standing } from "./use_standing.ts";

/** What one may do to a member whom one stands above. */
export function MemberActions({ room, member, standing, session }: {
  /** The chatroom's id. */
  readonly room: string;
  readonly member: Member;
  readonly standing: Standing;
  readonly session: ChatSession;
}): preact.JSX.Element {
  const [problem, setProblem] = useState("");
  const [duration, setDuration] = useState<Duration>({});
  const details = useRef<HTMLDetailsElement>(null);
  const { client } = session;
  const { id: user_id, name, muted = false, role } = member;
  const about = { id: room, user_id };

  function act(text: string, call: () => Promise<unknown>): preact.JSX.Element {
    const run = async () => {
      try {
        await call();
        setProblem("");
        details.current?.removeAttribute("open");
        details.current?.querySelector("summary")?.focus();
      } catch (error) {
        setProblem(refusalOf(error));
      }
    };
    return <button type="button" onClick={run}>{text}</button>;
  }

  return (
    <details ref={details} class="member-actions">
      <summary aria-label={`Actions for ${name}`}>⋯</summary>
      <DurationChoice onChoice={setDuration} />
      {muted
        ? act("Unmute", () => client.unmute(about))
        : act("Mute", () => client.mute({ ...about, ...duration }))}
      {act("Ban", () => client.ban({ ...about, ...duration }))}
      {act("Remove", () => client.remove({ id: room, user_ids: [user_id] }))}
      {standing.role === "creator" && (
        <>
          {role === "admin"
            ? act(
              "Make a member",
              () => client.setRole({ ...about, role: "member" }),
            )
            : act(
              "Make an admin",
              () => client.setRole({ ...about, role: "admin" }),
            )}
          {act(
            "Hand over",
            () => client.setRole({ ...about, role: "creator" }),
          )}
        </>
      )}
      {problem !== "" && <p class="problem" role="alert">{problem}</p>}
    </details>
  );
}
