/** Asks for the key of the server API. */
export function KeyForm({ problem, isBusy, onOpen }: {
  readonly problem: string | undefined;
  readonly isBusy: boolean;
  readonly onOpen: (key: string) => void;
}): preact.JSX.Element {
  function submit(event: SubmitEvent): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    onOpen(String(form.get("key")).trim());
  }
  return (
    <main class="login">
      <form onSubmit={submit}>
        <h1>
          <img src="pages/icon.svg" alt="" width="36" height="36" /> GIM console
        </h1>
        {problem !== undefined && <p class="problem" role="alert">{problem}</p>}
        <label for="key">API key</label>
        <input
          id="key"
          name="key"
          type="password"
          required
          autofocus
          autocomplete="off"
          spellcheck={false}
          aria-describedby="key-note"
        />
        <p id="key-note" class="muted note">
          One of the service's <code>--api-key</code>, or{" "}
          <code>--api-key-read</code>{" "}
          to look and change nothing. It stays in this tab's memory: a reload
          asks again.
        </p>
        <button type="submit" class="primary" disabled={isBusy}>Open</button>
      </form>
    </main>
  );
}
