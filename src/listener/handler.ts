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
  type Reason,
  ReplyError,
  toReplyError,
} from "../base/errors.ts";
import type { EngineRequest, Unreadable, Upgrade } from "../gateway/engine.ts";
import type { Gateway } from "../gateway/gateway.ts";
import { isForGateway } from "../gateway/handshake.ts";
import type { Log } from "../observe/log.ts";
import type { HttpCounts } from "../observe/metrics/http_counts.ts";
import type { SpanFields, Tracing } from "../observe/tracing.ts";
import { RunningRequests } from "./running_requests.ts";
import { AnonymousRequests } from "./anonymous_requests.ts";
import { unreadable } from "./unreadable.ts";

/** Most characters of a path in the log. */
const MAX_PATH = 200;
/** The status of a request that has become a WebSocket. */
const SWITCHING = 101;
/** The route of a WebSocket upgrade in metrics and traces. */
export const GATEWAY_ROUTE = "/ws";

/** How a request arrived, and what is learned about it. */
interface About {
  readonly arrival: Arrival;
  readonly note: RequestNote;
}

/** What {@linkcode createHandler} needs. */
export interface HandlerOptions {
  readonly gateway: Pick<Gateway, "upgrade">;
  /** Gets the trace id, too, in case it asks another thread. */
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
  readonly clock: Pick<
    Clock,
    "elapsed" | "coarse" | "after" | "cancel" | "nextTurn"
  >;
  readonly counts?: Pick<HttpCounts, "answered"> | undefined;
  /** Called for each refusal with a reason. */
  readonly refused?: ((reason: Reason) => void) | undefined;
  readonly tracing?: Tracing | undefined;
  /** Counts the requests under way. */
  readonly running?: RunningRequests | undefined;
}

/** The one request handler behind every bound address. */
export interface Handler {
  /**
   * Answers any request; never rejects. Without `upgrade` no request becomes a
   * WebSocket.
   */
  handle(
    request: EngineRequest,
    arrival?: Arrival,
    upgrade?: Upgrade,
  ): Promise<Response>;
  /** Answers what is no request. */
  refuse(why: Unreadable): Response;
  /**
   * Refuses new requests from now on; settles when those under way are
   * answered. The runtime cannot do that: once a server is told to shut down,
   * reading the rest of a body fails.
   */
  drain(): Promise<void>;
}

/** A handler that also answers requests which arrived at another thread. */
export interface ApiHandler extends Handler {
  /** Answers a request that is no WebSocket upgrade; never rejects. */
  answer(request: ApiRequest, about: About): Promise<Response>;
}

/** A request, and what is known about it. */
interface Asked extends About {
  readonly request: ApiRequest;
  /** Makes it a WebSocket; undefined if it arrived at another thread. */
  readonly upgrade: Upgrade | undefined;
  readonly draining: boolean;
}

/**
 * Passes WebSocket upgrades to the gateway and everything else to the API. What
 * these throw becomes a response here. Every response has the trace id.
 */
export function createHandler(options: HandlerOptions): ApiHandler {
  const { running = new RunningRequests() } = options;
  let draining = false;
  const anonymous = new AnonymousRequests(options.clock);
  const respondTo = (asked: Omit<Asked, "draining">) =>
    respond({ ...asked, draining }, options);
  const whileRunning = (response: Promise<Response>) => {
    running.add(response);
    return response;
  };
  return {
    handle(original, arrival = UNKNOWN_ARRIVAL, upgrade = undefined) {
      const { clock, tracing } = options;
      const request = toApiRequest(original, clock);
      const note = emptyNote();
      const respond = () => respondTo({ request, upgrade, arrival, note });
      const response = tracing === undefined
        ? respond()
        : tracing.request(request.method, request.headers, respond);
      return whileRunning(inTime(response, note, anonymous));
    },
    answer: (request, about) =>
      whileRunning(respondTo({ ...about, request, upgrade: undefined })),
    refuse: (why) => refuse(why, options),
    async drain() {
      draining = true;
      anonymous.end();
      await running.answered();
    },
  };
}

/** A response, when it is time to give it. A socket does not wait. */
async function inTime(
  answered: Promise<Response>,
  note: RequestNote,
  anonymous: AnonymousRequests,
): Promise<Response> {
  const response = await answered;
  if (response.status === SWITCHING) return response;
  const wait = anonymous.keepBack(note);
  if (wait !== undefined) await wait;
  return response;
}

/**
 * Answers what is no request. Nothing is known of it: it has a trace id of its
 * own, and no line in the log, which whoever sends it could fill.
 */
function refuse(
  why: Unreadable,
  { counts, traceHeader }: HandlerOptions,
): Response {
  const response = unreadable(why);
  const { status } = response;
  counts?.answered({ method: "", route: emptyNote().route, status }, 0);
  response.headers.set(traceHeader, crypto.randomUUID());
  return response;
}

async function respond(
  asked: Asked,
  options: HandlerOptions,
): Promise<Response> {
  const { request, draining, note } = asked;
  const { origins, proxies, traceHeader, clock } = options;
  // After an upgrade the request's headers can no longer be read.
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
  if (note.isLogged) return response;
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
  { gateway, api, origins, traceHeader, log, refused }: HandlerOptions,
): Promise<Response> {
  try {
    const url = requestTarget(request);
    if (upgrade !== undefined && isForGateway(request, url)) {
      note.route = GATEWAY_ROUTE;
      const caller = { trace, client: note.client };
      return await gateway.upgrade(request, caller, upgrade);
    }
    return origins.preflight(request, traceHeader) ??
      await api.handle(request, url, { arrival, note, trace });
  } catch (thrown) {
    const refusal = toReplyError(thrown, (faultId, fault) => {
      log.error("fault", { faultId, trace, fault: describeFault(fault) });
    });
    if (refusal.data?.reason !== undefined) refused?.(refusal.data.reason);
    return failure(refusal, headersFor(refusal));
  }
}

function headersFor(refusal: ReplyError): Record<string, string> {
  if (refusal instanceof MethodNotAllowed) {
    return { allow: refusal.allowed.join(", ") };
  }
  if (refusal.data?.retry_after !== undefined) {
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
