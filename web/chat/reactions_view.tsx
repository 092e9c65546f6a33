import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Message } from "../../src/client/mod.ts";
import type { MessageLog } from "../../src/client/store/mod.ts";
import { OneField } from "./one_field.tsx";
import { refusalOf } from "./refusal.ts";
import type { ChatSession } from "./session.ts";

/** What is offered; every other one can be typed. */
const COMMON = ["👍", "❤️", "😂", "🎉", "😮", "😢"];

/** The most people who are named at a reaction. */
const MAX_NAMES = 20;

type Reaction = NonNullable<Message["reactions"]>[number];

interface ReactionProps {
  readonly message: Message;
  readonly log: MessageLog;
}

/** How people have reacted to a message; a click does the same, or takes it back. */
export function ReactionChips({ message, log, session }: ReactionProps & {
  readonly session: ChatSession;
}): preact.JSX.Element | null {
  const [problem, setProblem] = useState("");
  const { id, reactions = [] } = message;
  if (reactions.length === 0) return null;
  async function toggle({ reaction, mine = false }: Reaction): Promise<void> {
    try {
      await log.react(id, reaction, !mine);
      setProblem("");
    } catch (error) {
      setProblem(refusalOf(error));
    }
  }
  return (
    <div class="reactions">
      {reactions.map((each) => (
        <Chip
          key={each.reaction}
          reaction={each}
          message={message}
          session={session}
          onToggle={() => toggle(each)}
        />
      ))}
      {problem !== "" && <p class="problem" role="alert">{problem}</p>}
    </div>
  );
}

/** A reaction and how many have it; who they are is asked for at a closer look. */
function Chip({ reaction: { reaction, count, mine }, ...props }: {
  readonly reaction: Reaction;
  readonly message: Message;
  readonly session: ChatSession;
  readonly onToggle: () => void;
}): preact.JSX.Element {
  const { message: { session_id, id: message_id }, session, onToggle } = props;
  const [names, setNames] = useState<string>();
  const learn = () =>
    session.client.reactions(
      { session_id, message_id, reaction, count: MAX_NAMES },
    ).then(({ items, next_cursor }) => {
      const others = next_cursor === undefined ? [] : ["…"];
      setNames([...items.map(({ name }) => name), ...others].join(", "));
    }, () => setNames(undefined));
  useEffect(() => {
    if (names !== undefined) void learn();
  }, [count, mine]);
  return (
    <button
      type="button"
      class="chip"
      title={names}
      aria-pressed={mine ?? false}
      onMouseEnter={learn}
      onFocus={learn}
      onClick={onToggle}
    >
      <bdi>{reaction}</bdi> {count}
    </button>
  );
}

/** Some reactions to choose from, and a field for any other. */
export function ReactionChoice({ message, log, onEnd }: ReactionProps & {
  readonly onEnd: () => void;
}): preact.JSX.Element {
  const [problem, setProblem] = useState("");
  const frame = useRef<HTMLDivElement>(null);
  // Before another event: whoever types at once must not lose the field again.
  useLayoutEffect(() => {
    frame.current?.querySelector("button")?.focus();
    // It may open below the end of what is seen.
    frame.current?.scrollIntoView({ block: "nearest" });
  }, []);
  async function react(reaction: string): Promise<void> {
    await log.react(message.id, reaction, true);
    onEnd();
  }
  return (
    <div
      ref={frame}
      class="reaction-choice"
      role="group"
      aria-label="Reactions"
      onKeyDown={({ key }) => key === "Escape" && onEnd()}
    >
      {COMMON.map((each) => (
        <button
          key={each}
          type="button"
          class="plain"
          onClick={() =>
            react(each).catch((error) => setProblem(refusalOf(error)))}
        >
          {each}
        </button>
      ))}
      <OneField label="Another reaction" action="Add" onSubmit={react} />
      {problem !== "" && <p class="problem" role="alert">{problem}</p>}
    </div>
  );
}
