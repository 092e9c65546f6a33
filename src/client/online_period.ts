import type { ResponseOf } from "../protocol/operations.ts";
import type { Identity } from "./credentials.ts";
import { toError } from "./emitter.ts";
import { GimReplyError } from "./errors.ts";
import { beatInterval, Heartbeat } from "./heartbeat.ts";
import { BROKEN, type Link } from "./link.ts";
import type { Requests } from "./requests.ts";
import type { Settings } from "./settings.ts";

/** What the service says to a login. */
export type LoggedIn = ResponseOf<"login">;

/** What a {@linkcode stayOnline} needs. */
export interface OnlinePeriodOptions {
  readonly identity: Identity;
  readonly requests: Requests;
  readonly settings: Settings;
  readonly onOnline: (loggedIn: LoggedIn) => void;
}

/** How it went. */
export interface OnlinePeriod {
  /** Why there was no login: the service's refusal, or the token function's. */
  readonly refusal?: unknown;
  /** Milliseconds from the login to the end; undefined without a login. */
  readonly online?: number;
}

/** Logs in on an open link and stays until its end. */
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
    // No reply is a broken connection, and no refusal.
    link.close({ code: BROKEN, reason: toError(thrown).message });
    return {};
  }
  // Whoever gave the connection up as the reply came must not be online by it.
  if (!link.isOpen) return {};
  const { clock } = settings.environment;
  const since = clock.now();
  const heartbeat = keepAlive(link, loggedIn, { requests, settings });
  onOnline(loggedIn);
  // Who reads the states in a loop has its turn before what waits goes out.
  await undefined;
  requests.open();
  await link.ended;
  heartbeat.stop();
  return { online: clock.now() - since };
}

type LoginBody = Awaited<ReturnType<Identity["login"]>>;

/** Nobody waits for a token longer than for the link that it is for. */
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
