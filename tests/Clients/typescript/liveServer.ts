import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const PATIENCE_MS = 30_000;

/** A server of its own, which can be killed and started again on the same data and port. */
export class LiveServer {
  readonly #program: string;
  readonly #folder: string;
  readonly #options: readonly string[];
  #process: ChildProcess | undefined;
  #port = 0;
  #httpPort = 0;

  private constructor(program: string, folder: string, options: readonly string[]) {
    this.#program = program;
    this.#folder = folder;
    this.#options = options;
  }

  /** Starts one over a scratch folder, lets something use it, and removes both. */
  static async use(program: string, options: readonly string[], body: (server: LiveServer) => Promise<void>): Promise<void> {
    const server = new LiveServer(program, await mkdtemp(join(tmpdir(), "retention-typescript-")), options);
    try {
      await server.#start();
      await body(server);
    } finally {
      await server.#end("SIGKILL");
      await rm(server.#folder, { recursive: true });
    }
  }

  get address(): string {
    return `127.0.0.1:${this.#port}`;
  }

  /** Where it answers HTTP/1.1, if its options have "--http-port", "0". */
  get httpAddress(): string {
    return `http://127.0.0.1:${this.#httpPort}`;
  }

  /** kill: with no chance to say or write anything. stop: as an operator does. */
  async restart(how: "kill" | "stop"): Promise<void> {
    await this.#end(how === "kill" ? "SIGKILL" : "SIGTERM");
    await this.#start();
  }

  async #start(): Promise<void> {
    const options = this.#options.map((x, index) => this.#options[index - 1] === "--http-port" ? String(this.#httpPort) : x);
    const server = spawn(this.#program, ["serve", "--data", join(this.#folder, "data"), "--port", String(this.#port), ...options], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#process = server;
    // A check that hangs ends the process, and no server outlives it.
    const kill = () => server.kill("SIGKILL");
    process.once("exit", kill);
    server.once("exit", () => process.off("exit", kill));
    let said = "";
    for (const output of [server.stdout, server.stderr])
      output.setEncoding("utf8").on("data", (text: string) => said = (said + text).slice(-20_000));
    for (const giveUpAt = performance.now() + PATIENCE_MS; ; await sleep(10)) {
      const listening = /listening on 127\.0\.0\.1:(\d+)[^]*stop: Ctrl-C/.exec(said);
      if (listening) {
        this.#port = Number(listening[1]);
        this.#httpPort = Number(/http: curl .* http:\/\/127\.0\.0\.1:(\d+)/.exec(said)?.[1] ?? 0);
        return;
      }
      if (server.exitCode !== null || performance.now() > giveUpAt)
        throw new Error(`the server does not start: ${said}`);
    }
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const server = this.#process;
    if (server === undefined || server.exitCode !== null || server.signalCode !== null)
      return;
    const ended = once(server, "exit");
    server.kill(signal);
    await ended;
  }
}
