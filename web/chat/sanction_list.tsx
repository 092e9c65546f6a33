import { useState } from "preact/hooks";
import type { ResponseOf } from "../../src/client/mod.ts";
import { type Duration, DurationChoice } from "./duration.tsx";
import { momentOf } from "./format.ts";
import { OneField } from "./one_field.tsx";
import { refusalOf } from "./refusal.ts";
import type { ChatSession } from "./session.ts";
import { PAGE, usePages } from "./use_pages.ts";

/** The most that is shown. */
const MAX_SHOWN = 200;
/** After these the list is another one. */
const CHANGES = new Set(["removed", "muted"]);

type Sanction = ResponseOf<"sanctions">["items"][number];

/** Who is banned or muted, and the way back for them. */
export function SanctionList({ room, session }: {
  /** The chatroom's id. */
  readonly room: string;
  readonly session: ChatSession;
}): preact.JSX.Element {
  const [duration, setDuration] = useState<Duration>({});
  const [problem, setProblem] = useState("");
  const { client } = session;
  const { items: sanctions, again: read } = usePages<
    Sanction,
    ResponseOf<"sanctions">
  >(session, {
    id: `1:${room}`,
    pages: () => client.sanctionPages({ id: room, count: PAGE }),
    most: MAX_SHOWN,
    changes: CHANGES,
  });
  async function ban(user_id: string): Promise<void> {
    await client.ban({ id: room, user_id, ...duration });
    read();
  }
  async function lift({ kind, user_id }: Sanction): Promise<void> {
    const about = { id: room, user_id };
    try {
      await (kind === "ban" ? client.unban(about) : client.unmute(about));
      setProblem("");
    } catch (error) {
      setProblem(refusalOf(error));
    }
    read();
  }
  return (
    <section class="sanctions" aria-label="Banned and muted">
      <h3>Banned and muted</h3>
      <OneField label="Ban somebody" action="Ban" onSubmit={ban} />
      <DurationChoice onChoice={setDuration} />
      {problem !== "" && <p class="problem" role="alert">{problem}</p>}
      <ul>
        {sanctions.map((each) => (
          <Row
            key={`${each.kind} ${each.user_id}`}
            sanction={each}
            onLift={() => lift(each)}
          />
        ))}
      </ul>
      {sanctions.length === 0 && <p class="muted">Nobody.</p>}
    </section>
  );
}

function Row({ sanction: { kind, user_id, until, reason, by }, onLift }: {
  readonly sanction: Sanction;
  readonly onLift: () => void;
}): preact.JSX.Element {
  const end = until === undefined ? "for good" : `until ${momentOf(until)}`;
  return (
    <li>
      <strong>{user_id}</strong>{" "}
      <span class="muted">
        {kind === "ban" ? "banned" : "muted"} {end} by {by}
        {reason && <bdi>{`: ${reason}`}</bdi>}
      </span>{" "}
      <button
        type="button"
        aria-label={`Lift the ${kind} of ${user_id}`}
        onClick={onLift}
      >
        Lift
      </button>
    </li>
  );
}
