import { systemClock, type Timer } from "../base/clock.ts";
import { HttpPoster } from "./http_poster.ts";
import type { Post, PostOutcome } from "./poster.ts";
import type { FromHookThread, ToHookThread } from "./thread_messages.ts";

/** The global scope of a worker. */
interface WorkerScope {
  onmessage: (event: { readonly data: ToHookThread }) => void;
  postMessage(word: FromHookThread): void;
}

/**
 * Milliseconds for which outcomes of events are collected, and how many go at
 * once: each word to the thread of the rules interrupts messages.
 */
const [PAUSE, TOGETHER] = [5, 32];

/** Posts what this worker is told to. */
export function runHookThread(): void {
  const scope = globalThis as unknown as WorkerScope;
  let poster: HttpPoster | undefined;
  let outcomes: [number, PostOutcome][] = [];
  let timer: Timer | undefined;
  const tell = () => {
    systemClock.cancel(timer);
    timer = undefined;
    if (outcomes.length > 0) scope.postMessage(["outcomes", outcomes]);
    outcomes = [];
  };
  const post = async (number: number, post: Post) => {
    if (poster === undefined) return;
    const outcome = await poster.post(post);
    const count = outcomes.push([number, outcome]);
    // For the answer to a question somebody waits.
    if (post.to === "beforeSend" || count >= TOGETHER) tell();
    else timer ??= systemClock.after(PAUSE, tell);
  };
  scope.onmessage = ({ data }) => {
    if (data[0] === "start") {
      const [, { secret, version, targets }] = data;
      poster = new HttpPoster({ secret, version, targets, clock: systemClock });
    } else for (const [number, each] of data[1]) void post(number, each);
  };
  scope.postMessage(["here"]);
}
