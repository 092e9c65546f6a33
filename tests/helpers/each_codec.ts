import { type ClientOptions, GimClient } from "../../src/client/mod.ts";
import { protobufCodec } from "../../src/client/protobuf.ts";
import { jsonCodec } from "../../src/client/wire_codec.ts";
import { within } from "./client.ts";

/** Milliseconds after which waiting for a state fails. */
const PATIENCE = 30_000;
/** So that a test does not wait for a client that comes back. */
const QUICK: ClientOptions = { backOff: { base: 20, max: 100 } };

/** One client for both: what it promises holds whatever it speaks. */
const CODECS = [jsonCodec, protobufCodec()];

/** A test of each encoding. */
export function testEachCodec(
  name: string,
  run: (options: ClientOptions) => Promise<void>,
) {
  for (const codec of CODECS) {
    const { subprotocol } = codec.batches ?? codec;
    Deno.test(`${subprotocol}: ${name}`, () => run({ ...QUICK, codec }));
  }
}

/** A client that is logged in. */
export async function online(
  url: string,
  id: string,
  options: ClientOptions,
): Promise<GimClient> {
  const client = new GimClient(url, options);
  await client.login({ id });
  return client;
}

/** Settles when a client is in a state. */
export function until(
  client: GimClient,
  name: GimClient["state"],
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = client.on("state", ({ state }) => {
    if (state === name) resolve();
  });
  if (client.state === name) resolve();
  return within(PATIENCE, promise, `the state is not ${name}`).finally(stop);
}
