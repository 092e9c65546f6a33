/** How many requests have no answer yet, and when none is left. */
export class OpenRequests {
  #count = 0;
  #onNone: (() => void)[] = [];

  begin(): void {
    this.#count++;
  }

  end(): void {
    this.#count--;
    if (this.#count > 0) return;
    for (const tell of this.#onNone.splice(0)) tell();
  }

  /** Settles when there are none. */
  async none(): Promise<void> {
    if (this.#count === 0) return;
    await new Promise<void>((resolve) => this.#onNone.push(resolve));
  }
}
