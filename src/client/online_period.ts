import type { ResponseOf } from "../protocol/operations.ts";
import type { Identity } from "./credentials.ts";
import { toError } from "./emitter.ts";
import { GimReplyError } from "./errors.ts";
import { beatInterval, Heartbeat } from "./heartbeat.ts";
import { BROKEN, type Link } from "./link.ts";
import type { Requests } from "./requests.ts";
import type { Settings } from "./settings.ts";

/** The service's reply to a login. */
export type LoggedIn = ResponseOf<"login">;

/** What a {@linkcode stayOnline} needs. */
export interface OnlinePeriodOptions {
  readonly identity: Identity;
  readonly requests: Requests;
  readonly settings: Settings;
  readonly onOnline: (loggedIn: LoggedIn) => void;
}

/** The outcome of an online period. */
export interface OnlinePeriod {
  /**
   * Why there was no login: refused by the service, or the token function
   * failed.
   */
  readonly refusal?: unknown;
  /** Milliseconds from the login to the end; undefined without a login. */
  readonly online?: number;
}

/** Logs in on an open link and stays until the link ends. */
export async function stayOnline(
  link: Link,
  { identity, requests, settings, onOnline }: OnlinePeriodOptions,
): Promise<OnlinePeriod> {
  const body = await loginBody(link, identity, settings);
  if (!("id" in body)) return body;
  let loggedIn: LoggedIn;
  try {
    const timeout = settings.connectTimeout;
    loggedIn = await requests.call("login", body, { timeout, urgent: true });
  } catch (thrown) {
    if (thrown instanceof GimReplyError) return { refusal: thrown };
    // A missing reply means a broken connection, not a refusal.
    link.close({ code: BROKEN, reason: toError(thrown).message });
    return {};
  }
  // The connection may have been given up just as the reply came.
  if (!link.isOpen) return {};
  const { clock } = settings.environment;
  const since = clock.now();
  const heartbeat = keepAlive(link, loggedIn, { requests, settings });
  onOnline(loggedIn);
  // A loop over the states runs before waiting requests are sent.
  await undefined;
  requests.open();
  await link.ended;
  heartbeat.stop();
  return { online: clock.now() - since };
}

type LoginBody = Awaited<ReturnType<Identity["login"]>>;

/** Waits for a token only as long as the link lasts. */
async function loginBody(
  link: Link,
  identity: Identity,
  { connectTimeout: timeout, environment: { clock } }: Settings,
): Promise<LoginBody | OnlinePeriod> {
  const gone = new AbortController();
  const timer = clock.after(timeout, () => {
    link.close({ code: BROKEN, reason: `no token in ${timeout} ms` });
  });
  const ended = link.ended.then(() => {
    gone.abort();
    return {};
  });
  try {
    return await Promise.race([identity.login(gone.signal), ended]);
  } catch (thrown) {
    return { refusal: thrown ?? new Error("no token") };
  } finally {
    clock.cancel(timer);
  }
}

function keepAlive(
  link: Link,
  { heartbeat_interval }: LoggedIn,
  { requests, settings }: Pick<OnlinePeriodOptions, "requests" | "settings">,
): Heartbeat {
  const { heartbeat, heartbeatTimeout: timeout, environment } = settings;
  return new Heartbeat({
    clock: environment.clock,
    interval: beatInterval(heartbeat_interval, heartbeat),
    beat: () => requests.call("heartbeat", {}, { timeout, urgent: true }),
    received: () => link.received,
    onSilence: () => {
      link.close({ code: BROKEN, reason: "no answer to a heartbeat" });
    },
  });
}
