import { assertEquals } from "@std/assert";
import { forAWhile } from "../../../src/storage/disk/writer/for_a_while.ts";

/** Steps of 3 ms, of which so many are needed; returns how many were made. */
function madeOf(needed: number, ms: number): [made: number, more: boolean] {
  let made = 0;
  const elapsed = () => 3 * made;
  const { more } = forAWhile({ ms, elapsed }, () => {
    made++;
    return { more: made < needed, touched: [] };
  });
  return [made, more];
}

Deno.test("forAWhile() ends with the time, or with what there is to do", () => {
  assertEquals(madeOf(10, 8), [3, true]);
  assertEquals(madeOf(10, 9), [3, true]);
  assertEquals(madeOf(2, 9), [2, false]);
  assertEquals(madeOf(10, 0), [1, true], "it always gets somewhere");
});

Deno.test("forAWhile() says once of each conversation that it was touched", () => {
  const steps = [["a", "b"], ["b"], ["c"]];
  const { touched } = forAWhile({ ms: 1, elapsed: () => 0 }, () => ({
    touched: steps.shift() as never[],
    more: steps.length > 0,
  }));
  assertEquals<readonly string[]>(touched, ["a", "b", "c"]);
});
