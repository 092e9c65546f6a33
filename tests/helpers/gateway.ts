import { SocketConnection } from "../../src/gateway/connection.ts";
import { Dispatch } from "../../src/gateway/dispatch.ts";
import { DenoEngine } from "../../src/gateway/engines/deno.ts";
import { Gateway } from "../../src/gateway/gateway.ts";
import { LocalCore } from "../../src/gateway/local_core.ts";
import { RequestTurns } from "../../src/gateway/request_turns.ts";
import { TurnEnd } from "../../src/gateway/turn_end.ts";
import { Unread } from "../../src/gateway/unread.ts";
import { SocketCount } from "../../src/gateway/socket_count.ts";
import { createLog, type Log } from "../../src/observe/log.ts";
import { jsonWithStringBodies } from "../../src/protocol/json.ts";
import { Hub } from "../../src/push/hub.ts";
import { HubCommands } from "../../src/push/hub_commands.ts";
import { attend } from "./attend.ts";
import { FakeSocket } from "./fake_socket.ts";
import { served } from "./socket_connection.ts";
import { RulesBench, type RulesChanges } from "./rules.ts";

/** A test's changes to its gateway; the rest is the default. */
export interface GatewayChanges extends RulesChanges {
  readonly maxConnections?: number;
  readonly loginTimeout?: number;
  readonly heartbeatInterval?: number;
  readonly allowsOrigin?: (origin: string, host: string | null) => boolean;
}

/** A gateway with all rules, without a network. */
export class GatewayBench {
  readonly rules: RulesBench;
  readonly gateway: Gateway;
  readonly dispatch: Dispatch;
  readonly engine: DenoEngine;
  readonly hub = new Hub<SocketConnection>();
  readonly sockets = new SocketCount();
  readonly unread = new Unread({ perUser: 1_000_000, total: 3_000_000 });
  readonly faults: { id: string; fault: unknown }[] = [];
  readonly lines: string[] = [];
  readonly log: Log;
  #lastId = 0;

  constructor(changes: GatewayChanges = {}) {
    this.rules = new RulesBench(changes);
    const { rules, hub, sockets, unread } = this;
    const { clock } = rules;
    const { now } = clock;
    this.engine = new DenoEngine(clock);
    const write = (line: string) => this.lines.push(line);
    const log = createLog({ level: "info", format: "json", now, write });
    this.log = log;
    const { scheduler, broadcasts } = rules.commands;
    const commands = new HubCommands({
      hub,
      scheduler,
      broadcasts,
      maxOutboundBytes: 1_000_000,
      backlog: 8192,
      count: 10,
      onFault: (fault) => this.faults.push({ id: "", fault }),
    });
    const core = new LocalCore({
      rules,
      commands,
      log,
      presence: rules.presence,
      clock,
    });
    this.dispatch = new Dispatch({
      core,
      clock,
      sequence: changes.sequence ?? true,
      log,
      requireRoomFor: (userId) => unread.requireRoomFor(userId),
      report: (id, fault) => this.faults.push({ id, fault }),
    });
    this.gateway = new Gateway({
      dispatch: this.dispatch,
      core,
      hub,
      sockets,
      unread,
      clock,
      log,
      defaultCodec: jsonWithStringBodies,
      maxFrameSize: 65_536,
      maxConnections: changes.maxConnections ?? 1000,
      loginTimeout: changes.loginTimeout ?? 120_000,
      heartbeatInterval: changes.heartbeatInterval ?? 600_000,
      allowsOrigin: changes.allowsOrigin ?? (() => true),
    });
  }

  /** A connection outside the hub, whose requests the test makes itself. */
  connection(): SocketConnection {
    const { rules: { clock } } = this;
    const onFault = (fault: unknown) =>
      void this.faults.push({ id: "", fault });
    return served(new FakeSocket(), clock, (socket) =>
      new SocketConnection({
        id: ++this.#lastId,
        socket,
        codec: jsonWithStringBodies,
        dispatch: this.dispatch,
        clock,
        turns: new RequestTurns(clock),
        turnEnd: new TurnEnd({ clock, onFault }),
        maxFrameSize: 65_536,
        onFault,
        onGone: () => {},
      }));
  }

  /** A socket that the gateway serves. */
  attend(): FakeSocket {
    const socket = new FakeSocket();
    attend(this, socket);
    return socket;
  }
}
