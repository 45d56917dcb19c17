import type { Credits } from "./gen/index.js";

/** What is on its way on a connection, and how much the server allows there. */
export class SendWindow {
  #batchLimit = Infinity;
  #byteLimit = Infinity;
  #batches = 0;
  #bytes = 0;

  /** Whether nothing is on its way. */
  get isEmpty(): boolean {
    return this.#batches === 0;
  }

  /** Takes the newest credits; unset, the ones before hold. */
  grant(credits: Credits | undefined): void {
    if (credits !== undefined)
      [this.#batchLimit, this.#byteLimit] = [credits.batchCount, Number(credits.byteCount)];
  }

  /** Whether a message may be sent now. When nothing is on its way, it always may. */
  allows(bytes: number): boolean {
    return this.isEmpty || (this.#batches < this.#batchLimit && this.#bytes + bytes <= this.#byteLimit);
  }

  add(bytes: number): void {
    this.#batches++;
    this.#bytes += bytes;
  }

  remove(bytes: number): void {
    this.#batches--;
    this.#bytes -= bytes;
  }

  /** Forgets the credits and what was on its way: the connection is gone. */
  clear(): void {
    [this.#batchLimit, this.#byteLimit, this.#batches, this.#bytes] = [Infinity, Infinity, 0, 0];
  }
}
