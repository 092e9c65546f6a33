import { assert, assertEquals } from "@std/assert";
import { ThreadPoster } from "../../src/hooks/thread_poster.ts";
import { BackEnd, HOOK_SECRET } from "../helpers/back_end.ts";
import { FakeClock } from "../helpers/fake_clock.ts";

const ROOT = new URL("../../", import.meta.url);
const LOCAL = { hostname: "127.0.0.1", onListen() {} };

function posterTo(url: string, entry = new URL("main.ts", ROOT).href) {
  const clock = new FakeClock();
  const lines: string[] = [];
  const target = {
    url,
    timeout: 10_000,
    maxAnswer: 100,
    needsAnswer: false,
  };
  const poster = new ThreadPoster({
    settings: {
      secret: HOOK_SECRET,
      version: "1",
      targets: { webhook: target, beforeSend: undefined },
    },
    entry,
    sources: ROOT.pathname,
    clock: {
      after: (delay, run) => clock.after(delay, run),
      cancel: (timer) => clock.cancel(timer),
      nextTurn: (run) => void setImmediate(run),
    },
    log: { error: (line) => lines.push(line) },
  });
  const post = (to: "webhook" | "beforeSend" = "webhook") =>
    poster.post({ to, id: "evt_1", body: '{"type":"user.online"}' });
  return { poster, post, clock, lines };
}

Deno.test("a thread of its own posts, from the moment it is started", async () => {
  await using backEnd = new BackEnd();
  const { poster, post } = posterTo(backEnd.url);
  const early = await post();
  assert("reason" in early);
  poster.start();
  const outcomes = await Promise.all([post(), post(), post("beforeSend")]);
  assertEquals(outcomes.map(({ status }) => status), [204, 204, 0]);
  assertEquals(backEnd.calls.length, 2);
  assertEquals(backEnd.wrong, []);
  poster.stop();
});

Deno.test("when the service ends, what is under way has failed", async () => {
  const released = Promise.withResolvers<void>();
  await using backEnd = new BackEnd(async () => {
    await released.promise;
    return new Response();
  });
  const { poster, post } = posterTo(backEnd.url);
  poster.start();
  const posted = post();
  await backEnd.until(() => backEnd.calls.length === 1, "nothing was posted");
  poster.stop();
  assertEquals(await posted, { status: 0, reason: "the service ends" });
  released.resolve();
});

Deno.test("a thread that ends is started again after a pause", async () => {
  await using backEnd = new BackEnd();
  const broken = 'data:text/javascript,throw new Error("broken")';
  const { poster, post, clock, lines } = posterTo(backEnd.url, broken);
  poster.start();
  const outcome = await post();
  assertEquals(outcome, { status: 0, reason: "the thread has ended" });
  assertEquals(lines, ["hook thread ended"]);
  assertEquals(clock.pendingTimers, 1);
  poster.stop();
  assertEquals(clock.pendingTimers, 0);
});

/** A thread that calls the address in each body, whatever it is to call. */
const DISOBEDIENT = `data:text/javascript,${
  encodeURIComponent(`
    const outcomeOf = async (url) => {
      try {
        const { status } = await fetch(url, { method: "POST" });
        return { status, text: "", isCut: false };
      } catch (fault) {
        return { status: 0, reason: fault.name };
      }
    };
    onmessage = async ({ data: [kind, posts] }) => {
      if (kind !== "posts") return;
      for (const [number, { body }] of posts) {
        postMessage(["outcomes", [[number, await outcomeOf(body)]]]);
      }
    };
    postMessage(["here"]);
  `)
}`;

Deno.test("the thread may reach the configured host and port, and no other", async () => {
  const answer = () => new Response(null, { status: 202 });
  await using configured = Deno.serve({ port: 0, ...LOCAL }, answer);
  await using other = Deno.serve({ port: 0, ...LOCAL }, answer);
  const urlOf = (
    { addr }: Deno.HttpServer<Deno.NetAddr>,
    host = addr.hostname,
  ) => `http://${host}:${addr.port}/`;
  const { poster } = posterTo(urlOf(configured), DISOBEDIENT);
  poster.start();
  const call = (body: string) => poster.post({ to: "webhook", id: "1", body });
  const allowed = await call(urlOf(configured));
  assertEquals(allowed.status, 202);
  for (const url of [urlOf(other), urlOf(configured, "localhost")]) {
    const outcome = await call(url);
    assertEquals(outcome, { status: 0, reason: "NotCapable" }, url);
  }
  poster.stop();
});

Deno.test("it may read no variable and no file but the program's, and start nothing", async () => {
  const probe = `data:text/javascript,${
    encodeURIComponent(`
      onmessage = async ({ data: [kind, posts] }) => {
        if (kind !== "posts") return;
        for (const [number, { body }] of posts) {
          const { state } = await Deno.permissions.query(JSON.parse(body));
          postMessage(["outcomes", [[number, { status: 0, reason: state }]]]);
        }
      };
      postMessage(["here"]);
    `)
  }`;
  const { poster } = posterTo("http://127.0.0.1:1/", probe);
  poster.start();
  const stateOf = async (descriptor: Deno.PermissionDescriptor) => {
    const body = JSON.stringify(descriptor);
    const outcome = await poster.post({ to: "webhook", id: "1", body });
    return "reason" in outcome ? outcome.reason : undefined;
  };
  for (const name of ["net", "read", "write", "env", "run", "ffi", "sys"]) {
    const descriptor = { name } as Deno.PermissionDescriptor;
    assertEquals(await stateOf(descriptor) === "granted", false, name);
  }
  const sources = { name: "read", path: ROOT.pathname } as const;
  assertEquals(await stateOf(sources), "granted");
  poster.stop();
});
