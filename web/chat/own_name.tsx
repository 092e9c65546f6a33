import { useState } from "preact/hooks";
import { Avatar } from "./avatar.tsx";
import { OneField } from "./one_field.tsx";
import type { ChatSession } from "./session.ts";

/** Who one is, a way to be called otherwise, and the way out. */
export function OwnName({ session, onLogout }: {
  readonly session: ChatSession;
  readonly onLogout: () => void;
}): preact.JSX.Element {
  const id = session.userId;
  const [name, setName] = useState(session.name);
  const [isChanging, setChanging] = useState(false);
  async function rename(wanted: string): Promise<void> {
    setName(await session.rename(wanted));
    setChanging(false);
  }
  return (
    <>
      <header class="me">
        <Avatar id={id} name={name} />
        <div>
          <strong dir="auto">{name}</strong>
          {name !== id && <span class="muted">{id}</span>}
        </div>
        <button
          type="button"
          class="plain"
          aria-label="Change name"
          aria-expanded={isChanging}
          onClick={() => setChanging(!isChanging)}
        >
          ✎
        </button>
        <button type="button" class="plain" onClick={onLogout}>Log out</button>
      </header>
      {isChanging && (
        <OneField label="Your name" action="Save" onSubmit={rename} />
      )}
    </>
  );
}
