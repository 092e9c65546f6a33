import { useState } from "preact/hooks";
import { IdInput } from "./one_field.tsx";
import { refusalOf, wantsPassword } from "./refusal.ts";
import type { ChatSession } from "./session.ts";

/** The way into a chatroom; where there is a password it asks for that. */
export function JoinForm({ session, onJoined }: {
  readonly session: ChatSession;
  readonly onJoined: (sessionId: string) => void;
}): preact.JSX.Element {
  const [id, setId] = useState("");
  const [password, setPassword] = useState<string>();
  const [problem, setProblem] = useState("");
  async function join(event: Event): Promise<void> {
    event.preventDefault();
    const room = id.trim();
    const given = password ? { password } : {};
    try {
      await session.store.join({ id: room, ...given });
    } catch (error) {
      if (wantsPassword(error)) setPassword(password ?? "");
      return setProblem(refusalOf(error));
    }
    change("");
    onJoined(`1:${room}`);
  }
  /** Another chatroom has another password, or none. */
  function change(to: string): void {
    setId(to);
    setPassword(undefined);
    setProblem("");
  }
  return (
    <form class="one-field" onSubmit={join}>
      <IdInput label="Chatroom" value={id} onValue={change} />
      <button type="submit">Join</button>
      {problem !== "" && <p class="problem" role="alert">{problem}</p>}
      {password !== undefined && (
        <input
          type="password"
          class="wide"
          aria-label="Password"
          placeholder="Password"
          value={password}
          maxLength={128}
          autocomplete="off"
          autofocus
          onInput={({ currentTarget }) => setPassword(currentTarget.value)}
        />
      )}
    </form>
  );
}
