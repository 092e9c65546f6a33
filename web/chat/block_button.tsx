import { useEffect, useState } from "preact/hooks";
import { refusalOf } from "./refusal.ts";
import type { ChatSession } from "./session.ts";

/** Keeps a person's private messages away, or takes them again. */
export function BlockButton({ id, session: { client } }: {
  /** The person's id. */
  readonly id: string;
  readonly session: ChatSession;
}): preact.JSX.Element {
  const [isBlocked, setBlocked] = useState(false);
  const [problem, setProblem] = useState("");
  useEffect(() => {
    let isOver = false;
    const look = async () => {
      for await (const { items } of client.blockPages({ count: 100 })) {
        if (isOver) return;
        if (items.some((each) => each.id === id)) return setBlocked(true);
      }
    };
    look().catch(() => {});
    return () => void (isOver = true);
  }, [id, client]);
  async function change(): Promise<void> {
    const about = { user_id: id };
    try {
      await (isBlocked ? client.unblock(about) : client.block(about));
      setBlocked(!isBlocked);
      setProblem("");
    } catch (error) {
      setProblem(refusalOf(error));
    }
  }
  return (
    <>
      {problem !== "" && <p class="problem" role="alert">{problem}</p>}
      <button type="button" class="plain" onClick={change}>
        {isBlocked ? "Unblock" : "Block"}
      </button>
    </>
  );
}
