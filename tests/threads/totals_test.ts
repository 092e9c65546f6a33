import { assertEquals } from "@std/assert";
import type { PlainMetric } from "../../src/observe/metrics/samples.ts";
import { exposition } from "../../src/observe/metrics/exposition.ts";
import { Totals } from "../../src/threads/totals.ts";
import { parseScrape } from "../helpers/scrape.ts";

/** What a thread tells that was asked so many requests by two people. */
function told(asked: number, sockets = 2): PlainMetric[] {
  const rest = { help: "Help.", aggregator: "sum" } as const;
  const name = "gim_request_duration_seconds";
  const labels = { op: "send" };
  return [
    {
      ...rest,
      name: "gim_frames_received_total",
      type: "counter",
      values: [{ value: asked, labels }, { value: 1, labels: { op: "x" } }],
    },
    {
      ...rest,
      name: "gim_sockets",
      type: "gauge",
      values: [{ value: sockets, labels: {} }],
    },
    {
      ...rest,
      name,
      type: "histogram",
      values: [
        {
          metricName: `${name}_bucket`,
          value: asked,
          labels: { le: 1, ...labels },
        },
        {
          metricName: `${name}_bucket`,
          value: asked,
          labels: { le: "+Inf", ...labels },
        },
        { metricName: `${name}_sum`, value: asked / 2, labels },
        { metricName: `${name}_count`, value: asked, labels },
      ],
    },
  ];
}

async function shown(totals: Totals): Promise<(number | undefined)[]> {
  const scrape = parseScrape(await exposition(totals.all));
  return [
    'gim_frames_received_total{op="send"}',
    'gim_frames_received_total{op="x"}',
    'gim_request_duration_seconds_bucket{le="+Inf",op="send"}',
    'gim_request_duration_seconds_sum{op="send"}',
    "gim_sockets",
  ].map((series) => scrape.get(series));
}

Deno.test("a thread that says nothing new counts as it did last", async () => {
  const totals = new Totals();
  totals.set(0, told(10));
  totals.set(1, told(5));
  assertEquals(await shown(totals), [15, 2, 15, 7.5, 4]);
  totals.set(1, told(6));
  assertEquals(await shown(totals), [16, 2, 16, 8, 4]);
});

Deno.test("what a thread counted stays when it has ended, what it held does not", async () => {
  const totals = new Totals();
  totals.set(0, told(10));
  totals.set(1, told(5));
  totals.end(0);
  assertEquals(await shown(totals), [15, 2, 15, 7.5, 2]);
  totals.set(0, told(1, 1));
  assertEquals(await shown(totals), [16, 3, 16, 8, 3]);
});

Deno.test("what many threads counted that ended is one sum", async () => {
  const totals = new Totals();
  for (let life = 0; life < 100; life++) {
    totals.set(0, told(2));
    totals.end(0);
  }
  assertEquals(totals.all.length, 1);
  assertEquals(await shown(totals), [200, 100, 200, 100, undefined]);
});

Deno.test("a thread that ends before it told anything leaves nothing", () => {
  const totals = new Totals();
  totals.end(3);
  assertEquals(totals.all, [[]]);
});

Deno.test("what a thread told is not changed by what others told", () => {
  const totals = new Totals();
  const first = told(10);
  totals.set(0, first);
  totals.end(0);
  totals.set(0, told(10));
  totals.end(0);
  assertEquals(first, told(10));
});
