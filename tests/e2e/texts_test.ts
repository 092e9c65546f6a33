import { serviceOfThisFile } from "../helpers/gim.ts";
import {
  contentsArrive,
  halvesAreRefused,
  namesArrive,
} from "../helpers/texts.ts";

const gim = serviceOfThisFile("--message-push-duration=10ms");

Deno.test("a content arrives as it was sent, whatever it holds, over every encoding", async () => {
  await contentsArrive({ here: gim, there: gim });
});

Deno.test("names and what is sent over HTTP arrive as they were given", async () => {
  await namesArrive({ here: gim, there: gim });
});

Deno.test("half of a surrogate pair is refused alike everywhere", async () => {
  await halvesAreRefused({ here: gim, there: gim });
});
