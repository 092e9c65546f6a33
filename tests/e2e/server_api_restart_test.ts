import { assertEquals } from "@std/assert";
import { testOnEachStorage } from "../helpers/each_storage.ts";
import type { Gim } from "../helpers/gim.ts";
import { call } from "../helpers/http.ts";
import { admin, API_KEY_FLAGS } from "../helpers/server_api.ts";

const SECRET = "0123456789abcdef0123456789abcdef";

async function tokenOf({ http }: Gim, user_id: string): Promise<string> {
  const line = "POST /admin/tokens";
  return (await admin<{ token: string }>(http, line, { user_id })).token;
}

/** What a user with this token gets. */
async function statusOf({ http }: Gim, token: string): Promise<unknown[]> {
  const { status, data } = await call(http, "GET /sessions", { token });
  return [status, (data as { reason?: string } | null)?.reason];
}

testOnEachStorage(
  "a ban from the service and a revocation hold at each node, and outlive a restart",
  async ({ here, there, restart }) => {
    const [banned, revoked, other] = [
      await tokenOf(here, "ann"),
      await tokenOf(here, "bob"),
      await tokenOf(here, "cat"),
    ];
    await admin(here.http, "PUT /admin/users/ann/ban", { reason: "spam" });
    await admin(here.http, "POST /admin/users/bob/revoke");
    const check = async (gim: Gim) => {
      assertEquals(await statusOf(gim, banned), [403, "banned"]);
      assertEquals(await statusOf(gim, revoked), [401, undefined]);
      assertEquals(await statusOf(gim, other), [200, undefined]);
      const again = await tokenOf(gim, "bob");
      assertEquals(await statusOf(gim, again), [200, undefined]);
    };
    await check(here);
    await check(there);
    if (restart === undefined) return;
    const later = await restart();
    await check(later);
    await admin(later.http, "DELETE /admin/users/ann/ban");
    assertEquals(await statusOf(later, banned), [200, undefined]);
  },
  ...API_KEY_FLAGS,
  `--auth-secret=${SECRET}`,
);
