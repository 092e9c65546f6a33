import { assert } from "@std/assert";
import type { ChangeEvent, UpdateEvent } from "../../src/client/changes.ts";
import type { Missed } from "../../src/client/missed.ts";
import type { TimelineOutput } from "../../src/client/ordered_delivery.ts";
import type { Timeline } from "../../src/client/timeline.ts";
import type { Message } from "../../src/protocol/responses.ts";
import type { FakeConversation } from "./fake_conversation.ts";

/** What an application got, in its order. */
export class Application implements TimelineOutput {
  readonly messages: Message[] = [];
  /** The ids of messages that it got and that were not reported as lost. */
  ids: string[] = [];
  readonly recalls: number[] = [];
  readonly lost: Missed[] = [];
  readonly message = (message: Message) => {
    this.messages.push(message);
    this.ids.push(message.id);
  };
  /** Edits and reactions. */
  readonly updates: UpdateEvent[] = [];
  readonly changed = (event: ChangeEvent | UpdateEvent) => {
    if (event.event === "recalled") this.recalls.push(event.sequence);
    else this.updates.push(event);
  };
  readonly missed = (missed: Missed) => {
    this.lost.push(missed);
    if (missed.reason !== "forgotten") return;
    this.ids = this.ids.slice(0, (missed.first ?? 1) - 1);
  };

  /** Sequences that were delivered, or reported as lost. */
  get told(): number[] {
    const lost = this.lost.flatMap(({ first = 0, last = -1 }) =>
      upTo(last).slice(first - 1)
    );
    return [...this.messages.map(({ sequence }) => sequence), ...lost];
  }
}

/** 1 to `last`. */
export function upTo(last: number): number[] {
  return Array.from({ length: Math.max(0, last) }, (_, index) => index + 1);
}

/** Answers the timeline's questions until there is none. */
export function fill(timeline: Timeline, conversation: FakeConversation): void {
  for (let pages = 0; timeline.question !== undefined; pages++) {
    const { question } = timeline;
    const page = conversation.sync(question.request);
    const useful = timeline.apply(page, question);
    assert(useful, "a page was of no use");
    assert(pages < 1000, "it does not end");
  }
}
