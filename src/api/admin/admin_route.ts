import type { Static, TObject, TSchema } from "typebox";
import { createValidator } from "../../protocol/validate.ts";
import type { Input, Method, Route } from "../route.ts";

/** What an {@linkcode adminRoute} says of itself. */
export interface AdminRouteOptions<Request extends TObject> {
  readonly id: string;
  readonly summary: string;
  readonly input: Input;
  /** Of the fields in path and query or body together. */
  readonly request: Request;
  readonly response: TSchema;
  readonly params?: Readonly<Record<string, string>>;
  readonly needsSequence?: boolean;
  readonly call: (body: Static<Request>) => Promise<object> | object;
}

/** A route of the server API: it needs an API key. */
export function adminRoute<Request extends TObject>(
  line: `${Method} /admin/${string}`,
  options: AdminRouteOptions<Request>,
): Route {
  const { id, summary, input, request, response, params = {} } = options;
  const { call, needsSequence = false } = options;
  const [method, path] = line.split(" ") as [Method, string];
  const validate = createValidator<Static<Request>>(request);
  return {
    method,
    path,
    id,
    summary,
    open: true,
    access: "api key",
    input,
    params,
    needsSequence: () => needsSequence,
    requestSchema: request,
    responseSchema: response,
    run: ({ fields }) => call(validate(fields)),
  };
}
