import { type AdminApi, part } from "./admin_api.ts";
import type { TabProps } from "./console_view.tsx";
import { PagedList } from "./paged_list.tsx";
import type { UserChatroom, UserSanction } from "./records.ts";
import { SanctionRow } from "./sanction_row.tsx";
import { timeOf, untilOf } from "./texts.ts";
import type { Act } from "./use_actions.tsx";

interface UserStandingsProps {
  readonly api: AdminApi;
  /** The user's path in the server API. */
  readonly path: string;
  readonly id: string;
  readonly act: Act;
  readonly onGo: TabProps["onGo"];
  /** Grows with every change made here: what is shown is read again. */
  readonly changes: number;
  /** Of the user, by their ids; undefined: there is no such user. */
  readonly chatrooms: readonly string[] | undefined;
}

/** Where a user stands: their chatrooms with roles, and all sanctions there. */
export function UserStandings(
  { api, path, id, act, onGo, changes, chatrooms }: UserStandingsProps,
): preact.JSX.Element {
  const link = (room: string) => (
    <button
      type="button"
      class="link"
      onClick={() => onGo({ tab: "Chatrooms", id: room })}
    >
      {room}
    </button>
  );
  const lift = ({ kind, chatroom_id: room }: UserSanction) =>
    act(`The ${kind} in ${room} is lifted.`, () =>
      api.change(
        "DELETE",
        `/admin/chatrooms/${part(room)}/${kind}s/${part(id)}`,
      ));
  return (
    <>
      {chatrooms !== undefined && (
        <section aria-label="Chatrooms">
          <h3>Chatrooms</h3>
          <PagedList<UserChatroom>
            api={api}
            name="Chatrooms of the user"
            path={`${path}/chatrooms`}
            round={`${changes} ${chatrooms}`}
            columns={["Id", "Name", "Role", "Muted", "Since"]}
            empty="None."
            row={(each) => (
              <tr key={each.id}>
                <th scope="row">{link(each.id)}</th>
                <td dir="auto">{each.name}</td>
                <td>{each.role}</td>
                <td>{each.muted ? untilOf(each.muted_until) : "no"}</td>
                <td>{timeOf(each.joined_at)}</td>
              </tr>
            )}
          />
        </section>
      )}
      <section aria-label="Sanctions in chatrooms">
        <h3>Sanctions in chatrooms</h3>
        <PagedList<UserSanction>
          api={api}
          name="Sanctions on the user"
          path={`${path}/sanctions`}
          round={changes}
          columns={["Chatroom", "Sanction", "Holds", "Reason", "By", ""]}
          empty="None."
          row={(each) => (
            <SanctionRow
              key={`${each.kind} ${each.chatroom_id}`}
              subject={link(each.chatroom_id)}
              about={`in ${each.chatroom_id}`}
              sanction={each}
              onLift={() => lift(each)}
            />
          )}
        />
      </section>
    </>
  );
}
