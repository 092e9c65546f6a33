import type { Scenario } from "./scenario.ts";
import { descriptorLimit } from "./usage.ts";

/** Descriptors that a process needs besides its connections. */
const OTHER_DESCRIPTORS = 500;
const INTERVAL = [
  "--message-push-duration=100ms",
  "--message-push-count=1000",
];
/** The shortest interval: nearly every message has a frame of its own. */
const NO_INTERVAL = [
  "--message-push-duration=10ms",
  "--message-push-count=1000",
];
/** Measures connections instead of stored messages. */
const SHORT_HISTORY = ["--history-limit=1"];

/** Private messages, as fast as they are acknowledged. */
function closedPairs(name: string, window: number): Scenario {
  const connections = 200;
  return {
    name,
    titles: [`private, ${window} in flight each`],
    plan: { load: "pairs", options: { connections, window } },
    flags: [],
    throughClient: false,
    alsoThroughClient: true,
    alsoLines: true,
  };
}

/** The same with messages stored in a Redis that writes no disk. */
function overRedis(name: string, window: number): Scenario {
  return {
    ...closedPairs(name, window),
    titles: [`private over Redis, ${window} in flight each`],
    alsoThroughClient: false,
    gimOnly: true,
    overRedis: true,
  };
}

/** A load on GIM once with each storage. */
function overStorages(
  name: string,
  title: string,
  load: Pick<Scenario, "plan" | "flags">,
): Scenario {
  return {
    ...load,
    name: `storages-${name}`,
    titles: [`each storage: ${title}`],
    throughClient: false,
    gimOnly: true,
    overStorages: true,
  };
}

const STORAGES: readonly Scenario[] = [
  overStorages("1", "private, 1 in flight each", {
    plan: { load: "pairs", options: { connections: 200, window: 1 } },
    flags: [],
  }),
  overStorages("8", "private, 8 in flight each", {
    plan: { load: "pairs", options: { connections: 200, window: 8 } },
    flags: [],
  }),
  overStorages("steady", "private, 5000/s together", {
    plan: { load: "pairs", options: { connections: 200, rate: 5000 } },
    flags: [],
  }),
  overStorages("room", "room of 1000, 1000 messages/s", {
    plan: {
      load: "room",
      options: { members: 1000, senders: 10, rate: 1000 },
    },
    flags: INTERVAL,
  }),
];

/** Private messages at a rate that every server can take. */
const steadyPairs: Scenario = {
  name: "private-steady",
  titles: ["private, 1000/s together"],
  plan: { load: "pairs", options: { connections: 200, rate: 1000 } },
  flags: [],
  throughClient: true,
};

/** The same at a rate that costs some of a core. */
const busyPairs: Scenario = {
  ...steadyPairs,
  name: "private-5000",
  titles: ["private, 5000/s together"],
  plan: { load: "pairs", options: { connections: 200, rate: 5000 } },
  throughClient: false,
};

function room(members: number, rate: number): Scenario {
  return {
    name: `room-${members}-${rate}`,
    titles: [`room of ${members}, ${rate} messages/s`],
    plan: { load: "room", options: { members, senders: 10, rate } },
    flags: INTERVAL,
    throughClient: false,
    alsoThroughClient: members * rate <= 20_000,
  };
}

/** A million deliveries in a second; one frame for each would take ten cores. */
const million: Scenario = { ...room(1000, 1000), gimOnly: true };

/** One frame for each message, as the peers do it. */
function uncollected(members: number, rate: number): Scenario {
  return {
    ...room(members, rate),
    name: `room-${members}-${rate}-no-interval`,
    titles: [`room of ${members}, ${rate} messages/s, interval 10 ms`],
    flags: NO_INTERVAL,
    alsoThroughClient: false,
    gimOnly: true,
  };
}

/** The latency of a private message while a large chatroom is pushed to. */
const beside: Scenario = {
  name: "beside",
  titles: ["private beside the room below", "room of 10000, 5 messages/s"],
  plan: { load: "pairs", options: { connections: 2, rate: 500 } },
  beside: { load: "room", options: { members: 10_000, senders: 10, rate: 5 } },
  flags: INTERVAL,
  throughClient: true,
};

/** The same while many chatrooms are pushed to, a few at a time. */
const besideMany: Scenario = {
  name: "beside-many",
  titles: ["private beside the rooms below", "20 rooms of 500, 40 messages/s"],
  plan: { load: "pairs", options: { connections: 2, rate: 500 } },
  beside: {
    load: "room",
    options: { members: 10_000, rooms: 20, senders: 20, rate: 40 },
  },
  flags: [...INTERVAL, "--message-push-concurrency-limit=4"],
  throughClient: true,
};

function idle(): Scenario {
  const fit = descriptorLimit() - OTHER_DESCRIPTORS;
  const connections = Math.min(10_000, fit - fit % 2);
  const messages = 20;
  return {
    name: "idle",
    titles: [
      "idle",
      `idle, after ${messages} messages each`,
      "idle, 15 s later",
      "all gone, 15 s later",
    ],
    plan: { load: "idle", options: { connections, messages } },
    flags: SHORT_HISTORY,
    throughClient: false,
    isFresh: true,
  };
}

export const QUIET = "a quiet pair, 80/s together";
export const FLOODED = "the quiet pair, beside a flooder";
export const HTTP_FLOODED = "the quiet pair, beside a flooder over HTTP";
export const STUCK = [
  "stuck, 15 s after they were sent 8 MiB each",
  "as many others, stuck alike",
];

/** Devices of one user that read nothing of what the user is sent. */
const stuck: Scenario = {
  name: "stuck",
  titles: STUCK,
  plan: { load: "stuck", options: { connections: 200, mebibytes: 8 } },
  flags: [
    ...SHORT_HISTORY,
    "--max-connections-per-user=200",
    "--max-frame-size=256KiB",
    "--max-content-size=128KiB",
  ],
  throughClient: false,
  gimOnly: true,
  isFresh: true,
};

/** Messages in fragments that never end, in pieces small and large. */
const fragments: Scenario = {
  name: "fragments",
  titles: [
    "fragments without end, at the most that it took",
    "fragments without end, 15 s later",
  ],
  plan: { load: "fragments", options: { connections: 64, seconds: 3 } },
  flags: [],
  throughClient: false,
  gimOnly: true,
  isFresh: true,
};

/** The limits of a user as they are without flags. */
const LIMITED = [
  ...["--send-rate=50", "--send-burst=200"],
  ...["--request-rate=200", "--request-burst=1000"],
];

/** Two people who write to each other now and then. */
const quiet: Scenario = {
  name: "quiet",
  titles: [QUIET],
  plan: { load: "pairs", options: { connections: 2, rate: 80 } },
  flags: LIMITED,
  throughClient: false,
  gimOnly: true,
};

/** The same beside somebody who sends as fast as they are refused. */
const flooded: Scenario = {
  ...quiet,
  name: "flooded",
  titles: [FLOODED, "the flooder, answers to sends"],
  beside: { load: "flood", options: { connections: 4 } },
};

/** The same beside somebody who does so over HTTP. */
const httpFlooded: Scenario = {
  ...quiet,
  name: "http-flooded",
  titles: [HTTP_FLOODED, "the flooder, answers over HTTP"],
  beside: { load: "http flood", options: { connections: 16 } },
};

const storm: Scenario = {
  name: "storm",
  titles: ["all drop and come back at once"],
  plan: { load: "storm", options: { connections: 2000 } },
  flags: [],
  throughClient: false,
  alsoThroughClient: true,
};

/** All of them, in the order of the sheet. */
export const SCENARIOS: readonly Scenario[] = [
  closedPairs("private-1", 1),
  closedPairs("private-8", 8),
  steadyPairs,
  busyPairs,
  overRedis("redis-1", 1),
  overRedis("redis-8", 8),
  ...STORAGES,
  room(1000, 20),
  room(1000, 100),
  uncollected(1000, 100),
  room(1000, 200),
  million,
  room(10_000, 20),
  uncollected(10_000, 10),
  room(10_000, 100),
  room(10_000, 200),
  beside,
  besideMany,
  quiet,
  flooded,
  httpFlooded,
  idle(),
  storm,
  stuck,
  fragments,
];
