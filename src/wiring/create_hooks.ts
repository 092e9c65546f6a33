import type { Clock } from "../base/clock.ts";
import { describeFault } from "../base/errors.ts";
import { BeforeSend } from "../hooks/before_send.ts";
import { Courier } from "../hooks/courier.ts";
import { Hooks } from "../hooks/hooks.ts";
import type { Attendance } from "../hooks/attendance.ts";
import { LocalAttendance } from "../hooks/local_attendance.ts";
import { MissedSearch } from "../hooks/missed_search.ts";
import { SharedAttendance } from "../hooks/shared_attendance.ts";
import type { PosterSettings } from "../hooks/poster.ts";
import { QuietLog } from "../hooks/quiet_log.ts";
import { Recorder } from "../hooks/recorder.ts";
import { ThreadPoster } from "../hooks/thread_poster.ts";
import { Unconfirmed } from "../hooks/unconfirmed.ts";
import { Undelivered } from "../hooks/undelivered.ts";
import type { Log } from "../observe/log.ts";
import { HookCounts } from "../observe/metrics/hook_counts.ts";
import type { Metrics } from "../observe/metrics/metrics.ts";
import type { Options } from "../options/options.ts";
import type { HookType } from "../domain/hook_types.ts";
import type { Views } from "../protocol/views.ts";
import type { Presence } from "../push/presence.ts";
import type { PrivatePush } from "../push/private.ts";
import type { Outbox } from "../storage/outbox.ts";
import type { ProgramModules, StorageParts } from "./create_storage.ts";

/** Bytes of an answer to an event that are read; operators see some of them. */
const MAX_ANSWER = 1024;
/** The same around the content in an answer to a question. */
const AROUND_CONTENT = 16 * 1024;
/** Most bytes that a byte of content becomes in JSON. */
const ESCAPED = 6;
/** Events that depend on who is online. */
const OF_ATTENDANCE: readonly HookType[] = [
  "user.online",
  "user.offline",
  "message.undelivered",
];

/** What {@linkcode createHooks} needs beside the options. */
export interface HooksEnvironment {
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics?: Metrics | undefined;
  readonly program?: ProgramModules | undefined;
  readonly version?: string | undefined;
  readonly presence: Presence;
  readonly views: Views;
  readonly privatePush: PrivatePush;
  readonly storage: StorageParts;
  /** Unix time in milliseconds, by the clock all nodes share. */
  readonly now: () => number;
}

/** Builds what tells and asks the back end; undefined: there is none. */
export function createHooks(
  options: Options,
  given: HooksEnvironment,
): Hooks | undefined {
  const settings = settingsOf(options, given);
  if (settings === undefined) return undefined;
  const { clock, metrics, program, storage } = given;
  if (program === undefined) throw new TypeError("no program for its threads");
  const { entry, sources } = program;
  const log = new QuietLog(given.log, clock);
  const environment = { ...given, log };
  const counts = new HookCounts();
  if (metrics !== undefined) metrics.hooks = counts;
  const poster = new ThreadPoster({ settings, entry, sources, clock, log });
  const parts = { environment, counts, poster };
  if (options.webhookUrl === undefined) {
    const beforeSend = createBeforeSend(options, parts);
    return new Hooks({ poster, beforeSend, told: undefined });
  }
  const outbox = storage.outbox(options.webhookBacklog);
  const courier = createCourier(options, outbox, parts);
  const recorder = new Recorder({
    outbox,
    types: options.webhookEvents,
    views: environment.views,
    now: environment.now,
    clock,
    log,
    backlog: options.webhookBacklog,
    onAdded: () => courier.wake(),
  });
  const unconfirmed = createUnconfirmed(options, environment);
  const { views } = environment;
  const kept = { outbox, recorder, unconfirmed };
  const attendance = createAttendance(options, environment, kept);
  const hooks = new Hooks({
    poster,
    beforeSend: options.beforeSendUrl === undefined
      ? undefined
      : createBeforeSend(options, parts),
    told: { outbox, courier, recorder, attendance, unconfirmed, views },
  });
  counts.sizes = () => hooks.sizes;
  return hooks;
}

/** As given, with a log that a back end cannot fill. */
interface QuietEnvironment extends Omit<HooksEnvironment, "log"> {
  readonly log: QuietLog;
}

interface Parts {
  readonly environment: QuietEnvironment;
  readonly counts: HookCounts;
  readonly poster: ThreadPoster;
}

function settingsOf(
  options: Options,
  { version = "" }: HooksEnvironment,
): PosterSettings | undefined {
  const { webhookUrl, webhookSecret, webhookTimeout } = options;
  const { beforeSendUrl, beforeSendTimeout, maxContentSize } = options;
  if (webhookSecret === undefined) return undefined;
  const targets: PosterSettings["targets"] = {
    webhook: webhookUrl === undefined ? undefined : {
      url: webhookUrl,
      timeout: webhookTimeout,
      maxAnswer: MAX_ANSWER,
      needsAnswer: false,
    },
    beforeSend: beforeSendUrl === undefined ? undefined : {
      url: beforeSendUrl,
      timeout: beforeSendTimeout,
      maxAnswer: AROUND_CONTENT + ESCAPED * maxContentSize,
      needsAnswer: true,
    },
  };
  if (webhookUrl === undefined && beforeSendUrl === undefined) return undefined;
  return { secret: webhookSecret, version, targets };
}

function createBeforeSend(
  options: Options,
  { environment: { clock, now }, counts, poster }: Parts,
): BeforeSend {
  return new BeforeSend({
    poster,
    timeout: options.beforeSendTimeout,
    failure: options.beforeSendFailure,
    maxContentSize: options.maxContentSize,
    clock,
    now,
    counts,
  });
}

function createCourier(
  options: Options,
  outbox: Outbox,
  { environment, counts, poster }: Parts,
): Courier {
  const { clock, log, views, storage: { storage } } = environment;
  const { enableMessageSequence: sequence, webhookConcurrency } = options;
  const undelivered = new Undelivered({ storage, views, sequence });
  return new Courier({
    outbox,
    poster,
    concurrency: webhookConcurrency,
    clock,
    counts,
    log,
    complete: (event) => undelivered.complete(event),
    random: Math.random,
  });
}

/** Undefined where the back end does not want to know what did not arrive. */
function createUnconfirmed(
  { webhookEvents }: Options,
  { presence, privatePush, clock }: QuietEnvironment,
): Unconfirmed | undefined {
  if (!webhookEvents.includes("message.undelivered")) return undefined;
  const unconfirmed = new Unconfirmed({
    refsOf: (userId) => presence.refsOf(userId),
    coarse: clock.coarse,
  });
  privatePush.watch((userId, message) => unconfirmed.add(userId, message));
  return unconfirmed;
}

function createAttendance(
  options: Options,
  environment: QuietEnvironment,
  { outbox, recorder, unconfirmed }: {
    outbox: Outbox;
    recorder: Recorder;
    unconfirmed: Unconfirmed | undefined;
  },
): Attendance | undefined {
  if (!OF_ATTENDANCE.some((type) => recorder.wants(type))) return undefined;
  const { presence, clock, log, views, storage, now } = environment;
  const search = new MissedSearch({
    storage: storage.storage,
    silence: options.heartbeatInterval,
  });
  const shared = {
    outbox,
    recorder,
    search,
    views,
    isOnline: (userId: string) => presence.isOnline(userId),
    delay: options.offlineDelay,
    clock,
    onFault: (fault: unknown) =>
      log.warn("hooks not kept", { fault: describeFault(fault) }),
  };
  const attendance = storage.shared === undefined
    ? new LocalAttendance(shared)
    : new SharedAttendance({
      ...shared,
      ...storage.shared,
      userIds: () => presence.userIds(),
      now,
      backlog: options.webhookBacklog,
    });
  presence.observe({
    appeared: (userId) => attendance.appeared(userId),
    ended: (userId, ref) => unconfirmed?.ended(userId, ref),
    disappeared: (userId) =>
      attendance.disappeared(userId, unconfirmed?.take(userId) ?? []),
  });
  return attendance;
}
