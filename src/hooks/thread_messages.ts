import type { Post, PosterSettings, PostOutcome } from "./poster.ts";

/** The name of the worker that posts. */
const WORKER = "gim-hooks";

/** The name of the worker that posts. */
export function hookWorkerName(): string {
  return WORKER;
}

/** Is this the name of the worker that posts? */
export function isHookWorker(name: string | undefined): boolean {
  return name === WORKER;
}

/** To the thread: first the settings, then posts with their numbers. */
export type ToHookThread =
  | readonly ["start", PosterSettings]
  | readonly ["posts", readonly (readonly [number, Post])[]];

/** From the thread: that it listens, then the outcomes of posts. */
export type FromHookThread =
  | readonly ["here"]
  | readonly ["outcomes", readonly (readonly [number, PostOutcome])[]];
