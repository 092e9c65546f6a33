import {
  type BoundedStream,
  type ClientEvents,
  type ClientOptions,
  GimClient,
} from "../../src/client/mod.ts";
import { within } from "./client.ts";
import { nextCodec } from "./codecs.ts";

/** Milliseconds after which waiting for something fails. */
const PATIENCE = 30_000;

type Told = "message" | "event" | "missed";

/**
 * An application: a client with a user, and all that it tells, in its order.
 * They speak all encodings in turn.
 */
export class Application implements AsyncDisposable {
  readonly client: GimClient;
  readonly id: string;
  #streams: { readonly [K in Told]: BoundedStream<ClientEvents[K]> };

  private constructor(url: string, id: string, options: ClientOptions) {
    this.id = id;
    this.client = new GimClient(url, {
      backOff: { base: 20, max: 200 },
      codec: nextCodec(),
      ...options,
    });
    this.#streams = {
      message: this.client.messages(),
      event: this.client.events(),
      missed: this.client.stream("missed"),
    };
  }

  /** Starts one and logs its user in. */
  static async start(
    url: string,
    id: string,
    options: ClientOptions = {},
  ): Promise<Application> {
    const application = new Application(url, id, options);
    await application.client.login({ id });
    return application;
  }

  /** Sends a text to a user. */
  tell(target_id: string, content: string) {
    return this.client.send({ type: 2, target_id, content });
  }

  /** Sends a text to a chatroom. */
  say(target_id: string, content: string) {
    return this.client.send({ type: 1, target_id, content });
  }

  /** The client's next event of a kind. */
  async next<K extends Told>(name: K): Promise<ClientEvents[K]> {
    const stream: BoundedStream<ClientEvents[K]> = this.#streams[name];
    const { value } = await within(PATIENCE, stream.next(), `no ${name} came`);
    if (value === undefined) throw new Error("the client was closed");
    return value;
  }

  /** The contents of the next messages. */
  async texts(count: number): Promise<string[]> {
    const texts: string[] = [];
    while (texts.length < count) {
      texts.push((await this.next("message")).content);
    }
    return texts;
  }

  /** How many messages have arrived and were not taken. */
  get waiting(): number {
    return this.#streams.message.size;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.client.close();
  }
}
