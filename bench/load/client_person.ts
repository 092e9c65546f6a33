import { GimClient } from "../../src/client/mod.ts";
import type { Who } from "./dialects.ts";
import { contentOf, type Marker, markerOf } from "./marker.ts";
import type { Person, PersonEvents } from "./person.ts";

/** A person who uses the client that applications use. */
export class ClientPerson implements Person {
  #client: GimClient;
  #who: Who;
  #events: PersonEvents;

  private constructor(client: GimClient, who: Who, events: PersonEvents) {
    this.#client = client;
    this.#who = who;
    this.#events = events;
  }

  static async enter(
    port: number,
    who: Who,
    events: PersonEvents,
  ): Promise<ClientPerson> {
    const client = new GimClient(`ws://127.0.0.1:${port}/ws`);
    client.on("message", ({ content }) => {
      const { time, voice, count } = markerOf(content);
      events.onMessage(time, voice, count);
    });
    await client.login({ id: who.id });
    if (who.room !== undefined) await client.join({ id: who.room });
    return new ClientPerson(client, who, events);
  }

  send(markers: readonly Marker[]): void {
    const { peer = "", room } = this.#who;
    for (const marker of markers) {
      const content = contentOf(marker);
      const sent = this.#client.send(
        room === undefined
          ? { type: 2, target_id: peer, content }
          : { type: 1, target_id: room, content },
      );
      sent.then(() => this.#events.onAcknowledged(1));
    }
  }

  async close(): Promise<void> {
    await this.#client.close();
  }
}
