import {
  type Dialect,
  type DialectName,
  DIALECTS,
  type Who,
} from "./dialects.ts";
import { repeated, textFrame } from "./frames.ts";
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

const LINE_END = 10;

/**
 * A person that costs few bytes: a frame made once, of which only the marker
 * changes.
 */
export class LeanPerson implements Person {
  #socket: LeanSocket;
  #dialect: Dialect;
  #events: PersonEvents;
  /** What is sent of a message, in which only the marker changes. */
  #text: string;
  /** Whole frames, by the number of messages in each. */
  #templates: Uint8Array<ArrayBuffer>[] = [];
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
    this.#text = dialect.send(who, emptyContent());
  }

  static async enter(
    name: DialectName,
    port: number,
    who: Who,
    events: PersonEvents,
  ): Promise<LeanPerson> {
    const dialect = DIALECTS[name];
    const socket = await LeanSocket.open(
      port,
      dialect.path(who),
      dialect.subprotocol,
    );
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
    const frames = this.#dialect.hasLines
      ? this.#template(markers.length).slice()
      : repeated(this.#template(1), markers.length);
    let at = 0;
    for (const marker of markers) {
      at = nextMarker(frames, at, frames.length);
      writeMarker(frames, at, marker);
      at = afterContent(at);
    }
    this.#socket.write(frames);
  }

  /** A frame of so many messages, one a line. */
  #template(count: number): Uint8Array<ArrayBuffer> {
    return this.#templates[count] ??= textFrame(
      Array.from({ length: count }, () => this.#text).join("\n"),
    );
  }

  close(): Promise<void> {
    this.#socket.close();
    return Promise.resolve();
  }

  #attend(): void {
    this.#socket.listen({
      onMessage: (bytes, start, end) => {
        for (const [from, to] of envelopes(this.#dialect, bytes, start, end)) {
          this.#take(bytes, from, to);
        }
      },
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

/** Where each envelope of a frame lies. */
function* envelopes(
  { hasLines }: Dialect,
  bytes: Uint8Array,
  ...[start, end]: [number, number]
): Generator<[from: number, to: number]> {
  if (!hasLines) return yield [start, end];
  for (let from = start; from < end;) {
    const found = bytes.indexOf(LINE_END, from);
    const to = found < 0 || found > end ? end : found;
    yield [from, to];
    from = to + 1;
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
