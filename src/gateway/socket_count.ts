/**
 * How many sockets there are, over all gateways: each counts its own in an
 * element of its own, and reads the sum. The array is in shared memory, so that
 * gateways in several threads keep one limit without asking each other.
 */
export class SocketCount {
  #counts: Int32Array<ArrayBufferLike>;
  #place: number;

  /**
   * `counts` has one element for each gateway; `place` is the index of this
   * one's.
   */
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

  /** This gateway has one more or one fewer. */
  add(change: 1 | -1): void {
    Atomics.add(this.#counts, this.#place, change);
  }

  /** This gateway has ended, and its sockets with it. */
  clear(): void {
    Atomics.store(this.#counts, this.#place, 0);
  }
}
