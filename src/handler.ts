import { type Arrival, UNKNOWN_ARRIVAL } from "./api/arrival.ts";
import { failure } from "./api/envelope.ts";
import { emptyNote, type RequestNote } from "./api/request_note.ts";
import type { Origins } from "./api/origins.ts";
import { MethodNotAllowed } from "./api/router.ts";
import { traceIdOf } from "./api/trace.ts";
import {
  describeFault,
  ReplyError,
  TooManyRequests,
  toReplyError,
} from "./errors.ts";
import type { Gateway } from "./gateway/gateway.ts";
import { isForGateway } from "./gateway/handshake.ts";
import type { Log } from "./log.ts";
import type { HttpCounts } from "./metrics/http_counts.ts";
import type { SpanFields, Tracing } from "./tracing.ts";

/** Most characters of a path in the log. */
const MAX_PATH = 200;
/** What stands for a request for a WebSocket in metrics and traces. */
export const GATEWAY_ROUTE = "/ws";

/** What {@linkcode createHandler} needs. */
export interface HandlerOptions {
  readonly gateway: Pick<Gateway, "upgrade">;
  /** Is handed the trace id too, in case it asks somebody else. */
  readonly api: {
    handle(
      request: Request,
      url: URL,
      about: { arrival: Arrival; note: RequestNote; trace: string },
    ): Promise<Response>;
  };
  readonly origins: Origins;
  /** Name of the header that carries the trace id, lower case. */
  readonly traceHeader: string;
  readonly log: Log;
  /** Milliseconds since a fixed point. */
  readonly elapsed: () => number;
  readonly counts?: Pick<HttpCounts, "answered"> | undefined;
  readonly tracing?: Tracing | undefined;
}

/** The one request handler behind every bound address. */
export interface Handler {
  /** Answers one request, whatever it is; never rejects. */
  handle(request: Request, arrival?: Arrival): Promise<Response>;
  /**
   * Refuses new requests from now on, and settles when those that run are
   * answered. The runtime cannot do that: from the moment when a server is told
   * to shut down it fails to read the rest of a body.
   */
  drain(): Promise<void>;
  /** Requests that are being answered. */
  readonly running: number;
}

/**
 * A request for a WebSocket goes to the gateway, everything else to the API.
 * What they throw becomes a response here, and every response carries the trace
 * id.
 */
export function createHandler(options: HandlerOptions): Handler {
  const running = new Set<Promise<Response>>();
  let draining = false;
  return {
    handle(request, arrival = UNKNOWN_ARRIVAL) {
      const response = respond(request, options, { arrival, draining });
      running.add(response);
      response.finally(() => running.delete(response));
      return response;
    },
    get running() {
      return running.size;
    },
    async drain() {
      draining = true;
      await Promise.all(running);
    },
  };
}

async function respond(
  request: Request,
  options: HandlerOptions,
  { arrival, draining }: { arrival: Arrival; draining: boolean },
): Promise<Response> {
  const { origins, traceHeader, log, elapsed } = options;
  // Once a request is upgraded its headers can no longer be read.
  const trace = traceIdOf(request.headers, traceHeader);
  const origin = request.headers.get("origin");
  const { method } = request;
  const started = elapsed();
  // A host that is none makes an address that the runtime passes on as it is.
  const url = URL.parse(request.url);
  const note = emptyNote();
  const response = draining
    ? failure(new ReplyError(503, "the server is going away"))
    : url === null
    ? failure(new ReplyError(400, "host: expected the name of a host"))
    : await answer(request, { url, trace, arrival, note }, options);
  response.headers.set(traceHeader, trace);
  origins.expose(response.headers, origin, traceHeader);
  const { status } = response;
  const ms = elapsed() - started;
  const { route, op, user } = note;
  options.counts?.answered({ method, route, status }, ms);
  options.tracing?.describe(
    `${method} ${route}`,
    spanFields(note, { status, trace }),
  );
  const path = url?.pathname.slice(0, MAX_PATH);
  log.debug("http request", { method, path, op, user, status, ms, trace });
  return response;
}

function spanFields(
  { route, op, conversation }: RequestNote,
  { status, trace }: { status: number; trace: string },
): SpanFields {
  return {
    "http.route": route,
    "gim.op": op,
    "gim.code": status < 400 ? 0 : status,
    "gim.conversation_type": conversation,
    "gim.trace": trace,
  };
}

async function answer(
  request: Request,
  { url, trace, arrival, note }: {
    url: URL;
    trace: string;
    arrival: Arrival;
    note: RequestNote;
  },
  { gateway, api, origins, traceHeader, log }: HandlerOptions,
): Promise<Response> {
  try {
    if (isForGateway(request, url)) {
      note.route = GATEWAY_ROUTE;
      return gateway.upgrade(request, trace);
    }
    return origins.preflight(request, traceHeader) ??
      await api.handle(request, url, { arrival, note, trace });
  } catch (thrown) {
    const refusal = toReplyError(thrown, (faultId, fault) => {
      log.error("fault", { faultId, trace, fault: describeFault(fault) });
    });
    return failure(refusal, headersFor(refusal));
  }
}

function headersFor(refusal: ReplyError): Record<string, string> {
  if (refusal instanceof MethodNotAllowed) {
    return { allow: refusal.allowed.join(", ") };
  }
  if (refusal instanceof TooManyRequests) {
    const seconds = Math.ceil(refusal.data.retry_after / 1000);
    return { "retry-after": String(seconds) };
  }
  if (refusal.code === 401) return { "www-authenticate": "Bearer" };
  if (refusal.code !== 426) return {};
  return {
    upgrade: "websocket",
    connection: "Upgrade",
    "sec-websocket-version": "13",
  };
}
