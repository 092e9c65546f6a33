import { assertEquals } from "@std/assert";
import { RoomSemaphore } from "../../src/push/room_semaphore.ts";

function create(limit: number) {
  const faults: unknown[] = [];
  const semaphore = new RoomSemaphore({
    limit,
    onFault: (each) => faults.push(each),
  });
  const begun: number[] = [];
  const waiter = (number: number) => ({
    begin: () => void begun.push(number),
    failed: () => void begun.push(-number),
  });
  return { semaphore, faults, begun, waiter };
}

Deno.test("as many begin as there are semaphore, the others wait in their order", () => {
  const { semaphore, begun, waiter } = create(2);
  for (const number of [1, 2, 3, 4]) semaphore.acquire(waiter(number));
  assertEquals([begun, semaphore.waiting], [[1, 2], 2]);
  semaphore.release();
  assertEquals(begun, [1, 2, 3]);
  semaphore.release();
  semaphore.release();
  assertEquals([begun, semaphore.waiting], [[1, 2, 3, 4], 0]);
});

Deno.test("the place of a waiter that throws is free again, and it is told so", () => {
  const { semaphore, faults, begun, waiter } = create(1);
  const fault = new Error("no");
  const throwing = () => {
    throw fault;
  };
  semaphore.acquire({ ...waiter(7), begin: throwing });
  semaphore.acquire({ begin: throwing, failed: throwing });
  semaphore.acquire(waiter(1));
  assertEquals([faults, begun], [[fault, fault, fault], [-7, 1]]);
});

Deno.test("a long line of waiters that give back at once takes no stack", () => {
  const { semaphore, waiter } = create(1);
  semaphore.acquire(waiter(0));
  let served = 0;
  for (let number = 0; number < 100_000; number++) {
    semaphore.acquire({
      begin() {
        served++;
        semaphore.release();
      },
      failed() {},
    });
  }
  semaphore.release();
  assertEquals([served, semaphore.waiting], [100_000, 0]);
});
