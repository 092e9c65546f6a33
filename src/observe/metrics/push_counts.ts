import type { Samples } from "./samples.ts";

/** Counts of pushes: plain numbers, as counting happens for each receiver. */
export class PushCounts {
  /** Pushes of private messages. */
  private = 0;
  privateMessages = 0;
  chatroom = 0;
  chatroomMessages = 0;
  missed = 0;
  skipped = 0;
  events = 0;
  eventsBackedUp = 0;
  eventsOverBudget = 0;
  eventsTooMany = 0;

  /** Counts private messages for one connection, and the pushes they began. */
  pushedPrivately(messages: number, pushes: number): void {
    this.private += pushes;
    this.privateMessages += messages;
  }

  /** Counts a chatroom's push to one connection. */
  pushedToChatroom(messages: number, missed: number): void {
    this.chatroom++;
    this.chatroomMessages += messages;
    this.missed += missed;
  }

  /** Adds the counts to a scrape. */
  collect(samples: Samples): void {
    const pushes = {
      private: this.private,
      chatroom: this.chatroom,
      event: this.events,
    };
    for (const [type, count] of Object.entries(pushes)) {
      samples.add("gim_pushes_total", count, { type });
    }
    const messages = {
      private: this.privateMessages,
      chatroom: this.chatroomMessages,
    };
    for (const [type, count] of Object.entries(messages)) {
      samples.add("gim_messages_pushed_total", count, { type });
    }
    const sent = { messages: this.private + this.chatroom, event: this.events };
    for (const [op, count] of Object.entries(sent)) {
      samples.add("gim_frames_sent_total", count, { op });
    }
    samples.add("gim_messages_missed_total", this.missed);
    samples.add("gim_pushes_skipped_total", this.skipped);
    const dropped = {
      backlog: this.eventsBackedUp,
      budget: this.eventsOverBudget,
      waiting: this.eventsTooMany,
    };
    for (const [reason, count] of Object.entries(dropped)) {
      samples.add("gim_events_dropped_total", count, { reason });
    }
  }
}
