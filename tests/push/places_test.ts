import { assertEquals } from "@std/assert";
import { Places } from "../../src/push/places.ts";

function create(limit: number) {
  const faults: unknown[] = [];
  const places = new Places({ limit, onFault: (each) => faults.push(each) });
  const begun: number[] = [];
  const visitor = (number: number) => ({
    begin: () => void begun.push(number),
    failed: () => void begun.push(-number),
  });
  return { places, faults, begun, visitor };
}

Deno.test("as many begin as there are places, the others wait in their order", () => {
  const { places, begun, visitor } = create(2);
  for (const number of [1, 2, 3, 4]) places.take(visitor(number));
  assertEquals([begun, places.waiting], [[1, 2], 2]);
  places.giveBack();
  assertEquals(begun, [1, 2, 3]);
  places.giveBack();
  places.giveBack();
  assertEquals([begun, places.waiting], [[1, 2, 3, 4], 0]);
});

Deno.test("the place of a visitor that throws is free again, and it is told so", () => {
  const { places, faults, begun, visitor } = create(1);
  const fault = new Error("no");
  const throwing = () => {
    throw fault;
  };
  places.take({ ...visitor(7), begin: throwing });
  places.take({ begin: throwing, failed: throwing });
  places.take(visitor(1));
  assertEquals([faults, begun], [[fault, fault, fault], [-7, 1]]);
});

Deno.test("a long line of visitors that give back at once takes no stack", () => {
  const { places, visitor } = create(1);
  places.take(visitor(0));
  let served = 0;
  for (let number = 0; number < 100_000; number++) {
    places.take({
      begin() {
        served++;
        places.giveBack();
      },
      failed() {},
    });
  }
  places.giveBack();
  assertEquals([served, places.waiting], [100_000, 0]);
});
