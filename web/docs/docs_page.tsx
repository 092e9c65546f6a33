import { useState } from "preact/hooks";
import { groupsOf, type OpenApi } from "./openapi.ts";
import { OperationView } from "./operation_view.tsx";
import { headerSchemes, keyName } from "./request.ts";

/** The scheme of the document that a login's token is for. */
const TOKEN = "token";

/** The whole document, with a field for each way to show who one is. */
export function DocsPage(
  { document, base }: { readonly document: OpenApi; readonly base: string },
): preact.JSX.Element {
  const [keys, setKeys] = useState<Record<string, string>>({});
  const onToken = (token: string) => setKeys({ ...keys, [TOKEN]: token });
  const page = { document, base, keys, onToken };
  const groups = groupsOf(document);
  return (
    <div class="docs">
      <nav aria-label="Routes">
        <a class="home" href="./">GIM</a>
        {groups.map(([name, operations]) => (
          <section key={name}>
            <h2>{name}</h2>
            <ul>
              {operations.map(({ operationId, method, path }) => (
                <li key={operationId}>
                  <a href={`#${operationId}`}>
                    <span class={`method ${method.toLowerCase()}`}>
                      {method}
                    </span>{" "}
                    {path}
                  </a>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </nav>
      <main>
        <header>
          <h1>{document.info.title}: HTTP API</h1>
          <p class="muted">
            Version {document.info.version}. For programs:{" "}
            <a href="openapi.json">openapi.json</a>
          </p>
          <Keys document={document} keys={keys} onChange={setKeys} />
        </header>
        {groups.map(([name, operations]) => (
          <section key={name} aria-label={name}>
            {operations.map((operation) => (
              <OperationView
                key={operation.operationId}
                operation={operation}
                page={page}
              />
            ))}
          </section>
        ))}
      </main>
    </div>
  );
}

function Keys(
  { document, keys, onChange }: {
    readonly document: OpenApi;
    readonly keys: Readonly<Record<string, string>>;
    readonly onChange: (keys: Record<string, string>) => void;
  },
): preact.JSX.Element {
  return (
    <div class="keys">
      {headerSchemes(document).map(([name, scheme]) => (
        <label key={name}>
          {keyName(scheme)}
          <input
            class="secret"
            value={keys[name] ?? ""}
            placeholder={name === TOKEN
              ? "A successful POST /login below fills this in"
              : ""}
            autocomplete="off"
            spellcheck={false}
            onInput={({ currentTarget: { value } }) =>
              onChange({ ...keys, [name]: value.trim() })}
          />
        </label>
      ))}
    </div>
  );
}
