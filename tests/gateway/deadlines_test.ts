import { assertEquals } from "@std/assert";
import {
  HEARTBEAT_TIMEOUT,
  LOGIN_TIMEOUT,
  TOKEN_EXPIRED,
} from "../../src/base/close_codes.ts";
import { overdue, sweepInterval } from "../../src/gateway/deadlines.ts";
import type { Peer, PeerLogin } from "../../src/gateway/peer.ts";
import { FakeConnection } from "../helpers/fake_connection.ts";

const PATIENCE = { loginTimeout: 1000, heartbeatInterval: 5000 };

function peer(login?: PeerLogin): Peer {
  const connection = new FakeConnection();
  const origin = { id: "c1", trace: "t", client: undefined, span: undefined };
  return { ...origin, connection, login, loggedOutSince: 0, lastFrameAt: 0 };
}

Deno.test("a peer that does not log in is overdue after the login timeout", () => {
  assertEquals(overdue(peer(), 999, PATIENCE), undefined);
  assertEquals(overdue(peer(), 1000, PATIENCE), LOGIN_TIMEOUT);
});

Deno.test("frames do not put off the login timeout, a logout begins it anew", () => {
  const talking = { ...peer(), lastFrameAt: 990 };
  assertEquals(overdue(talking, 1000, PATIENCE), LOGIN_TIMEOUT);
  const loggedOut = { ...talking, loggedOutSince: 900 };
  assertEquals(overdue(loggedOut, 1899, PATIENCE), undefined);
  assertEquals(overdue(loggedOut, 1900, PATIENCE), LOGIN_TIMEOUT);
});

Deno.test("a silent peer is overdue after the heartbeat interval, logged in or not", () => {
  const loggedIn = peer({ userId: "ann", endsAt: undefined });
  assertEquals(overdue(loggedIn, 4999, PATIENCE), undefined);
  assertEquals(overdue(loggedIn, 5000, PATIENCE), HEARTBEAT_TIMEOUT);
  const patient = { loginTimeout: 9000, heartbeatInterval: 5000 };
  assertEquals(overdue(peer(), 5000, patient), HEARTBEAT_TIMEOUT);
  const talking = { ...loggedIn, lastFrameAt: 4000 };
  assertEquals(overdue(talking, 8999, PATIENCE), undefined);
});

Deno.test("a login ends with its token", () => {
  const loggedIn = {
    ...peer({ userId: "ann", endsAt: 3000 }),
    lastFrameAt: 2999,
  };
  assertEquals(overdue(loggedIn, 2999, PATIENCE), undefined);
  assertEquals(overdue(loggedIn, 3000, PATIENCE), TOKEN_EXPIRED);
});

Deno.test("sweeps are a twentieth of the shorter patience apart, within bounds", () => {
  const interval = (loginTimeout: number, heartbeatInterval: number) =>
    sweepInterval({ loginTimeout, heartbeatInterval });
  assertEquals(interval(2000, 10_000), 100);
  assertEquals(interval(10_000, 2000), 100);
  assertEquals(interval(10, 10), 5);
  assertEquals(interval(120_000, 600_000), 1000);
});
