import { measurePages } from "./pages.ts";
import { atLeast, atMost, below, type Goal, type Row } from "./row.ts";
import {
  alternate,
  alternateBeside,
  type Scenario,
  type Sides,
} from "./scenario.ts";

/** Private messages, as fast as they are acknowledged. */
function privateScenario(name: string, window: number): Scenario {
  const connections = 200;
  const title = `private, ${connections} connections, ${window} in flight each`;
  return {
    name,
    async run(extent) {
      const options = { connections, window };
      const sides = await alternate({ load: "private", options }, [], extent);
      const row = rowsOf(title, sides);
      return [
        row("acknowledged", "1/s", 0, (each) => each.rate, atLeast(0.75)),
        row("server CPU a message", "µs", 1, (each) => each.serverCpu),
        row("delivered", "%", 1, (each) => each.delivered * 100),
        ...shares(row),
      ];
    },
  };
}

/** A chatroom that GIM pushes to ten times a second. */
const room: Scenario = {
  name: "room",
  async run(extent) {
    const options = { members: 1000, senders: 10, rate: 100 };
    const sides = await alternate(
      { load: "room", options },
      ["--message-push-duration=100ms", "--message-push-count=100"],
      extent,
    );
    const row = rowsOf("room of 1000, 100 messages/s", sides);
    return [
      row(
        "server CPU a delivery",
        "µs",
        2,
        (each) => each.serverCpu,
        atMost(0.2),
      ),
      row("delivered", "%", 1, (each) => each.delivered * 100),
      row("p50", "ms", 1, (each) => each.p50),
      row("p99", "ms", 1, (each) => each.p99),
      ...shares(row),
    ];
  },
};

/** What a private message waits for while a large chatroom is pushed to. */
const beside: Scenario = {
  name: "beside",
  async run(extent) {
    const options = { members: 5000, senders: 10, rate: 5 };
    const sides = await alternateBeside(
      {
        measured: { load: "pair", options: { rate: 50 } },
        beside: { load: "room", options },
      },
      ["--message-push-duration=200ms", "--message-push-count=10"],
      extent,
    );
    const row = rowsOf("private beside a room of 5000, 5 messages/s", sides);
    return [
      row("p50", "ms", 2, ({ measured }) => measured.p50),
      row("p99", "ms", 2, ({ measured }) => measured.p99, below(10, "ms")),
      row("delivered", "%", 1, (each) => each.measured.delivered * 100),
      row("room delivered", "%", 1, (each) => each.beside.delivered * 100),
      row("room p99", "ms", 1, (each) => each.beside.p99),
      ...shares((label, unit, digits, pick) =>
        row(label, unit, digits, (each) => pick(each.beside))
      ),
    ];
  },
};

/** A page of a long history, without a server. */
const page: Scenario = {
  name: "page",
  run({ rounds }) {
    const measured = measurePages(rounds);
    const title = "page of 50 anywhere in 100,000";
    const row = rowsOf(title, { gim: measured, bare: [] });
    return Promise.resolve([
      row("p50", "ms", 4, (each) => each.p50),
      row("p99", "ms", 4, (each) => each.p99, below(0.2, "ms")),
    ]);
  },
};

/** All of them, in the order of the table. */
export const SCENARIOS: readonly Scenario[] = [
  privateScenario("private-1", 1),
  privateScenario("private-8", 8),
  room,
  beside,
  page,
];

type MakeRow<Round> = (
  label: string,
  unit: string,
  digits: number,
  pick: (round: Round) => number,
  goal?: Goal,
) => Row;

function rowsOf<Round>(
  title: string,
  { gim, bare }: Sides<Round>,
): MakeRow<Round> {
  return (label, unit, digits, pick, goal) => ({
    scenario: title,
    label,
    unit,
    digits,
    gim: gim.map(pick),
    bare: bare.map(pick),
    ...(goal === undefined ? {} : { goal }),
  });
}

/** Where the generator has a core to itself and fills it, it is the limit. */
function shares(
  row: MakeRow<{ serverShare: number; generatorShare: number }>,
): Row[] {
  return [
    row("server, of a core", "%", 0, (each) => each.serverShare * 100),
    row("generator, of a core", "%", 0, (each) => each.generatorShare * 100),
  ];
}
