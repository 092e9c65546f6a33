import { testWithRedis } from "../helpers/redis_server.ts";
import {
  contentsArrive,
  halvesAreRefused,
  namesArrive,
} from "../helpers/texts.ts";
import { Threaded } from "../helpers/threaded.ts";

testWithRedis(
  "texts arrive as they were given at another node, one of them with threads",
  async ({ url }) => {
    const flags = ["--storage=redis", `--redis-url=${url}`];
    flags.push("--message-push-duration=10ms");
    await using here = await Threaded.start(...flags, "--gateway-worker=1");
    await using there = await Threaded.start(...flags);
    await contentsArrive({ here, there });
    await namesArrive({ here, there });
    await halvesAreRefused({ here, there });
  },
);
