import { assertEquals } from "@std/assert";
import { TestClient } from "../helpers/client.ts";
import { type Envelope, OP } from "../helpers/contract.ts";
import { serviceOfThisFile } from "../helpers/gim.ts";
import { call } from "../helpers/http.ts";

const gim = serviceOfThisFile();

const TOO_DEEP = "body: nested too deep: expected at most 32 levels";

/** A field that is ignored, of so many levels. */
function ignored(levels: number): string {
  return `"ignored":${"[".repeat(levels)}${"]".repeat(levels)}`;
}

/** The codes of the replies to a frame, and to a heartbeat after it. */
async function codesAfter(frame: string): Promise<unknown[]> {
  await using client = await TestClient.connect(gim.ws);
  client.send(frame);
  const { op, body } = await client.next();
  const { code, msg } = body as Envelope<unknown>;
  await client.ask(OP.heartbeat);
  return [op, code, msg];
}

Deno.test("an ignored field of any depth costs its request alone, and nobody else", async () => {
  await using bystander = await TestClient.connect(gim.ws);
  for (const levels of [20_000, 30_000]) {
    const body = `{"q":{"0":1},${ignored(levels)}}`;
    const forms = [body, JSON.stringify(body)];
    for (const each of forms) {
      const refused = await codesAfter(`{"op":105,"body":${each}}`);
      assertEquals(refused, [106, 400, TOO_DEEP]);
    }
    // Beside the body nobody looks at it.
    const fine = await codesAfter(`{"op":105,${ignored(levels)}}`);
    assertEquals(fine, [106, 0, "ok"]);
  }
  await bystander.ask(OP.heartbeat);
});

Deno.test("over HTTP a body is bounded alike", async () => {
  const ask = async (levels: number) => {
    const body = `{"id":"deep",${ignored(levels)}}`;
    const response = await fetch(`${gim.http}/login`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
    const { code, msg } = await response.json();
    return [response.status, code, msg];
  };
  assertEquals(await ask(31), [200, 0, "ok"]);
  assertEquals(await ask(32), [400, 400, TOO_DEEP]);
  assertEquals(await ask(20_000), [400, 400, TOO_DEEP]);
  await call(gim.http, "POST /login", { body: { id: "deep" } });
});
