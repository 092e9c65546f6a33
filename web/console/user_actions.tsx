import { ActionForm } from "./action_form.tsx";
import type { AdminApi } from "./admin_api.ts";
import { AskingButton } from "./asking_button.tsx";
import type { FoundUser } from "./records.ts";
import { ReasonField, reasonOf, TermsFields, termsOf } from "./terms.tsx";
import type { Act } from "./use_actions.tsx";

const LAST_QUESTION = "Really? It cannot be undone.";

interface ActionProps {
  readonly api: AdminApi;
  /** The user's path in the server API. */
  readonly path: string;
  readonly id: string;
  readonly act: Act;
}

/** What can be done about a user. */
export function UserActions({ user, isGone, ...props }: ActionProps & {
  readonly user: FoundUser | undefined;
  /** Is there no such user? They may be kept out all the same. */
  readonly isGone: boolean;
}): preact.JSX.Element {
  return (
    <section aria-label="Actions" class="actions">
      {!isGone && <Disconnecting {...props} />}
      <Banning {...props} mayHold={isGone || user?.banned !== undefined} />
      {!isGone && <Keeping {...props} />}
    </section>
  );
}

function Disconnecting({ api, path, act }: ActionProps): preact.JSX.Element {
  const disconnect = `${path}/disconnect`;
  return (
    <>
      <ActionForm
        label="Disconnect"
        onSubmit={(typed) =>
          act(
            "All connections are closed.",
            () => api.change("POST", disconnect, reasonOf(typed)),
          )}
      >
        <ReasonField />
      </ActionForm>
      <ActionForm
        label="Revoke tokens"
        onSubmit={() =>
          act(
            "The tokens until now are void.",
            () => api.change("POST", `${path}/revoke`, {}),
          )}
      />
    </>
  );
}

function Banning({ api, path, act, mayHold }: ActionProps & {
  /** May there be a ban to lift? */
  readonly mayHold: boolean;
}): preact.JSX.Element {
  const ban = `${path}/ban`;
  return (
    <>
      <ActionForm
        label="Ban"
        onSubmit={(typed) =>
          act(
            "The user is banned.",
            () => api.change("PUT", ban, termsOf(typed)),
          )}
      >
        <TermsFields />
      </ActionForm>
      {mayHold && (
        <ActionForm
          label="Lift the ban"
          onSubmit={() =>
            act("The ban is lifted.", () => api.change("DELETE", ban))}
        />
      )}
    </>
  );
}

/** What is kept of them: to be handed out, or forgotten. */
function Keeping({ api, path, id, act }: ActionProps): preact.JSX.Element {
  const erase = (messages: boolean) =>
    act(
      "The user is erased.",
      () => api.change("DELETE", `${path}?messages=${messages}`),
    );
  return (
    <>
      <ActionForm
        label="Export"
        onSubmit={() =>
          act("The export is downloaded.", () => save(api, path, id))}
      />
      <p class="line">
        <AskingButton
          label="Erase"
          questions={[
            `Erase ${id}, and keep what they have written?`,
            LAST_QUESTION,
          ]}
          onSure={() => erase(false)}
        />
        <AskingButton
          label="Erase with messages"
          questions={[
            `Erase ${id} and all they have written?`,
            LAST_QUESTION,
          ]}
          onSure={() => erase(true)}
        />
      </p>
    </>
  );
}

/** Downloads what is kept of a user. */
async function save(api: AdminApi, path: string, id: string): Promise<void> {
  const blob = await api.bytes(`${path}/export`);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `gim-user-${id}.ndjson`;
  link.click();
  URL.revokeObjectURL(link.href);
}
