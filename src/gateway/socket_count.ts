/**
 * How many sockets there are, over all gateways: each counts its own in a place
 * of its own, and reads the sum. In shared memory, so that gateways in several
 * threads keep to one limit without asking each other.
 */
export class SocketCount {
  #counts: Int32Array<ArrayBufferLike>;
  #place: number;

  /** `counts` has one place for each gateway; `place` is this one's. */
  constructor(
    counts: Int32Array<ArrayBufferLike> = new Int32Array(1),
    place = 0,
  ) {
    this.#counts = counts;
    this.#place = place;
  }

  /** The sockets of all gateways. */
  get total(): number {
    let sum = 0;
    for (let place = 0; place < this.#counts.length; place++) {
      sum += Atomics.load(this.#counts, place);
    }
    return sum;
  }

  /** This gateway's sockets. */
  get own(): number {
    return Atomics.load(this.#counts, this.#place);
  }

  /** This gateway has one more, or one less. */
  add(change: 1 | -1): void {
    Atomics.add(this.#counts, this.#place, change);
  }

  /** This gateway has gone, and its sockets with it. */
  clear(): void {
    Atomics.store(this.#counts, this.#place, 0);
  }
}
