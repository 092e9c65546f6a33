import type { ApiRequest } from "../api/api_request.ts";
import type { Arrival } from "../api/arrival.ts";
import { emptyNote, type RequestNote } from "../api/request_note.ts";
import { ReplyError } from "../base/errors.ts";
import type { ApiHandler } from "../listener/handler.ts";
import { CallFailed, type Calls } from "./calls.ts";
import { fromRefusal, type Refusal } from "../base/refusal.ts";

/**
 * An HTTP request as it crosses to the core's thread. Its body stays where it
 * arrived until the core asks for it, as most refusals need no look at it.
 */
export interface CrossingRequest {
  /** The core asks for the body by this. */
  readonly id: number;
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly arrival: Arrival;
}

/** A body that was read, or its refusal. */
export type CrossingBody =
  | { readonly bytes: Uint8Array }
  | Refusal;

/** The whole response, and what was learned about the request. */
export interface CrossingResponse {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array<ArrayBuffer>;
  readonly note: RequestNote;
}

/** The call by which the core reads a request's body. */
export const READ_BODY = "readBody";
export const GONE_AWAY = "goneAway";

/**
 * Answers, in the core's thread, a request that arrived at the other end of
 * `calls`.
 */
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

/** Not a `Request`, which does not take every method and header. */
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
      // The gateway's thread has ended, and the client's connection with it.
      throw new ReplyError(400, "body: broke off: expected the whole of it");
    });
  if ("bytes" in body) return body.bytes;
  throw fromRefusal(body);
}
