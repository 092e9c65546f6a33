import { assertEquals } from "@std/assert";
import { GimError, GimReplyError } from "../../src/client/errors.ts";

Deno.test("an application may derive its own errors from the client's, and name them", () => {
  class MyError extends GimError {
    constructor() {
      super("mine");
      Object.assign(this, { name: "MyError" });
    }
  }
  assertEquals([`${new MyError()}`, new GimError("its").name], [
    "MyError: mine",
    "GimError",
  ]);
  assertEquals(GimReplyError.name, "GimReplyError");
});
