import { assertEquals, assertThrows } from "@std/assert";
import {
  MAX_PASSED_OVER,
  PassedOver,
} from "../../../src/storage/disk/passed_over.ts";

/** What SQLite throws, with its code. */
class SqliteFault extends Error {
  readonly code = "ERR_SQLITE_ERROR";
  readonly errcode: number;

  constructor(errcode: number) {
    super("fault");
    this.errcode = errcode;
  }
}

function failWith(over: PassedOver<number>, id: number, fault: Error): void {
  assertThrows(() =>
    over.attempt(id, () => {
      throw fault;
    })
  );
}

Deno.test("what failed by damage or a mistake is passed over, and nothing that a full disk refused", () => {
  const over = new PassedOver<number>();
  failWith(over, 1, new SqliteFault(11));
  failWith(over, 2, new TypeError("a mistake"));
  failWith(over, 3, new SqliteFault(13));
  assertEquals(over.attempt(4, () => "done"), "done");
  const rows = [1, 2, 3, 4, 5].map((id) => [id, "more"]);
  assertEquals(over.firstOf(rows, 2), [[3, "more"], [4, "more"]]);
});

Deno.test("of too many that are passed over the first is tried again", () => {
  const over = new PassedOver<number>();
  const fault = new SqliteFault(11);
  for (let id = 0; id <= MAX_PASSED_OVER; id++) failWith(over, id, fault);
  const rows = [[0], [1], [MAX_PASSED_OVER]];
  assertEquals(over.firstOf(rows, 3), [[0]]);
});
