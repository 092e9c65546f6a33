import { useState } from "preact/hooks";
import { AdminApi, Refused } from "./admin_api.ts";
import { ConsoleView } from "./console_view.tsx";
import { KeyForm } from "./key_form.tsx";
import { textOf } from "./texts.ts";

/** Asks for the key, and shows the console once the service has taken it. */
export function App({ base }: { readonly base: string }): preact.JSX.Element {
  const [api, setApi] = useState<AdminApi>();
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);

  async function open(key: string): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    const opened = new AdminApi(base, key);
    try {
      await opened.get("/admin/users", { count: 1 });
      setApi(opened);
    } catch (error) {
      setProblem(problemOf(error));
    }
    setBusy(false);
  }

  if (api !== undefined) {
    return <ConsoleView api={api} onLeave={() => setApi(undefined)} />;
  }
  return <KeyForm problem={problem} isBusy={isBusy} onOpen={open} />;
}

/** Why the console could not be opened, and what may be the matter. */
function problemOf(error: unknown): string {
  if (error instanceof Refused && error.code === 404) {
    return `${error.message}. A service without --api-key has no server API, ` +
      "and only the API's address has one.";
  }
  return textOf(error);
}
