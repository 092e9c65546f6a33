import type { ChatSession } from "./session.ts";
import { useTyping } from "./use_typing.ts";

/** Who is writing at the moment. */
export function TypingLine({ id, session }: {
  readonly id: string;
  readonly session: ChatSession;
}): preact.JSX.Element {
  const names = useTyping(id, session);
  return (
    <p class="typing muted" role="status">
      <bdi>{sentenceOf(names)}</bdi>
    </p>
  );
}

function sentenceOf(names: readonly string[]): string {
  const [first, second] = names;
  if (first === undefined) return "";
  if (second === undefined) return `${first} is typing…`;
  if (names.length === 2) return `${first} and ${second} are typing…`;
  return `${names.length} people are typing…`;
}
