import type { Reply } from "../protocol/codec.ts";

interface Place {
  reply: Reply | undefined;
}

/** Replies of a connection that are awaited, in the order of their requests. */
export class ReplyLine {
  #places: Place[] = [];
  #tell: (reply: Reply) => void;

  /** Calls `tell` with each reply, when all before it have been told. */
  constructor(tell: (reply: Reply) => void) {
    this.#tell = tell;
  }

  /** How many have not been told. */
  get size(): number {
    return this.#places.length;
  }

  /** Takes the reply to the next request. A promise must not reject. */
  add(reply: Reply | Promise<Reply>): void {
    const place: Place = { reply: undefined };
    this.#places.push(place);
    if (reply instanceof Promise) reply.then((came) => this.#fill(place, came));
    else this.#fill(place, reply);
  }

  #fill(place: Place, reply: Reply): void {
    place.reply = reply;
    // Who is told may ask for more, and so come here again.
    for (
      let [first] = this.#places;
      first?.reply !== undefined;
      [first] = this.#places
    ) {
      this.#places.shift();
      this.#tell(first.reply);
    }
  }
}
