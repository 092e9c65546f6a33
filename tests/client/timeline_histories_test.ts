import { assertEquals } from "@std/assert";
import { Timeline } from "../../src/client/timeline.ts";
import { FakeConversation } from "../helpers/fake_conversation.ts";
import { message } from "../helpers/kept.ts";
import { Application, fill } from "../helpers/timeline_application.ts";

/** A timeline that has given five messages, of which the service lost two. */
function failedOver() {
  const app = new Application();
  const conversation = new FakeConversation();
  conversation.append(5);
  const timeline = new Timeline(conversation.id, app);
  timeline.start({ sequence: 0, change: 0 });
  timeline.offer(conversation.slice(0, 5));
  conversation.lose(2);
  return { app, conversation, timeline };
}

Deno.test("Timeline gives what has the number of a message that the service lost, once", () => {
  const { app, conversation, timeline } = failedOver();
  conversation.append(2);
  timeline.offer(conversation.slice(3, 1));
  timeline.offer(conversation.slice(4, 1));
  fill(timeline, conversation);
  assertEquals(app.ids, ["m1", "m2", "m3", "m~4", "m~5"]);
  assertEquals(app.messages.length, 7);
  const forgotten = { session_id: "1:room", reason: "forgotten" as const };
  assertEquals(app.lost, [{ ...forgotten, count: 2, first: 4, last: 5 }]);
  assertEquals(timeline.position?.id, "m~5");
});

Deno.test("Timeline notices the loss by any message of the new history", () => {
  for (const count of [1, 2, 3, 4, 20]) {
    const { app, conversation, timeline } = failedOver();
    conversation.append(count);
    timeline.offer(conversation.slice(conversation.last - 1, 1), count - 1);
    fill(timeline, conversation);
    assertEquals(app.ids, conversation.ids);
  }
});

Deno.test("Timeline goes back where the service has less, and nothing new", () => {
  const { app, conversation, timeline } = failedOver();
  timeline.resume();
  timeline.learn({ sequence: 3, change: 0, id: "m3" });
  fill(timeline, conversation);
  assertEquals(app.ids, ["m1", "m2", "m3"]);
  assertEquals(timeline.position, { sequence: 3, change: 0, id: "m3" });
});

Deno.test("Timeline asks about a message from before all that it remembers", () => {
  const { app, conversation, timeline } = failedOver();
  conversation.append(100);
  timeline.resume();
  timeline.learn({ sequence: conversation.last, change: 0 });
  fill(timeline, conversation);
  conversation.lose(60);
  conversation.append(1);
  timeline.offer(conversation.slice(conversation.last - 1, 1));
  fill(timeline, conversation);
  assertEquals(app.ids, conversation.ids);
  assertEquals(app.lost.at(-1)?.count, 0, "it begins anew");
});

Deno.test("Timeline takes a message that comes twice for the same", () => {
  const { app, conversation, timeline } = failedOver();
  timeline.offer([message(2, "1:room"), message(5, "1:room")]);
  assertEquals(timeline.question, undefined);
  assertEquals([app.ids.length, conversation.last], [5, 3]);
});

Deno.test("Timeline tells of recalls that have the numbers of lost ones", () => {
  for (const told of [true, false]) {
    const { app, conversation, timeline } = failedOver();
    conversation.append(2);
    timeline.offer(conversation.slice(3, 2));
    fill(timeline, conversation);
    timeline.change(conversation.recall(0)!);
    timeline.change(conversation.recall(1)!);
    conversation.loseRecall();
    const event = conversation.recall(2)!;
    assertEquals(event.change, 2);
    if (told) timeline.change(event);
    else {
      conversation.loseRecall();
      timeline.suspect();
      fill(timeline, conversation);
      conversation.recall(2);
      timeline.learn({ sequence: 5, change: 2 });
    }
    fill(timeline, conversation);
    assertEquals(app.recalls, [1, 2, 3]);
    assertEquals(timeline.position?.change, 2);
  }
});
