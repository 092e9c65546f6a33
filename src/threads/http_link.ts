import type { ApiRequest } from "../api/api_request.ts";
import type { Arrival } from "../api/arrival.ts";
import { emptyNote, type RequestNote } from "../api/request_note.ts";
import { type ReplyCode, ReplyError } from "../base/errors.ts";
import type { ApiHandler } from "../listener/handler.ts";
import { CallFailed, type Calls } from "./calls.ts";

/**
 * An HTTP request as it crosses to the core's thread. Its body stays where it
 * came in until it is asked for, as most is refused without a look at it.
 */
export interface CrossingRequest {
  /** By which the core asks for the rest of it. */
  readonly id: number;
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly arrival: Arrival;
}

/** What was read of a body, or what it is refused with. */
export type CrossingBody =
  | { readonly bytes: Uint8Array }
  | { readonly code: ReplyCode; readonly message: string };

/** The whole response, and what became known of the request. */
export interface CrossingResponse {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array<ArrayBuffer>;
  readonly note: RequestNote;
}

/** What the core asks the thread in which a request came in. */
export const READ_BODY = "readBody";
export const GONE_AWAY = "goneAway";

/** Answers in the core's thread what came in at the other end of `calls`. */
export async function answerCrossing(
  handler: Pick<ApiHandler, "answer">,
  crossing: CrossingRequest,
  calls: Pick<Calls, "call">,
): Promise<CrossingResponse> {
  const { arrival } = crossing;
  const note = emptyNote();
  const request = toApiRequest(crossing, calls);
  const response = await handler.answer(request, { arrival, note });
  const { status, headers } = response;
  const body = await response.bytes();
  return { status, headers: [...headers], body, note };
}

/** No `Request` is made of it: that would not take every method or header. */
function toApiRequest(
  { id, method, url, headers }: CrossingRequest,
  calls: Pick<Calls, "call">,
): ApiRequest {
  const byName = new Map(headers);
  return {
    method,
    url,
    headers: {
      get: (name) => byName.get(name.toLowerCase()) ?? null,
      has: (name) => byName.has(name.toLowerCase()),
      [Symbol.iterator]: () => byName.entries(),
    },
    get signal() {
      return abortsWhen(calls.call<boolean>(GONE_AWAY, id));
    },
    body: (limit) => askForBody(calls, { id, limit }),
  };
}

function abortsWhen(gone: Promise<boolean>): AbortSignal {
  const controller = new AbortController();
  gone.then(
    (isSo) => isSo && controller.abort(),
    () => controller.abort(),
  );
  return controller.signal;
}

async function askForBody(
  calls: Pick<Calls, "call">,
  asked: { id: number; limit: number },
): Promise<Uint8Array> {
  const body = await calls.call<CrossingBody>(READ_BODY, asked)
    .catch((fault) => {
      if (!(fault instanceof CallFailed && fault.ended)) throw fault;
      // Its thread has ended, and with it the client's connection.
      throw new ReplyError(400, "body: broke off: expected the whole of it");
    });
  if ("bytes" in body) return body.bytes;
  throw new ReplyError(body.code, body.message);
}
