import { assertEquals } from "@std/assert";
import { refusal } from "../helpers/refusal.ts";
import { RulesBench } from "../helpers/rules.ts";

Deno.test("each of several revocations in one second reaches the tokens that were issued before it", async () => {
  const { access, auth } = new RulesBench({
    secret: "a long enough secret to be taken",
  });
  for (let round = 0; round < 3; round++) {
    const after = await access.revokedSecond("ann") ?? 0;
    const { token } = await auth.issue("ann", { after });
    const presented = await auth.verify(token);
    await access.require("ann", presented);
    await access.revoke("ann");
    const { code } = await refusal(() => access.require("ann", presented));
    assertEquals(code, 401, `round ${round}`);
  }
});
