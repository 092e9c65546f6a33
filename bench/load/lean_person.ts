import {
  type Dialect,
  type DialectName,
  DIALECTS,
  type Who,
} from "./dialects.ts";
import { textFrame } from "./frames.ts";
import {
  afterContent,
  countAt,
  emptyContent,
  type Marker,
  nextMarker,
  timeAt,
  voiceAt,
  writeMarker,
} from "./marker.ts";
import type { Person, PersonEvents } from "./person.ts";
import { LeanSocket } from "./socket.ts";

/**
 * A person that costs few bytes: a frame made once, of which only the marker
 * changes.
 */
export class LeanPerson implements Person {
  #socket: LeanSocket;
  #dialect: Dialect;
  #events: PersonEvents;
  #template: Uint8Array<ArrayBuffer>;
  #markerAt: number;
  #acknowledged = 0;

  private constructor(
    socket: LeanSocket,
    dialect: Dialect,
    who: Who,
    events: PersonEvents,
  ) {
    this.#socket = socket;
    this.#dialect = dialect;
    this.#events = events;
    this.#template = textFrame(dialect.send(who, emptyContent()));
    this.#markerAt = nextMarker(this.#template, 0, this.#template.length);
  }

  static async enter(
    name: DialectName,
    port: number,
    who: Who,
    events: PersonEvents,
  ): Promise<LeanPerson> {
    const dialect = DIALECTS[name];
    const socket = await LeanSocket.open(port, dialect.path(who));
    if (dialect.isGreeted) await nextAnswer(socket, dialect);
    for (const hello of dialect.hello(who)) {
      const answer = nextAnswer(socket, dialect);
      socket.write(textFrame(hello));
      await answer;
    }
    const person = new LeanPerson(socket, dialect, who, events);
    person.#attend();
    return person;
  }

  send(markers: readonly Marker[]): void {
    const { length } = this.#template;
    const frames = new Uint8Array(length * markers.length);
    for (const [k, marker] of markers.entries()) {
      frames.set(this.#template, k * length);
      writeMarker(frames, k * length + this.#markerAt, marker);
    }
    this.#socket.write(frames);
  }

  close(): Promise<void> {
    this.#socket.close();
    return Promise.resolve();
  }

  #attend(): void {
    this.#socket.listen({
      onMessage: (bytes, start, end) => this.#take(bytes, start, end),
      onRead: () => {
        if (this.#acknowledged === 0) return;
        const count = this.#acknowledged;
        this.#acknowledged = 0;
        this.#events.onAcknowledged(count);
      },
    });
  }

  #take(bytes: Uint8Array, start: number, end: number): void {
    switch (this.#dialect.kindOf(bytes, start, end)) {
      case "push":
        return this.#tell(bytes, start, end);
      case "answer":
        refuseFailure(this.#dialect, bytes, start, end);
        this.#acknowledged++;
        break;
      case "ping":
        this.#socket.write(textFrame(this.#dialect.pong ?? ""));
    }
  }

  #tell(bytes: Uint8Array, start: number, end: number): void {
    let at = nextMarker(bytes, start, end);
    while (at >= 0) {
      this.#events.onMessage(
        timeAt(bytes, at),
        voiceAt(bytes, at),
        countAt(bytes, at),
      );
      at = nextMarker(bytes, afterContent(at), end);
    }
  }
}

function nextAnswer(socket: LeanSocket, dialect: Dialect): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.listen({
    onMessage(bytes, start, end) {
      if (dialect.kindOf(bytes, start, end) !== "answer") return;
      try {
        refuseFailure(dialect, bytes, start, end);
        resolve();
      } catch (error) {
        reject(error);
      }
    },
  });
  return promise;
}

function refuseFailure(
  dialect: Dialect,
  bytes: Uint8Array,
  start: number,
  end: number,
): void {
  if (dialect.isSuccess(bytes, start)) return;
  const answer = new TextDecoder().decode(bytes.subarray(start, end));
  throw new Error(`refused: ${answer}`);
}
