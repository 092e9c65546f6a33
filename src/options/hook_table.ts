import { hookSecret, hookTypes, hookUrl } from "./hook_kinds.ts";
import { duration, oneOf, wholeNumber } from "./kinds.ts";
import type { Option } from "./option.ts";
import type { Options } from "./options.ts";

/** The keys of the options about the back end. */
type HookOption =
  | "webhookUrl"
  | "webhookSecret"
  | "webhookEvents"
  | "webhookTimeout"
  | "webhookBacklog"
  | "webhookConcurrency"
  | "offlineDelay"
  | "beforeSendUrl"
  | "beforeSendTimeout"
  | "beforeSendFailure";

/** The part of the table of options that is about the back end. */
export const HOOK_OPTIONS: {
  readonly [K in HookOption]: Option<Options[K]>;
} = {
  webhookUrl: {
    name: "webhook-url",
    kind: hookUrl,
    fallbackNote: "none",
    help: "Where the back end is told what has happened: one POST an event.",
  },
  webhookSecret: {
    name: "webhook-secret",
    kind: hookSecret,
    fallbackNote: "none",
    help: "Signs what the back end is told and asked, by Standard Webhooks.",
  },
  webhookEvents: {
    name: "webhook-events",
    kind: hookTypes,
    fallbackNote: "all",
    help: "The events that it is told: names, or beginnings such as `user`.",
  },
  webhookTimeout: {
    name: "webhook-timeout",
    kind: duration("10ms", "1m"),
    fallback: "5s",
    help: "An event without an answer in this time is told again.",
  },
  webhookBacklog: {
    name: "webhook-backlog",
    kind: wholeNumber(1, 10_000_000),
    fallback: "100000",
    help: "Events that wait to be told; the oldest go.",
  },
  webhookConcurrency: {
    name: "webhook-concurrency",
    kind: wholeNumber(1, 256),
    fallback: "16",
    help: "Events that are told at the same time.",
  },
  offlineDelay: {
    name: "offline-delay",
    kind: duration("0ms", "1h"),
    fallback: "10s",
    help: "Who comes back in this time has never been offline.",
  },
  beforeSendUrl: {
    name: "before-send-url",
    kind: hookUrl,
    fallbackNote: "none",
    help: "Where the back end is asked before a message is stored.",
  },
  beforeSendTimeout: {
    name: "before-send-timeout",
    kind: duration("10ms", "1m"),
    fallback: "1s",
    help: "No answer in this time is a failure.",
  },
  beforeSendFailure: {
    name: "before-send-failure",
    kind: oneOf(["accept", "reject"]),
    fallback: "accept",
    help: "What a message gets that nobody could be asked about.",
  },
};
