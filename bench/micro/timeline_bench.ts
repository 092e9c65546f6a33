import { Timeline } from "../../src/domain/timeline.ts";

interface Entry {
  readonly sequence: number;
}

const PAGE = 50;

function filled(size: number): Timeline<Entry> {
  const timeline = new Timeline<Entry>();
  for (let sequence = 1; sequence <= size; sequence++) {
    timeline.append({ sequence });
  }
  return timeline;
}

for (const [name, size] of [["1k", 1000], ["100k", 100_000]] as const) {
  const group = `timeline of ${name}`;
  const kept = filled(size);
  const still = filled(size);
  let deep = 0;

  Deno.bench(`${group}: append ${name} to an empty one`, { group }, () => {
    filled(size);
  });

  Deno.bench(`${group}: append and evict`, { group }, () => {
    kept.append({ sequence: kept.lastSequence + 1 });
    kept.evictOldest();
  });

  Deno.bench(`${group}: newest page of 50`, { group }, () => {
    still.newestPage(PAGE);
  });

  Deno.bench(`${group}: page of 50 anywhere`, { group }, () => {
    // A stride that visits distant places in an unpredictable order.
    deep = (deep + 7919) % (size - PAGE);
    still.pageBefore(deep + PAGE + 1, PAGE);
  });
}
