/**
 * SIGINT and SIGTERM, in the order of arrival, and SIGHUP, which does not end
 * the process: until somebody wants it, it does nothing.
 */
export class Signals {
  #waiting: ((name: string) => void)[] = [];
  /** Signals that arrived while nobody waited for one. */
  #unheard: string[] = [];
  #onHangUp = () => {};

  constructor() {
    for (const name of ["SIGINT", "SIGTERM"] as const) {
      Deno.addSignalListener(name, () => this.#take(name));
    }
    Deno.addSignalListener("SIGHUP", () => this.#onHangUp());
  }

  /** Has this called at each SIGHUP. */
  onHangUp(run: () => void): void {
    this.#onHangUp = run;
  }

  next(): Promise<string> {
    const name = this.#unheard.shift();
    if (name !== undefined) return Promise.resolve(name);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #take(name: string): void {
    const waiting = this.#waiting.shift();
    if (waiting !== undefined) waiting(name);
    else this.#unheard.push(name);
  }
}
