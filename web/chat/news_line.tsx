import { useEffect, useState } from "preact/hooks";
import type { EventPush } from "../../src/client/mod.ts";
import { momentOf } from "./format.ts";
import type { ChatSession } from "./session.ts";

/** Says what was decided about oneself in a chatroom. */
export function NewsLine({ id, session: { client, userId } }: {
  readonly id: string;
  readonly session: ChatSession;
}): preact.JSX.Element {
  const [text, setText] = useState("");
  useEffect(() =>
    client.on("event", (event) => {
      if (event.session_id !== id) return;
      const news = newsOf(event, userId);
      if (news !== undefined) setText(news);
    }), [id, client]);
  return (
    <p role="status" class="news" hidden={text === ""}>
      <bdi>{text}</bdi>
    </p>
  );
}

/** Undefined where it is about somebody else, or about nothing of this. */
function newsOf(event: EventPush, userId: string): string | undefined {
  if (event.event === "removed" && event.user_ids.includes(userId)) {
    const { by, reason } = event;
    const cause = reason ? `: ${reason}` : "";
    return `You were removed by ${by}${cause}.`;
  }
  if (event.event === "joined" && event.user.id === userId) return "";
  if (event.event === "muted" && event.user_id === userId) {
    const { until, by } = event;
    if (until === 0) return "You may write again.";
    const end = until === undefined ? "" : ` until ${momentOf(until)}`;
    return `You were muted${end} by ${by}.`;
  }
  if (event.event === "role" && event.user_id === userId) {
    return `You are ${event.role} now.`;
  }
  return undefined;
}
