import { assertEquals, assertMatch } from "@std/assert";
import * as closeCodes from "../../../src/base/close_codes.ts";
import { BOUNDS, Durations } from "../../../src/observe/metrics/durations.ts";
import { exposition } from "../../../src/observe/metrics/exposition.ts";
import { watchLoopLag } from "../../../src/observe/metrics/loop_lag.ts";
import { Metrics } from "../../../src/observe/metrics/metrics.ts";
import { Samples } from "../../../src/observe/metrics/samples.ts";
import { METRICS } from "../../../src/observe/metrics/table.ts";
import { FakeClock } from "../../helpers/fake_clock.ts";
import { parseScrape, sumOf } from "../../helpers/scrape.ts";

const OPS = [{ op: 101, name: "login" }, { op: 201, name: "send" }];

Deno.test("a duration falls into the first bucket that is not shorter", () => {
  const durations = new Durations();
  for (const ms of [0, 0.1, 0.100001, 5000, 5001, -3]) durations.observe(ms);
  const cumulative = durations.cumulative();
  assertEquals(cumulative.length, BOUNDS.length + 1);
  assertEquals([cumulative[0], cumulative[1]], [3, 4]);
  assertEquals(cumulative.slice(-2), [5, 6]);
  assertEquals([durations.count, Math.round(durations.sum)], [6, 10_001]);
});

Deno.test("names and units are as Prometheus wants them", () => {
  for (const [name, { type, help }] of Object.entries(METRICS)) {
    assertMatch(name, /^(gim|process)_[a-z_]+$/);
    assertEquals(name.endsWith("_total"), type === "counter", name);
    if (type === "histogram") assertMatch(name, /_seconds$/);
    assertMatch(help, /^\S.*\.$/, name);
  }
});

Deno.test("a request is counted by op and code, in seconds", async () => {
  const { requests } = new Metrics(OPS);
  const send = requests.of(201);
  send.received += 3;
  send.answered(0, 0.2);
  send.answered(0, 3);
  send.answered(403, 0.05);
  requests.of(101).answered(401, 1);
  requests.of(7).received++;
  requests.of(9).received++;
  requests.malformed = 2;
  const samples = new Samples();
  requests.collect(samples);
  const scrape = parseScrape(await exposition([samples.plain]));
  const duration = "gim_request_duration_seconds";
  const sent = 'op="send",code="0"';
  assertEquals(scrape.get(`${duration}_count{${sent}}`), 2);
  assertEquals(scrape.get(`${duration}_sum{${sent}}`), 0.0032);
  assertEquals(scrape.get(`${duration}_bucket{le="0.0001",${sent}}`), 0);
  assertEquals(scrape.get(`${duration}_bucket{le="0.00025",${sent}}`), 1);
  assertEquals(scrape.get(`${duration}_bucket{le="+Inf",${sent}}`), 2);
  assertEquals(scrape.get(`${duration}_count{op="send",code="403"}`), 1);
  assertEquals(scrape.get('gim_frames_received_total{op="send"}'), 3);
  assertEquals(scrape.get('gim_frames_sent_total{op="send"}'), 3);
  assertEquals(scrape.get('gim_frames_received_total{op="unknown"}'), 2);
  assertEquals(scrape.get('gim_frames_received_total{op="malformed"}'), 2);
  assertEquals(scrape.get('gim_logins_total{code="401"}'), 1);
});

Deno.test("what several threads tell is added up, as plain data", async () => {
  const threads = [new Metrics(OPS), new Metrics(OPS)];
  for (const [at, metrics] of threads.entries()) {
    metrics.connections.opened = 10 + at;
    metrics.connections.closed("peer");
    metrics.pushes.pushedToChatroom(5, 2);
    metrics.requests.of(201).answered(0, 1);
    metrics.addGauges((samples) => samples.add("gim_sockets", 4));
  }
  threads[1]?.connections.closed(4413);
  const plain = threads.map((each) => structuredClone(each.collect()));
  const scrape = parseScrape(await exposition(plain));
  assertEquals(scrape.get("gim_threads"), 2);
  assertEquals(scrape.get("gim_connections_opened_total"), 21);
  assertEquals(scrape.get("gim_sockets"), 8);
  assertEquals(scrape.get('gim_connections_closed_total{code="peer"}'), 2);
  assertEquals(scrape.get('gim_connections_closed_total{code="4413"}'), 1);
  assertEquals(scrape.get("gim_slow_consumers_closed_total"), 1);
  assertEquals(sumOf(scrape, "gim_messages_pushed_total", "chatroom"), 10);
  assertEquals(scrape.get("gim_messages_missed_total"), 4);
  const count = 'gim_request_duration_seconds_count{op="send",code="0"}';
  assertEquals(scrape.get(count), 2);
});

Deno.test("lag is how late a timer runs, and the timer is taken back", () => {
  const clock = new FakeClock();
  const lag = new Durations();
  const stop = watchLoopLag(clock, lag);
  clock.advance(1000);
  assertEquals(lag.count > 5, true);
  stop();
  assertEquals(clock.pendingTimers, 0);
});

Deno.test("a thread that stood still for a second was late at each look of it", () => {
  const fake = new FakeClock();
  let elapsed = 0;
  let look = () => {};
  const lag = new Durations();
  watchLoopLag({
    now: fake.now,
    elapsed: () => elapsed,
    coarse: () => elapsed,
    after: (_delay, run) => look = run,
    cancel: () => {},
    nextTurn: () => {},
  }, lag);
  elapsed = 1100;
  look();
  assertEquals([lag.count, lag.sum], [11, 5500]);
  elapsed += 86_400_000;
  look();
  assertEquals(lag.count, 11 + 600);
});

Deno.test("a method that is none, and a path, make no series of their own", async () => {
  const metrics = new Metrics(OPS);
  for (const method of ["GET", "BREW", "LOOK"]) {
    metrics.http.answered({ method, route: "none", status: 404 }, 1);
  }
  metrics.http.answered({ method: "POST", route: "/login", status: 200 }, 1);
  const scrape = parseScrape(await exposition([metrics.collect()]));
  const name = "gim_http_request_duration_seconds_count";
  const labels = 'route="none",status="404"';
  assertEquals(scrape.get(`${name}{method="other",${labels}}`), 2);
  assertEquals(scrape.get(`${name}{method="GET",${labels}}`), 1);
  assertEquals(scrape.get('gim_logins_total{code="0"}'), 1);
});

Deno.test("what alerts look at is told before it happens for the first time", async () => {
  const scrape = parseScrape(await exposition([new Metrics(OPS).collect()]));
  for (const code of [500, 503]) {
    for (const via of ["socket", "http"]) {
      const series = `gim_faults_total{code="${code}",via="${via}"}`;
      assertEquals(scrape.get(series), 0, series);
    }
  }
  for (const { code } of Object.values(closeCodes)) {
    const series = `gim_connections_closed_total{code="${code}"}`;
    assertEquals(scrape.get(series), 0, series);
  }
  assertEquals(scrape.get('gim_logins_total{code="401"}'), 0);
  assertEquals(scrape.get('gim_logins_total{code="0"}'), 0);
});

Deno.test("faults are replies 500 and 503, and not what /readyz says", async () => {
  const metrics = new Metrics(OPS);
  const { requests, http } = metrics;
  requests.of(201).answered(500, 1);
  requests.of(101).answered(500, 1);
  requests.of(7).answered(400, 1);
  requests.of(201).answered(503, 1);
  const answer = (route: string, status: number) =>
    http.answered({ method: "POST", route, status }, 1);
  answer("/messages", 503);
  answer("/login", 503);
  answer("/readyz", 503);
  answer("/messages", 500);
  answer("/messages", 404);
  const scrape = parseScrape(await exposition([metrics.collect()]));
  const faults = (code: number, via: string) =>
    scrape.get(`gim_faults_total{code="${code}",via="${via}"}`);
  assertEquals([faults(500, "socket"), faults(503, "socket")], [2, 1]);
  assertEquals([faults(500, "http"), faults(503, "http")], [1, 2]);
});
