import { useState } from "preact/hooks";
import type { TabProps } from "./console_view.tsx";
import { PagedList } from "./paged_list.tsx";
import { PrefixField } from "./prefix_field.tsx";
import type { User } from "./records.ts";
import { timeOf } from "./texts.ts";
import { useSettled } from "./use_settled.ts";
import { UserView } from "./user_view.tsx";

/** Finds users, and shows one of them. */
export function UsersTab({ api, id, onGo }: TabProps): preact.JSX.Element {
  const [prefix, setPrefix] = useState("");
  const [isOnline, setOnline] = useState(true);
  const query = useSettled(prefix);
  const open = (user?: string) => onGo({ tab: "Users", id: user });
  if (id !== undefined) {
    return <UserView key={id} api={api} id={id} onGo={onGo} />;
  }
  return (
    <section aria-label="Users">
      <div class="line" role="search">
        <PrefixField value={prefix} onChange={setPrefix} />
        <label class="check">
          <input
            type="checkbox"
            checked={isOnline}
            onChange={({ currentTarget: { checked } }) => setOnline(checked)}
          />{" "}
          Only who is online
        </label>
      </div>
      <PagedList<User>
        api={api}
        path="/admin/users"
        name="Users"
        query={{ prefix: query, online: isOnline ? "true" : undefined }}
        columns={["Id", "Name", "Where", "Last seen"]}
        empty="No user is like that."
        row={(user) => (
          <tr key={user.id}>
            <th scope="row">
              <button type="button" class="link" onClick={() => open(user.id)}>
                {user.id}
              </button>
            </th>
            <td dir="auto">{user.name}</td>
            <td>
              {user.online ? <span class="good">online</span> : "offline"}
            </td>
            <td>{timeOf(user.last_seen)}</td>
          </tr>
        )}
      />
    </section>
  );
}
