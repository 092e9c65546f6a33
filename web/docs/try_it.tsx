import { useState } from "preact/hooks";
import { bodyOf, exampleOf, type OpenApi, type Operation } from "./openapi.ts";
import { type Answer, curlOf, prepare, send } from "./request.ts";

/** What is known on the whole page. */
export interface PageState {
  readonly document: OpenApi;
  /** Where the service is, without a slash at the end. */
  readonly base: string;
  /** What shows who one is, by the names of the document. */
  readonly keys: Readonly<Record<string, string>>;
  /** Takes a token that a login was answered with. */
  readonly onToken: (token: string) => void;
}

/** A form that makes a request, and what came of it. */
export function TryIt(
  { operation, page }: {
    readonly operation: Operation;
    readonly page: PageState;
  },
): preact.JSX.Element {
  const [fields, setFields] = useState<Record<string, string>>({});
  const [body, setBody] = useState(() => bodyToBeginWith(operation, page));
  const [answer, setAnswer] = useState<Answer | string>();
  const request = prepare(operation, { fields, body }, page);
  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    try {
      const answered = await send(request);
      setAnswer(answered);
      const token = tokenIn(answered.text);
      if (token !== undefined) page.onToken(token);
    } catch (error) {
      setAnswer(`The service cannot be reached: ${error}`);
    }
  }
  return (
    <form class="try" onSubmit={submit}>
      {operation.parameters?.map(({ name, required = false }) => (
        <label key={name}>
          {name} {!required && <span class="muted">optional</span>}
          <input
            value={fields[name] ?? ""}
            required={required}
            autocomplete="off"
            spellcheck={false}
            onInput={({ currentTarget: { value } }) =>
              setFields({ ...fields, [name]: value })}
          />
        </label>
      ))}
      {operation.requestBody !== undefined && (
        <label>
          Body
          <textarea
            value={body}
            rows={body.split("\n").length}
            spellcheck={false}
            onInput={({ currentTarget }) => setBody(currentTarget.value)}
          />
        </label>
      )}
      <pre tabIndex={0} aria-label="The same with curl">{curlOf(request)}</pre>
      <button type="submit" class="primary">Send request</button>
      <Result answer={answer} />
    </form>
  );
}

function Result(
  { answer }: { readonly answer: Answer | string | undefined },
): preact.JSX.Element {
  return (
    <div role="status">
      {typeof answer === "string" && <p class="problem">{answer}</p>}
      {typeof answer === "object" && (
        <>
          <p>
            <strong class={answer.status < 400 ? "good" : "bad"}>
              {answer.status}
            </strong>{" "}
            <span class="muted">in {answer.ms.toFixed(1)} ms</span>
          </p>
          <pre tabIndex={0} aria-label="Answer">{answer.text}</pre>
        </>
      )}
    </div>
  );
}

function bodyToBeginWith(
  { requestBody }: Operation,
  { document }: PageState,
): string {
  const schema = bodyOf(requestBody);
  if (schema === undefined) return "";
  return JSON.stringify(exampleOf(schema, document), null, 2);
}

/** The token that a login was answered with. */
function tokenIn(text: string): string | undefined {
  try {
    const { data } = JSON.parse(text) as { data?: { token?: unknown } };
    return typeof data?.token === "string" ? data.token : undefined;
  } catch {
    return undefined;
  }
}
