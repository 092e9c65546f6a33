import { ActionForm, type Typed } from "./action_form.tsx";
import type { ChatroomPart } from "./chatroom_view.tsx";
import type { Chatroom } from "./records.ts";

/** The choices of each setting, the default first. */
const CHOICES = {
  join: ["open", "invite", "password"],
  send: ["all", "admins"],
  history: ["all", "joined"],
} as const;

/** A chatroom's settings; what was changed is sent. */
export function ChatroomSettings(
  { api, path, act, room }: ChatroomPart & { readonly room: Chatroom },
): preact.JSX.Element {
  function save(typed: Typed): Promise<boolean> {
    const change = changeOf(room, typed);
    return act(
      "The settings are saved.",
      () => api.change("PATCH", path, change),
    );
  }
  return (
    <section aria-label="Settings">
      <h3>Settings</h3>
      <ActionForm label="Save" keeps onSubmit={save}>
        <label>
          Name
          <input name="name" defaultValue={room.name} autocomplete="off" />
        </label>
        {Object.entries(CHOICES).map(([field, values]) => (
          <label key={field}>
            {field[0]?.toUpperCase() + field.slice(1)}
            <select name={field}>
              {values.map((value) => (
                <option
                  key={value}
                  selected={value === room[field as keyof typeof CHOICES]}
                >
                  {value}
                </option>
              ))}
            </select>
          </label>
        ))}
        <label>
          Password <span class="muted">a new one</span>
          <input name="password" autocomplete="off" maxLength={128} />
        </label>
        <NumberField
          label="Most members"
          name="max_members"
          value={room.max_members}
        />
        <NumberField
          label="Slow mode, ms"
          name="slow_mode"
          value={room.slow_mode}
        />
      </ActionForm>
    </section>
  );
}

function NumberField({ label, name, value }: {
  readonly label: string;
  readonly name: string;
  readonly value: number;
}): preact.JSX.Element {
  return (
    <label>
      {label}
      <input type="number" name={name} min={0} defaultValue={`${value}`} />
    </label>
  );
}

/** Only what differs: a setting that was left alone may not be valid now. */
function changeOf(
  room: Chatroom,
  typed: Typed,
): Record<string, string | number> {
  const change: Record<string, string | number> = {};
  for (const field of ["name", "join", "send", "history"] as const) {
    if (typed(field) !== room[field]) change[field] = typed(field);
  }
  for (const field of ["max_members", "slow_mode"] as const) {
    const value = Number(typed(field));
    if (value !== room[field]) change[field] = value;
  }
  if (typed("password") !== "") change.password = typed("password");
  return change;
}
