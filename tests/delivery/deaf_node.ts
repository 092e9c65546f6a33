import type { Numbered } from "../../src/nodes/delivery_order.ts";
import { Sequencer } from "../../src/nodes/sequencer.ts";
import { runServer } from "../../src/app/run_server.ts";
import { optionsOf } from "../options/parse.ts";
import { every, replaceMethod } from "./broken.ts";

/*
 * A node that fails to hear every third message it is told of. Those before another
 * it finds by the gap; those after which nothing comes, nobody is told.
 */

const due = every(3);

replaceMethod(
  Sequencer,
  "offer",
  (offer) =>
    function (this: Sequencer, key: string, item: Numbered) {
      if (!due()) offer.call(this, key, item);
    },
);

const secret = Deno.env.get("GIM_AUTH_SECRET") ?? "";
const options = optionsOf(Deno.args, { GIM_AUTH_SECRET: secret });
Deno.exit(
  await runServer(options, { entry: import.meta.url, commit: undefined }),
);
