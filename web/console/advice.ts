import { limitsOf } from "./limits.ts";
import { type Metrics, quantile, rate } from "./metrics.ts";
import { numberOf, secondsOf } from "./texts.ts";

/** Something that is not well, and what to do about it. */
export interface Advice {
  readonly what: string;
  readonly todo: string;
}

/** Seconds of lag from which users feel it. */
const LAG = 0.25;
/** Chatrooms in line from which their pushes come late. */
const ROOMS_WAITING = 100;
/** Seconds for which an event may wait before somebody should look. */
const HOOK_WAIT = 60;

/** What two looks at the metrics say is not well, the worst first. */
export function adviceOf(before: Metrics, now: Metrics): Advice[] {
  return [
    ...faults(before, now),
    ...lag(before, now),
    ...bounds(now),
    ...readers(before, now),
    ...rates(before, now),
    ...pushes(now),
    ...hooks(before, now),
    ...nodes(before, now),
  ];
}

function faults(before: Metrics, now: Metrics): Advice[] {
  const found: Advice[] = [];
  if (rate(before, now, "gim_faults_total", { code: "500" }) > 0) {
    found.push({
      what: "Requests fail with 500.",
      todo: "The log has the cause, under the id that the client was given.",
    });
  }
  if (rate(before, now, "gim_faults_total", { code: "503" }) > 0) {
    found.push({
      what: "Requests are refused with 503.",
      todo:
        "The storage does not answer, or is full: look at /readyz and the log.",
    });
  }
  if (rate(before, now, "gim_disk_commits_failed_total") > 0) {
    found.push({
      what: "The disk refuses writes.",
      todo:
        "Make room on the disk of --data-dir; the service goes on by itself.",
    });
  }
  return found;
}

function lag(before: Metrics, now: Metrics): Advice[] {
  return now.values("gim_event_loop_lag_seconds_bucket", "thread").flatMap(
    (thread) => {
      const late = quantile(before, now, {
        name: "gim_event_loop_lag_seconds",
        share: 0.99,
        labels: { thread },
      });
      if (!(late >= LAG)) return [];
      return [{
        what: `The thread ${thread} is busy: its lag is ${secondsOf(late)}.`,
        todo: "Take a CPU profile of it, or give the service more processors.",
      }];
    },
  );
}

/** What has little left of it, at once and not only when it is over. */
function bounds(now: Metrics): Advice[] {
  return limitsOf(now).filter(({ isNear }) => isNear)
    .map(({ name, used, most, text, todo }) => ({
      what: `${name}: ${text(used)} of ${text(most)}.`,
      todo,
    }));
}

function readers(before: Metrics, now: Metrics): Advice[] {
  if (!(rate(before, now, "gim_slow_consumers_closed_total") > 0)) return [];
  return [{
    what: "Connections are closed because they do not read (4413).",
    todo: "If these are honest clients, raise --max-outbound-bytes.",
  }];
}

function rates(before: Metrics, now: Metrics): Advice[] {
  const limited = rate(before, now, "gim_rate_limited_total");
  if (!(limited > 0)) return [];
  return [{
    what: `${numberOf(limited)} requests a second are over a limit (429).`,
    todo:
      "Somebody floods the service, or --send-rate and --request-rate are low.",
  }];
}

function pushes(now: Metrics): Advice[] {
  const waiting = now.sum("gim_chatrooms_waiting");
  if (!(waiting >= ROOMS_WAITING)) return [];
  return [{
    what: `${numberOf(waiting)} chatrooms wait to be pushed to.`,
    todo: "Raise --message-push-concurrency-limit or --message-push-duration.",
  }];
}

function hooks(before: Metrics, now: Metrics): Advice[] {
  const found: Advice[] = [];
  const oldest = now.sum("gim_hooks_oldest_seconds");
  if (oldest >= HOOK_WAIT) {
    found.push({
      what: `The back end has not taken an event for ${secondsOf(oldest)}.`,
      todo: "The tab Hooks shows what it answered.",
    });
  }
  if (rate(before, now, "gim_hooks_dropped_total") > 0) {
    found.push({
      what: "Events for the back end are dropped.",
      todo: "It takes too few, or none: the tab Hooks shows what it answered.",
    });
  }
  const failure = { answer: "failure" };
  if (rate(before, now, "gim_before_send_total", failure) > 0) {
    found.push({
      what: "The back end does not answer what it is asked before a message.",
      todo: "Look at --before-send-url and at the log of the back end.",
    });
  }
  return found;
}

function nodes(before: Metrics, now: Metrics): Advice[] {
  if (!(rate(before, now, "gim_bus_publications_dropped_total") > 0)) return [];
  return [{
    what: "This node cannot tell the other nodes everything.",
    todo: "Look at the Redis between them: it is out of reach or refuses.",
  }];
}
