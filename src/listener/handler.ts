import { type ApiRequest, toApiRequest } from "../api/api_request.ts";
import { type Arrival, UNKNOWN_ARRIVAL } from "../api/arrival.ts";
import { failure } from "../api/envelope.ts";
import { emptyNote, type RequestNote } from "../api/request_note.ts";
import { UnsupportedCoding } from "../api/json_body.ts";
import type { Origins } from "../api/origins.ts";
import { requestTarget } from "../api/request_target.ts";
import { MethodNotAllowed } from "../api/router.ts";
import { traceIdOf } from "../api/trace.ts";
import type { TrustedProxies } from "../api/trusted_proxies.ts";
import type { Clock } from "../base/clock.ts";
import {
  describeFault,
  ReplyError,
  TooManyRequests,
  toReplyError,
} from "../base/errors.ts";
import type { Upgrade } from "../gateway/engine.ts";
import type { Gateway } from "../gateway/gateway.ts";
import { isForGateway } from "../gateway/handshake.ts";
import type { Log } from "../observe/log.ts";
import type { HttpCounts } from "../observe/metrics/http_counts.ts";
import type { SpanFields, Tracing } from "../observe/tracing.ts";
import { RunningRequests } from "./running_requests.ts";

/** Most characters of a path in the log. */
const MAX_PATH = 200;
/** What stands for a request for a WebSocket in metrics and traces. */
export const GATEWAY_ROUTE = "/ws";

/** What is known of a request, and what is to be found out. */
interface About {
  readonly arrival: Arrival;
  readonly note: RequestNote;
}

/** What {@linkcode createHandler} needs. */
export interface HandlerOptions {
  readonly gateway: Pick<Gateway, "upgrade">;
  /** Is handed the trace id too, in case it asks somebody else. */
  readonly api: {
    handle(
      request: ApiRequest,
      url: URL,
      about: About & { readonly trace: string },
    ): Promise<Response>;
  };
  readonly origins: Origins;
  readonly proxies: TrustedProxies;
  /** Name of the header that carries the trace id, lower case. */
  readonly traceHeader: string;
  readonly log: Log;
  readonly clock: Pick<Clock, "elapsed" | "after" | "cancel" | "nextTurn">;
  readonly counts?: Pick<HttpCounts, "answered"> | undefined;
  readonly tracing?: Tracing | undefined;
  /** Where it counts those that are being answered, for whoever asks how many. */
  readonly running?: RunningRequests | undefined;
}

/** The one request handler behind every bound address. */
export interface Handler {
  /**
   * Answers one request, whatever it is; never rejects. Without `upgrade` none is
   * for the gateway.
   */
  handle(
    request: Request,
    arrival?: Arrival,
    upgrade?: Upgrade,
  ): Promise<Response>;
  /**
   * Refuses new requests from now on, and settles when those that run are
   * answered. The runtime cannot do that: from the moment when a server is told
   * to shut down it fails to read the rest of a body.
   */
  drain(): Promise<void>;
}

/** A handler that also answers what came in at another thread. */
export interface ApiHandler extends Handler {
  /** Answers a request that is none for a WebSocket; never rejects. */
  answer(request: ApiRequest, about: About): Promise<Response>;
}

/** A request, and what there is to do with it beside the API. */
interface Asked extends About {
  readonly request: ApiRequest;
  /** How to make it a WebSocket; undefined where it came in at another thread. */
  readonly upgrade: Upgrade | undefined;
  readonly draining: boolean;
}

/**
 * A request for a WebSocket goes to the gateway, everything else to the API.
 * What they throw becomes a response here, and every response carries the trace
 * id.
 */
export function createHandler(options: HandlerOptions): ApiHandler {
  const { running = new RunningRequests() } = options;
  let draining = false;
  const respondTo = (asked: Omit<Asked, "draining">) => {
    const response = respond({ ...asked, draining }, options);
    running.add(response);
    return response;
  };
  return {
    handle(original, arrival = UNKNOWN_ARRIVAL, upgrade = undefined) {
      const request = toApiRequest(original, options.clock);
      return respondTo({ request, upgrade, arrival, note: emptyNote() });
    },
    answer: (request, about) =>
      respondTo({ ...about, request, upgrade: undefined }),
    async drain() {
      draining = true;
      await running.answered();
    },
  };
}

async function respond(
  asked: Asked,
  options: HandlerOptions,
): Promise<Response> {
  const { request, draining, note } = asked;
  const { origins, proxies, traceHeader, clock } = options;
  // Once a request is upgraded its headers can no longer be read.
  const trace = traceIdOf(request.headers, traceHeader);
  const origin = request.headers.get("origin");
  const started = clock.elapsed();
  note.client = proxies.clientOf(asked.arrival.remoteHost, request.headers);
  const url = URL.parse(request.url);
  const response = draining
    ? failure(new ReplyError(503, "the server is going away"))
    : await answer(asked, trace, options);
  const { method } = request;
  const { status } = response;
  options.tracing?.describe(
    `${method} ${note.route}`,
    spanFields(note, { status, trace }),
  );
  if (note.told) return response;
  response.headers.set(traceHeader, trace);
  origins.expose(response.headers, origin, traceHeader);
  const ms = clock.elapsed() - started;
  tell({ method, url, status, ms, trace, note }, options);
  return response;
}

/** Counts and logs a request that was answered. */
function tell(
  { method, url, status, ms, trace, note }: {
    method: string;
    url: URL | null;
    status: number;
    ms: number;
    trace: string;
    note: RequestNote;
  },
  { counts, log }: HandlerOptions,
): void {
  const { route, op, user, client } = note;
  counts?.answered({ method, route, status }, ms);
  const path = url?.pathname.slice(0, MAX_PATH);
  const about = { method, path, op, user, client, status, ms, trace };
  log.debug("http request", about);
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
  { request, upgrade, arrival, note }: Asked,
  trace: string,
  { gateway, api, origins, traceHeader, log }: HandlerOptions,
): Promise<Response> {
  try {
    const url = requestTarget(request);
    if (upgrade !== undefined && isForGateway(request, url)) {
      note.route = GATEWAY_ROUTE;
      const caller = { trace, client: note.client };
      return gateway.upgrade(request, caller, upgrade);
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
  if (refusal instanceof UnsupportedCoding) {
    return { "accept-encoding": "identity" };
  }
  if (refusal.code === 401) return { "www-authenticate": "Bearer" };
  if (refusal.code !== 426) return {};
  return {
    upgrade: "websocket",
    connection: "Upgrade",
    "sec-websocket-version": "13",
  };
}
