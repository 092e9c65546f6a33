import { ActionForm, type Typed } from "./action_form.tsx";
import { part } from "./admin_api.ts";
import type { ChatroomPart } from "./chatroom_view.tsx";
import { Choice } from "./choice.tsx";
import { PagedList } from "./paged_list.tsx";
import type { Member, Sanction } from "./records.ts";
import { SanctionRow } from "./sanction_row.tsx";
import { TermsFields, termsOf } from "./terms.tsx";
import { timeOf } from "./texts.ts";

/** What a member may be, the lowest first. */
const ROLES = ["member", "admin", "creator"] as const;

/** The members with their roles, the sanctions, and what changes them. */
export function ChatroomMembers(
  { api, path, act, round, onGo }: ChatroomPart,
): preact.JSX.Element {
  const member = (id: string) => `${path}/members/${part(id)}`;
  const role = (id: string, value: string) =>
    act(
      `${id} is ${value} now.`,
      () => api.change("PUT", member(id), { role: value }),
    );
  const remove = (id: string) =>
    act(`${id} is removed.`, () => api.change("DELETE", member(id)));
  return (
    <section aria-label="Members">
      <h3>Members</h3>
      <PagedList<Member>
        api={api}
        name="Members"
        path={`${path}/members`}
        round={round}
        columns={["Id", "Name", "Where", "Role", "Since", ""]}
        empty="Nobody is in it."
        row={(each) => (
          <tr key={each.id}>
            <th scope="row">
              <button
                type="button"
                class="link"
                onClick={() => onGo({ tab: "Users", id: each.id })}
              >
                {each.id}
              </button>
            </th>
            <td dir="auto">{each.name}</td>
            <td>{each.online ? "online" : "offline"}</td>
            <td>
              <Choice
                label={`Role of ${each.id}`}
                value={each.role}
                values={ROLES}
                onChoose={(value) => role(each.id, value)}
              />
            </td>
            <td>{timeOf(each.joined_at)}</td>
            <td>
              <button
                type="button"
                aria-label={`Remove ${each.id}`}
                onClick={() => remove(each.id)}
              >
                Remove
              </button>
            </td>
          </tr>
        )}
      />
      <ActionForm
        label="Add"
        onSubmit={(typed) => {
          const id = typed("add");
          return act(
            `${id} is a member.`,
            () => api.change("PUT", member(id), {}),
          );
        }}
      >
        <label>
          Add a user
          <input name="add" required autocapitalize="off" spellcheck={false} />
        </label>
      </ActionForm>
      <Sanctions api={api} path={path} act={act} round={round} />
    </section>
  );
}

function Sanctions(
  { api, path, act, round }: Pick<
    ChatroomPart,
    "api" | "path" | "act" | "round"
  >,
): preact.JSX.Element {
  const lift = ({ kind, user_id }: Sanction) =>
    act(
      `The ${kind} of ${user_id} is lifted.`,
      () => api.change("DELETE", `${path}/${kind}s/${part(user_id)}`),
    );
  function impose(typed: Typed): Promise<boolean> {
    const [id, kind] = [typed("user"), typed("kind")];
    return act(
      `The ${kind} of ${id} holds.`,
      () => api.change("PUT", `${path}/${kind}s/${part(id)}`, termsOf(typed)),
    );
  }
  return (
    <>
      <h3>Sanctions</h3>
      <PagedList<Sanction>
        api={api}
        name="Sanctions"
        path={`${path}/sanctions`}
        round={round}
        columns={["Id", "Sanction", "Holds", "Reason", "By", ""]}
        empty="Nobody is muted or banned."
        row={(each) => (
          <SanctionRow
            key={`${each.kind} ${each.user_id}`}
            subject={each.user_id}
            about={`of ${each.user_id}`}
            sanction={each}
            onLift={() => lift(each)}
          />
        )}
      />
      <ActionForm label="Impose" onSubmit={impose}>
        <label>
          User
          <input name="user" required autocapitalize="off" spellcheck={false} />
        </label>
        <label>
          Sanction
          <select name="kind">
            <option>mute</option>
            <option>ban</option>
          </select>
        </label>
        <TermsFields />
      </ActionForm>
    </>
  );
}
