import { useState } from "preact/hooks";
import type { Chatroom, RequestOf } from "../../src/client/mod.ts";
import { Panel } from "./panel.tsx";
import { refusalOf } from "./refusal.ts";
import { SanctionList } from "./sanction_list.tsx";
import type { ChatSession } from "./session.ts";

type Change = RequestOf<"configure">;

/** What admins decide about a chatroom. */
export function SettingsPanel({ chatroom, session, onClose }: {
  readonly chatroom: Chatroom;
  readonly session: ChatSession;
  readonly onClose: () => void;
}): preact.JSX.Element {
  return (
    <Panel name="Settings" onClose={onClose}>
      <SettingsForm
        // Somebody else's change has to show.
        key={chatroom.version}
        chatroom={chatroom}
        session={session}
      />
      <SanctionList room={chatroom.id} session={session} />
    </Panel>
  );
}

function SettingsForm({ chatroom, session }: {
  readonly chatroom: Chatroom;
  readonly session: ChatSession;
}): preact.JSX.Element {
  const [problem, setProblem] = useState("");
  const [join, setJoin] = useState<string>(chatroom.join);
  async function save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    try {
      await session.client.configure(changeOf(chatroom, form));
      setProblem("");
    } catch (error) {
      setProblem(refusalOf(error));
    }
  }
  return (
    <form class="settings" onSubmit={save}>
      <label>
        Name
        <input name="name" defaultValue={chatroom.name} required dir="auto" />
      </label>
      <Choice
        label="Who gets in"
        name="join"
        value={join}
        onChoice={setJoin}
        choices={[
          ["open", "everybody"],
          ["invite", "who is added"],
          ["password", "who knows the password"],
        ]}
      />
      {join === "password" && <PasswordField isKept={chatroom.join === join} />}
      <Choice
        label="Who writes"
        name="send"
        value={chatroom.send}
        choices={[["all", "everybody"], ["admins", "admins"]]}
      />
      <Choice
        label="Who comes sees"
        name="history"
        value={chatroom.history}
        choices={[
          ["all", "all that there is"],
          ["joined", "what comes from then on"],
        ]}
      />
      <NumberField
        label="Most people"
        note="0: as many as the service allows"
        name="max_members"
        value={chatroom.max_members}
      />
      <NumberField
        label="Slow mode"
        note="seconds between two of one person"
        name="slow_mode"
        step="any"
        value={chatroom.slow_mode / 1000}
      />
      {problem !== "" && <p class="problem" role="alert">{problem}</p>}
      <button type="submit" class="primary">Save</button>
    </form>
  );
}

function PasswordField({ isKept }: {
  /** Is there one, which stays where none is typed? */
  readonly isKept: boolean;
}): preact.JSX.Element {
  return (
    <label>
      Password {isKept && <span class="muted">empty: as it is</span>}
      <input
        name="password"
        type="password"
        maxLength={128}
        autocomplete="new-password"
      />
    </label>
  );
}

function Choice({ label, name, value, choices, onChoice = () => {} }: {
  readonly label: string;
  readonly name: string;
  readonly value: string;
  readonly choices: readonly (readonly [value: string, text: string])[];
  readonly onChoice?: (value: string) => void;
}): preact.JSX.Element {
  return (
    <label>
      {label}
      <select
        name={name}
        onChange={({ currentTarget }) => onChoice(currentTarget.value)}
      >
        {choices.map(([each, text]) => (
          <option key={each} value={each} selected={each === value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

function NumberField({ label, note, name, value, step = 1 }: {
  readonly label: string;
  readonly note: string;
  readonly name: string;
  readonly value: number;
  /** `any`: fractions too. */
  readonly step?: number | "any";
}): preact.JSX.Element {
  return (
    <label>
      {label} <span class="muted">{note}</span>
      <input
        name={name}
        type="number"
        min={0}
        step={step}
        required
        defaultValue={String(value)}
      />
    </label>
  );
}

/** What of the form is another value than there is. */
function changeOf(chatroom: Chatroom, form: FormData): Change {
  const text = (field: string) => String(form.get(field) ?? "");
  const wanted: Omit<Change, "id"> = {
    name: text("name").trim(),
    join: text("join") as Chatroom["join"],
    send: text("send") as Chatroom["send"],
    history: text("history") as Chatroom["history"],
    max_members: Number(text("max_members")),
    slow_mode: Math.round(Number(text("slow_mode")) * 1000),
  };
  const changed = Object.entries(wanted)
    .filter(([field, value]) => value !== chatroom[field as keyof Chatroom]);
  const password = text("password");
  return {
    id: chatroom.id,
    ...Object.fromEntries(changed),
    ...password === "" ? {} : { password },
  };
}
