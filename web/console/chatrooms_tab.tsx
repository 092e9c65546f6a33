import { useState } from "preact/hooks";
import { ActionForm } from "./action_form.tsx";
import { ChatroomView } from "./chatroom_view.tsx";
import type { TabProps } from "./console_view.tsx";
import { PagedList } from "./paged_list.tsx";
import { PrefixField } from "./prefix_field.tsx";
import type { Chatroom } from "./records.ts";
import { useActions } from "./use_actions.tsx";
import { useSettled } from "./use_settled.ts";

/** Finds chatrooms, makes new ones, and shows one of them. */
export function ChatroomsTab({ api, id, onGo }: TabProps): preact.JSX.Element {
  const [prefix, setPrefix] = useState("");
  const query = useSettled(prefix);
  const { act, outcome } = useActions();
  const open = (room?: string) => onGo({ tab: "Chatrooms", id: room });
  if (id !== undefined) {
    return <ChatroomView key={id} api={api} id={id} onGo={onGo} />;
  }
  return (
    <section aria-label="Chatrooms">
      <div class="line" role="search">
        <PrefixField value={prefix} onChange={setPrefix} />
      </div>
      <PagedList<Chatroom>
        api={api}
        path="/admin/chatrooms"
        name="Chatrooms"
        query={{ prefix: query }}
        columns={["Id", "Name", "Members", "Online", "Join"]}
        empty="No chatroom is like that."
        row={(room) => (
          <tr key={room.id}>
            <th scope="row">
              <button type="button" class="link" onClick={() => open(room.id)}>
                {room.id}
              </button>
            </th>
            <td dir="auto">{room.name}</td>
            <td>{room.member_count}</td>
            <td>{room.online}</td>
            <td>{room.join}</td>
          </tr>
        )}
      />
      {outcome}
      <ActionForm
        label="Create"
        onSubmit={(typed) => {
          const [room, name] = [typed("id"), typed("name")];
          return act("The chatroom is there.", async () => {
            await api.change("POST", "/admin/chatrooms", {
              id: room,
              ...name === "" ? {} : { name },
            });
            open(room);
          });
        }}
      >
        <label>
          New chatroom
          <input name="id" required autocapitalize="off" spellcheck={false} />
        </label>
        <label>
          Name <span class="muted">optional</span>
          <input name="name" autocomplete="off" />
        </label>
      </ActionForm>
    </section>
  );
}
