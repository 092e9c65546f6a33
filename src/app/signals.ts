/** SIGINT and SIGTERM, in the order of arrival. */
export class Signals {
  #waiting: ((name: string) => void)[] = [];
  /** Signals that arrived while nobody waited for one. */
  #unheard: string[] = [];

  constructor() {
    for (const name of ["SIGINT", "SIGTERM"] as const) {
      Deno.addSignalListener(name, () => this.#take(name));
    }
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
