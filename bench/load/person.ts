import { ClientPerson } from "./client_person.ts";
import type { DialectName, Who } from "./dialects.ts";
import { LeanPerson } from "./lean_person.ts";
import type { Marker } from "./marker.ts";

/** What a person receives. */
export interface PersonEvents {
  /** A message from anybody; `time` is in microseconds as in its marker. */
  onMessage(time: number, voice: number, count: number): void;
  /** Acknowledged messages; those of one read together. */
  onAcknowledged(count: number): void;
}

/** A user who is logged in, has joined their chatroom, and can write. */
export interface Person {
  /** Sends contents with these markers, in one write if possible. */
  send(markers: readonly Marker[]): void;
  close(): Promise<void>;
}

/**
 * How a load speaks: by raw frames in a server's dialect, or through {@linkcode
 * GimClient} as an application would. Raw frames cost a generator a fraction of
 * that, and only they can drive servers of different protocols alike.
 */
export type Driver = DialectName | "client";

/** Connects, logs in, joins. */
export function enter(
  driver: Driver,
  port: number,
  who: Who,
  events: PersonEvents,
): Promise<Person> {
  return driver === "client"
    ? ClientPerson.enter(port, who, events)
    : LeanPerson.enter(driver, port, who, events);
}

/** Makes `count` of something, at most `together` at a time. */
export async function gather<T>(
  count: number,
  make: (index: number) => Promise<T>,
  together = 50,
): Promise<T[]> {
  const made: T[] = new Array(count);
  let next = 0;
  const work = async () => {
    for (let index = next++; index < count; index = next++) {
      made[index] = await make(index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(together, count) }, work));
  return made;
}
