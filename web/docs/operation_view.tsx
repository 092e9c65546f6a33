import { useState } from "preact/hooks";
import { bodyOf, type Operation } from "./openapi.ts";
import { keyName, keysFor } from "./request.ts";
import { kindOf, SchemaView } from "./schema_view.tsx";
import { type PageState, TryIt } from "./try_it.tsx";

/** One route: what it is for, what it takes, what it answers, and a form. */
export function OperationView(
  { operation, page }: {
    readonly operation: Operation;
    readonly page: PageState;
  },
): preact.JSX.Element {
  const { operationId, method, path, summary, description } = operation;
  const [isTrying, setTrying] = useState(false);
  return (
    <article id={operationId} aria-labelledby={`${operationId}-title`}>
      <h3 id={`${operationId}-title`}>
        <span class={`method ${method.toLowerCase()}`}>{method}</span>{" "}
        <code>{path}</code>
      </h3>
      <p>{summary}</p>
      {description !== undefined && <p class="muted">{description}</p>}
      <Access operation={operation} page={page} />
      <Input operation={operation} page={page} />
      <Output operation={operation} page={page} />
      <button
        type="button"
        aria-expanded={isTrying}
        onClick={() => setTrying(!isTrying)}
      >
        Try it
      </button>
      {isTrying && <TryIt operation={operation} page={page} />}
    </article>
  );
}

function Access({ operation, page: { document } }: PartProps) {
  const names = keysFor(operation, document).map(([, scheme]) =>
    keyName(scheme)
  );
  const wanted = names.length === 0 ? "" : `Needs ${names.join(" or ")}`;
  return <p class="muted">{wanted || "Open to everybody"}</p>;
}

interface PartProps {
  readonly operation: Operation;
  readonly page: PageState;
}

function Input({ operation, page: { document } }: PartProps) {
  const { parameters = [], requestBody } = operation;
  const body = bodyOf(requestBody);
  return (
    <>
      {parameters.length > 0 && (
        <section>
          <h4>Address</h4>
          <dl class="fields">
            {parameters.map(({ name, schema, required = false }) => (
              <>
                <dt key={name}>
                  <code>{name}</code>
                  {required ? null : <span class="muted">optional</span>}
                </dt>
                <dd>
                  <span class="kind">{kindOf(schema, document)}</span>{" "}
                  {schema.description}
                </dd>
              </>
            ))}
          </dl>
        </section>
      )}
      {body !== undefined && (
        <section>
          <h4>Body</h4>
          <SchemaView schema={body} document={document} />
        </section>
      )}
    </>
  );
}

/** Shown when it is asked for: all of it together is a long page. */
function Output({ operation, page }: PartProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>Answers</summary>
      {isOpen && <Answers operation={operation} page={page} />}
    </details>
  );
}

function Answers({ operation: { responses }, page: { document } }: PartProps) {
  const success = bodyOf(responses["200"]);
  const failures = Object.entries(responses)
    .filter(([status]) => status !== "200");
  return (
    <>
      {success !== undefined && (
        <section>
          <h4>200</h4>
          <SchemaView schema={success} document={document} />
        </section>
      )}
      {failures.map(([status, { description }]) => (
        <p key={status}>
          <strong>{status}</strong> {description}
        </p>
      ))}
    </>
  );
}
