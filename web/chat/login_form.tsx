import type { Identity } from "./identity.ts";

/** Asks who one is. */
export function LoginForm({ id = "", problem, onLogin }: {
  readonly id: string | undefined;
  readonly problem: string | undefined;
  readonly onLogin: (identity: Identity) => void;
}): preact.JSX.Element {
  function submit(event: SubmitEvent): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const typed = (field: string) => String(form.get(field)).trim();
    const [name, token] = [typed("name"), typed("token")];
    onLogin({
      id: typed("id"),
      ...name === "" ? {} : { name },
      ...token === "" ? {} : { token },
    });
  }
  return (
    <main class="login">
      <form onSubmit={submit}>
        <h1>
          <img src="pages/icon.svg" alt="" width="36" height="36" /> GIM
        </h1>
        <p class="muted">
          A chat to try the service with. Open it in two tabs to be two people.
        </p>
        {problem !== undefined && <p class="problem" role="alert">{problem}</p>}
        <label for="id">Your id</label>
        <input
          id="id"
          name="id"
          defaultValue={id}
          required
          autofocus
          autocomplete="username"
          autocapitalize="off"
          spellcheck={false}
          placeholder="ann"
        />
        <label for="name">
          Shown as <span class="muted">optional</span>
        </label>
        <input
          id="name"
          name="name"
          autocomplete="nickname"
          placeholder="Ann"
        />
        <label for="token">Token</label>
        <input
          id="token"
          name="token"
          class="secret"
          autocomplete="off"
          spellcheck={false}
          aria-describedby="token-note"
        />
        <p id="token-note" class="muted note">
          Needed where the service has a secret: <code>gim token ann</code>{" "}
          prints one.
        </p>
        <button type="submit" class="primary">Log in</button>
      </form>
    </main>
  );
}
