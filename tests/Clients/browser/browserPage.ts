import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Outcome, Task } from "./task.js";

const PATIENCE_MS = 60_000;
const HTML = "<!doctype html><meta charset=utf-8><title>calls</title><script type=module src=page.js></script>";

/** A page in a headless Chromium that makes the calls it is given, one at a time. */
export class BrowserPage {
  readonly #server: Server;
  readonly #script: Buffer;
  readonly #chromium: string;
  readonly #folder: string;
  #browser: ChildProcess | undefined;
  #said = "";
  #asks: ((task: Task) => void) | undefined;
  #tells: ((outcome: Outcome) => void) | undefined;
  #task: Task | undefined;

  private constructor(chromium: string, script: Buffer, folder: string) {
    this.#chromium = chromium;
    this.#script = script;
    this.#folder = folder;
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  /** Serves a page with this script, lets a body open and use it, and ends the browser. */
  static async use(chromium: string, script: string, body: (page: BrowserPage) => Promise<void>): Promise<void> {
    const page = new BrowserPage(chromium, await readFile(script), await mkdtemp(join(tmpdir(), "retention-browser-")));
    page.#server.listen(0, "127.0.0.1");
    await once(page.#server, "listening");
    try {
      await body(page);
    } finally {
      await page.#leave();
      page.#server.close();
      page.#server.closeAllConnections();
      await rm(page.#folder, { recursive: true, force: true, maxRetries: 5 });
    }
  }

  /** The page's origin by a name of this machine. */
  origin(name: string): string {
    return `http://${name}:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Opens it in a browser of its own, the first by this name. */
  async open(name: string): Promise<void> {
    await this.#leave();
    const browser = spawn(this.#chromium, [
      "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--no-first-run",
      "--disable-breakpad", "--disable-crash-reporter", "--no-proxy-server",
      `--user-data-dir=${join(this.#folder, name)}`, this.origin(name),
    ], { stdio: ["ignore", "pipe", "pipe"], detached: true, env: { ...process.env, HOME: this.#folder } });
    for (const output of [browser.stdout, browser.stderr])
      output.setEncoding("utf8").on("data", (text: string) => this.#said = (this.#said + text).slice(-5_000));
    this.#browser = browser;
    // A check that hangs ends the process, and no browser outlives it.
    process.once("exit", () => this.#kill());
  }

  /** Makes a call. */
  perform(task: Task): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const hang = setTimeout(() => reject(new Error(`the page does not answer: ${this.#said}`)), PATIENCE_MS);
      this.#tells = outcome => {
        clearTimeout(hang);
        resolve(outcome);
      };
      this.#task = task;
      this.#handOut();
    });
  }

  #handOut(): void {
    if (this.#task === undefined || this.#asks === undefined)
      return;
    this.#asks(this.#task);
    this.#task = this.#asks = undefined;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = "";
    for await (const part of request.setEncoding("utf8"))
      body += part;
    if (request.url === "/next") {
      const asks = (task: Task) => response.end(JSON.stringify(task));
      // A page that is gone makes no call.
      response.once("close", () => this.#asks = this.#asks === asks ? undefined : this.#asks);
      this.#asks = asks;
      this.#handOut();
    } else if (request.url === "/told") {
      response.end();
      this.#tells?.(JSON.parse(body) as Outcome);
    } else if (request.url === "/page.js") {
      response.setHeader("content-type", "text/javascript").end(this.#script);
    } else {
      response.setHeader("content-type", "text/html").end(request.url === "/" ? HTML : "");
    }
  }

  async #leave(): Promise<void> {
    const browser = this.#browser;
    if (browser === undefined || browser.exitCode !== null || browser.signalCode !== null)
      return;
    const ended = once(browser, "exit");
    this.#kill();
    await ended;
    this.#server.closeAllConnections();
    this.#asks = undefined;
  }

  // With the processes that it has started.
  #kill(): void {
    const browser = this.#browser;
    if (browser?.pid !== undefined && browser.exitCode === null && browser.signalCode === null)
      process.kill(-browser.pid, "SIGKILL");
  }
}
