import { assert, assertEquals, assertMatch } from "@std/assert";
import { testWhereRedisIs } from "../helpers/redis_server.ts";
import { addCounts, noCounts } from "./counts.ts";
import { createPlan, type Plan } from "./plan.ts";
import { runRedis } from "./run_redis.ts";

function planOf(seed: number, nodes: number): Plan {
  return createPlan({ seed, mode: "real", nodes, clients: 5 });
}

function troublesOf({ actions }: Plan): string[] {
  return actions.flatMap((each) =>
    "trouble" in each ? [each.trouble.kind] : []
  );
}

testWhereRedisIs(
  "runRedis() finds nothing lost, doubled or reordered over two and three nodes",
  async () => {
    const plans = [planOf(31, 2), planOf(28, 3)];
    assertEquals(
      [...new Set(plans.flatMap(troublesOf))].toSorted(),
      ["cut bus", "hang redis", "kill node", "kill redis"],
    );
    const sum = noCounts();
    const outcomes = await Promise.all(plans.map((plan) => runRedis(plan)));
    for (const { plan, journal } of outcomes) {
      assertEquals(journal.faults, [], `seed ${plan.seed}`);
      addCounts(sum, journal.counts);
    }
    assert(sum.sends > 50 && sum.deliveries > sum.sends);
    assert(sum.unavailable > 0, "Redis was never out of reach");
  },
);

testWhereRedisIs(
  "runRedis() reports nodes that lose news of each other",
  async () => {
    const plan = planOf(31, 2);
    const duration = 1500;
    const actions = plan.actions.filter((each) =>
      !("trouble" in each) && each.at <= duration
    );
    const calm = { ...plan, actions, duration };
    const { journal } = await runRedis(calm, "tests/delivery/deaf_node.ts");
    assertMatch(journal.faults.join("\n"), /lost:|was not pushed/);
  },
);
