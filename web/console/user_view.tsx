import { type AdminApi, part } from "./admin_api.ts";
import type { TabProps } from "./console_view.tsx";
import { Problem } from "./problem.tsx";
import type { Connection, FoundUser } from "./records.ts";
import { Table } from "./table.tsx";
import { timeOf, untilOf } from "./texts.ts";
import { useActions } from "./use_actions.tsx";
import { useReading } from "./use_reading.ts";
import { UserActions } from "./user_actions.tsx";
import { UserStandings } from "./user_standings.tsx";

/** Milliseconds until a user is read again. */
const REFRESH = 5000;

/** One user: devices, chatrooms, sanctions, and what can be done about them. */
export function UserView({ api, id, onGo }: {
  readonly api: AdminApi;
  readonly id: string;
  readonly onGo: TabProps["onGo"];
}): preact.JSX.Element {
  const path = `/admin/users/${part(id)}`;
  const { value: user, problem, isGone, again } = useReading(
    () => api.get<FoundUser>(path),
    [api, path],
    REFRESH,
  );
  const { act, outcome, changes } = useActions(again);
  const list = () => onGo({ tab: "Users" });
  return (
    <article aria-label={`User ${id}`}>
      <p>
        <button type="button" class="plain" onClick={list}>← Users</button>
      </p>
      <h2>{id}</h2>
      {isGone && (
        <p class="muted">
          There is no such user: they were erased, or have never been here.
        </p>
      )}
      {problem !== undefined && !isGone && <Problem text={problem} />}
      {user !== undefined && <Facts user={user} />}
      {outcome}
      {(user !== undefined || isGone) && (
        <UserStandings
          {...{ api, path, id, act, onGo, changes }}
          chatrooms={user?.chatrooms}
        />
      )}
      <UserActions {...{ api, path, id, act }} user={user} isGone={isGone} />
    </article>
  );
}

function Facts({ user }: { readonly user: FoundUser }): preact.JSX.Element {
  const { name, online, last_seen, banned, connections } = user;
  return (
    <>
      <dl class="facts">
        <dt>Name</dt>
        <dd dir="auto">{name}</dd>
        <dt>Last seen</dt>
        <dd>{online ? "online now" : timeOf(last_seen)}</dd>
        {banned !== undefined && (
          <>
            <dt>Banned</dt>
            <dd class="bad">
              from the service, {untilOf(banned.until)}
              {banned.reason !== undefined && <bdi>{`: ${banned.reason}`}</bdi>}
            </dd>
          </>
        )}
      </dl>
      <h3>Connections</h3>
      <Table<Connection>
        name="Connections"
        columns={["Device", "Encoding", "Since", "Node"]}
        items={connections}
        row={(each) => (
          <tr key={`${each.node} ${each.id}`}>
            <th scope="row">{each.device ?? "–"}</th>
            <td>{each.encoding}</td>
            <td>{timeOf(each.since)}</td>
            <td>{each.node}</td>
          </tr>
        )}
      />
      {connections.length === 0 && <p class="muted empty">None.</p>}
    </>
  );
}
