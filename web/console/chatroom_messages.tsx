import { useState } from "preact/hooks";
import { ActionForm } from "./action_form.tsx";
import { part } from "./admin_api.ts";
import type { ChatroomPart } from "./chatroom_view.tsx";
import { Problem } from "./problem.tsx";
import type { Message } from "./records.ts";
import { timeOf } from "./texts.ts";
import { useReading } from "./use_reading.ts";

/** Milliseconds until the newest messages are read again. */
const REFRESH = 2000;
/** Messages of a page. */
const COUNT = 50;
/** A chatroom's conversation. */
const CHATROOM = 1;
const RECALLED = 2;

/** The page of a conversation's messages. */
interface History {
  readonly items: readonly Message[];
  readonly has_more: boolean;
}

/** A chatroom's messages as they come, and the service's own word. */
export function ChatroomMessages(
  { api, path, id, act, round }: ChatroomPart,
): preact.JSX.Element {
  const [before, setBefore] = useState<string>();
  const { value, problem } = useReading(
    () =>
      api.get<History>(
        `/admin/sessions/${part(`${CHATROOM}:${id}`)}/messages`,
        {
          count: COUNT,
          message_id: before,
        },
      ),
    [api, id, before, round],
    before === undefined ? REFRESH : undefined,
  );
  const recall = (message: Message) =>
    act(
      "The message is recalled.",
      () => api.change("DELETE", `${path}/messages/${part(message.id)}`),
    );
  const oldest = value?.items[0]?.id;
  return (
    <section aria-label="Messages">
      <h3>Messages</h3>
      {problem !== undefined && <Problem text={problem} />}
      <ul class="log" role="log" aria-label="Messages" tabIndex={0}>
        {value?.items.map((message) => (
          <MessageRow key={message.id} message={message} onRecall={recall} />
        ))}
      </ul>
      <p class="pager">
        <button
          type="button"
          disabled={before === undefined}
          onClick={() => setBefore(undefined)}
        >
          Newest
        </button>
        <button
          type="button"
          disabled={!value?.has_more}
          onClick={() => setBefore(oldest)}
        >
          Older
        </button>
      </p>
      <ActionForm
        label="Announce"
        onSubmit={(typed) =>
          act("It is said.", () =>
            api.change("POST", "/admin/messages", {
              type: CHATROOM,
              target_id: id,
              content: typed("content"),
              priority: "high",
            }))}
      >
        <label>
          As the service
          <input name="content" required autocomplete="off" />
        </label>
      </ActionForm>
    </section>
  );
}

function MessageRow({ message, onRecall }: {
  readonly message: Message;
  readonly onRecall: (message: Message) => void;
}): preact.JSX.Element {
  const { sender, content, category, status, created_at } = message;
  const isRecalled = status === RECALLED;
  return (
    <li>
      <strong dir="auto">{sender.name}</strong>{" "}
      <span class="muted">{sender.id}, {timeOf(created_at)}</span>
      {category !== "text" && <span class="muted">, {category}</span>}
      <p dir="auto" class={isRecalled ? "muted" : "content"}>
        {isRecalled ? "recalled" : content}
      </p>
      {!isRecalled && (
        <button
          type="button"
          class="plain"
          onClick={() => onRecall(message)}
        >
          Recall
        </button>
      )}
    </li>
  );
}
