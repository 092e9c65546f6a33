// Generated from gim.proto by `deno task proto`: do not edit.
// @ts-self-types="./gim_pb.d.ts"
/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "./protobuf_runtime.ts";

const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

const $root = $protobuf.roots["gim"] || ($protobuf.roots["gim"] = {});

export const gim = $root.gim = (() => {

    const gim = {};

    gim.ClientFrame = (function() {

        const ClientFrame = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        ClientFrame.prototype.seq = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
        ClientFrame.prototype.login = null;
        ClientFrame.prototype.logout = null;
        ClientFrame.prototype.heartbeat = null;
        ClientFrame.prototype.send = null;
        ClientFrame.prototype.history = null;
        ClientFrame.prototype.sessions = null;
        ClientFrame.prototype.sync = null;
        ClientFrame.prototype.read = null;
        ClientFrame.prototype.recall = null;
        ClientFrame.prototype.edit = null;
        ClientFrame.prototype.react = null;
        ClientFrame.prototype.reactions = null;
        ClientFrame.prototype.signal = null;
        ClientFrame.prototype.join = null;
        ClientFrame.prototype.leave = null;
        ClientFrame.prototype.members = null;
        ClientFrame.prototype.chatroom = null;
        ClientFrame.prototype.configure = null;
        ClientFrame.prototype.role = null;
        ClientFrame.prototype.remove = null;
        ClientFrame.prototype.ban = null;
        ClientFrame.prototype.mute = null;
        ClientFrame.prototype.add = null;
        ClientFrame.prototype.sanctions = null;
        ClientFrame.prototype.user = null;
        ClientFrame.prototype.block = null;
        ClientFrame.prototype.blocks = null;
        ClientFrame.prototype.watch = null;
        ClientFrame.prototype.profile = null;

        let $oneOfFields;

        $Object.defineProperty(ClientFrame.prototype, "request", {
            get: $util.oneOfGetter($oneOfFields = ["login", "logout", "heartbeat", "send", "history", "sessions", "sync", "read", "recall", "edit", "react", "reactions", "signal", "join", "leave", "members", "chatroom", "configure", "role", "remove", "ban", "mute", "add", "sanctions", "user", "block", "blocks", "watch", "profile"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        ClientFrame.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.seq != null && $Object.hasOwnProperty.call(message, "seq") && (typeof message.seq === "object" ? message.seq.low || message.seq.high : message.seq !== 0))
                writer.uint32(8).int64(message.seq);
            if (message.login != null && $Object.hasOwnProperty.call(message, "login"))
                $root.gim.LoginRequest.encode(message.login, writer.uint32(810).fork(), _depth + 1).ldelim();
            if (message.logout != null && $Object.hasOwnProperty.call(message, "logout"))
                $root.gim.LogoutRequest.encode(message.logout, writer.uint32(826).fork(), _depth + 1).ldelim();
            if (message.heartbeat != null && $Object.hasOwnProperty.call(message, "heartbeat"))
                $root.gim.HeartbeatRequest.encode(message.heartbeat, writer.uint32(842).fork(), _depth + 1).ldelim();
            if (message.send != null && $Object.hasOwnProperty.call(message, "send"))
                $root.gim.SendRequest.encode(message.send, writer.uint32(1610).fork(), _depth + 1).ldelim();
            if (message.history != null && $Object.hasOwnProperty.call(message, "history"))
                $root.gim.HistoryRequest.encode(message.history, writer.uint32(1626).fork(), _depth + 1).ldelim();
            if (message.sessions != null && $Object.hasOwnProperty.call(message, "sessions"))
                $root.gim.SessionsRequest.encode(message.sessions, writer.uint32(1642).fork(), _depth + 1).ldelim();
            if (message.sync != null && $Object.hasOwnProperty.call(message, "sync"))
                $root.gim.SyncRequest.encode(message.sync, writer.uint32(1658).fork(), _depth + 1).ldelim();
            if (message.read != null && $Object.hasOwnProperty.call(message, "read"))
                $root.gim.ReadRequest.encode(message.read, writer.uint32(1674).fork(), _depth + 1).ldelim();
            if (message.recall != null && $Object.hasOwnProperty.call(message, "recall"))
                $root.gim.RecallRequest.encode(message.recall, writer.uint32(1690).fork(), _depth + 1).ldelim();
            if (message.edit != null && $Object.hasOwnProperty.call(message, "edit"))
                $root.gim.EditRequest.encode(message.edit, writer.uint32(1706).fork(), _depth + 1).ldelim();
            if (message.react != null && $Object.hasOwnProperty.call(message, "react"))
                $root.gim.ReactRequest.encode(message.react, writer.uint32(1722).fork(), _depth + 1).ldelim();
            if (message.reactions != null && $Object.hasOwnProperty.call(message, "reactions"))
                $root.gim.ReactionsRequest.encode(message.reactions, writer.uint32(1738).fork(), _depth + 1).ldelim();
            if (message.signal != null && $Object.hasOwnProperty.call(message, "signal"))
                $root.gim.SignalRequest.encode(message.signal, writer.uint32(1754).fork(), _depth + 1).ldelim();
            if (message.join != null && $Object.hasOwnProperty.call(message, "join"))
                $root.gim.JoinRequest.encode(message.join, writer.uint32(2410).fork(), _depth + 1).ldelim();
            if (message.leave != null && $Object.hasOwnProperty.call(message, "leave"))
                $root.gim.LeaveRequest.encode(message.leave, writer.uint32(2426).fork(), _depth + 1).ldelim();
            if (message.members != null && $Object.hasOwnProperty.call(message, "members"))
                $root.gim.MembersRequest.encode(message.members, writer.uint32(2442).fork(), _depth + 1).ldelim();
            if (message.chatroom != null && $Object.hasOwnProperty.call(message, "chatroom"))
                $root.gim.ChatroomRequest.encode(message.chatroom, writer.uint32(2458).fork(), _depth + 1).ldelim();
            if (message.configure != null && $Object.hasOwnProperty.call(message, "configure"))
                $root.gim.ConfigureRequest.encode(message.configure, writer.uint32(2474).fork(), _depth + 1).ldelim();
            if (message.role != null && $Object.hasOwnProperty.call(message, "role"))
                $root.gim.RoleRequest.encode(message.role, writer.uint32(2490).fork(), _depth + 1).ldelim();
            if (message.remove != null && $Object.hasOwnProperty.call(message, "remove"))
                $root.gim.RemoveRequest.encode(message.remove, writer.uint32(2506).fork(), _depth + 1).ldelim();
            if (message.ban != null && $Object.hasOwnProperty.call(message, "ban"))
                $root.gim.SanctionRequest.encode(message.ban, writer.uint32(2522).fork(), _depth + 1).ldelim();
            if (message.mute != null && $Object.hasOwnProperty.call(message, "mute"))
                $root.gim.SanctionRequest.encode(message.mute, writer.uint32(2538).fork(), _depth + 1).ldelim();
            if (message.add != null && $Object.hasOwnProperty.call(message, "add"))
                $root.gim.AddRequest.encode(message.add, writer.uint32(2554).fork(), _depth + 1).ldelim();
            if (message.sanctions != null && $Object.hasOwnProperty.call(message, "sanctions"))
                $root.gim.SanctionsRequest.encode(message.sanctions, writer.uint32(2570).fork(), _depth + 1).ldelim();
            if (message.user != null && $Object.hasOwnProperty.call(message, "user"))
                $root.gim.UserRequest.encode(message.user, writer.uint32(3210).fork(), _depth + 1).ldelim();
            if (message.block != null && $Object.hasOwnProperty.call(message, "block"))
                $root.gim.BlockRequest.encode(message.block, writer.uint32(3226).fork(), _depth + 1).ldelim();
            if (message.blocks != null && $Object.hasOwnProperty.call(message, "blocks"))
                $root.gim.BlocksRequest.encode(message.blocks, writer.uint32(3242).fork(), _depth + 1).ldelim();
            if (message.watch != null && $Object.hasOwnProperty.call(message, "watch"))
                $root.gim.WatchRequest.encode(message.watch, writer.uint32(3258).fork(), _depth + 1).ldelim();
            if (message.profile != null && $Object.hasOwnProperty.call(message, "profile"))
                $root.gim.ProfileRequest.encode(message.profile, writer.uint32(3274).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        ClientFrame.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.ClientFrame();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                            message.seq = value;
                        else
                            delete message.seq;
                        continue;
                    }
                case 101: {
                        if (wireType !== 2)
                            break;
                        message.login = $root.gim.LoginRequest.decode(reader, reader.size(), $undefined, _depth + 1, message.login);
                        message.request = "login";
                        continue;
                    }
                case 103: {
                        if (wireType !== 2)
                            break;
                        message.logout = $root.gim.LogoutRequest.decode(reader, reader.size(), $undefined, _depth + 1, message.logout);
                        message.request = "logout";
                        continue;
                    }
                case 105: {
                        if (wireType !== 2)
                            break;
                        message.heartbeat = $root.gim.HeartbeatRequest.decode(reader, reader.size(), $undefined, _depth + 1, message.heartbeat);
                        message.request = "heartbeat";
                        continue;
                    }
                case 201: {
                        if (wireType !== 2)
                            break;
                        message.send = $root.gim.SendRequest.decode(reader, reader.size(), $undefined, _depth + 1, message.send);
                        message.request = "send";
                        continue;
                    }
                case 203: {
                        if (wireType !== 2)
                            break;
                        message.history = $root.gim.HistoryRequest.decode(reader, reader.size(), $undefined, _depth + 1, message.history);
                        message.request = "history";
                        continue;
                    }
                case 205: {
                        if (wireType !== 2)
                            break;
                        message.sessions = $root.gim.SessionsRequest.decode(reader, reader.size(), $undefined, _depth + 1, message.sessions);
                        message.request = "sessions";
                        continue;
                    }
                case 207: {
                        if (wireType !== 2)
                            break;
                        message.sync = $root.gim.SyncRequest.decode(reader, reader.size(), $undefined, _depth + 1, message.sync);
                        message.request = "sync";
                        continue;
                    }
                case 209: {
                        if (wireType !== 2)
                            break;
                        message.read = $root.gim.ReadRequest.decode(reader, reader.size(), $undefined, _depth + 1, message.read);
                        message.request = "read";
                        continue;
                    }
                case 211: {
                        if (wireType !== 2)
                            break;
                        message.recall = $root.gim.RecallRequest.decode(reader, reader.size(), $undefined, _depth + 1, message.recall);
                        message.request = "recall";
                        continue;
                    }
                case 213: {
                        if (wireType !== 2)
                            break;
                        message.edit = $root.gim.EditRequest.decode(reader, reader.size(), $undefined, _depth + 1, message.edit);
                        message.request = "edit";
                        continue;
                    }
                case 215: {
                        if (wireType !== 2)
                            break;
                        message.react = $root.gim.ReactRequest.decode(reader, reader.size(), $undefined, _depth + 1, message.react);
                        message.request = "react";
                        continue;
                    }
                case 217: {
                        if (wireType !== 2)
                            break;
                        message.reactions = $root.gim.ReactionsRequest.decode(reader, reader.size(), $undefined, _depth + 1, message.reactions);
                        message.request = "reactions";
                        continue;
                    }
                case 219: {
                        if (wireType !== 2)
                            break;
                        message.signal = $root.gim.SignalRequest.decode(reader, reader.size(), $undefined, _depth + 1, message.signal);
                        message.request = "signal";
                        continue;
                    }
                case 301: {
                        if (wireType !== 2)
                            break;
                        message.join = $root.gim.JoinRequest.decode(reader, reader.size(), $undefined, _depth + 1, message.join);
                        message.request = "join";
                        continue;
                    }
                case 303: {
                        if (wireType !== 2)
                            break;
                        message.leave = $root.gim.LeaveRequest.decode(reader, reader.size(), $undefined, _depth + 1, message.leave);
                        message.request = "leave";
                        continue;
                    }
                case 305: {
                        if (wireType !== 2)
                            break;
                        message.members = $root.gim.MembersRequest.decode(reader, reader.size(), $undefined, _depth + 1, message.members);
                        message.request = "members";
                        continue;
                    }
                case 307: {
                        if (wireType !== 2)
                            break;
                        message.chatroom = $root.gim.ChatroomRequest.decode(reader, reader.size(), $undefined, _depth + 1, message.chatroom);
                        message.request = "chatroom";
                        continue;
                    }
                case 309: {
                        if (wireType !== 2)
                            break;
                        message.configure = $root.gim.ConfigureRequest.decode(reader, reader.size(), $undefined, _depth + 1, message.configure);
                        message.request = "configure";
                        continue;
                    }
                case 311: {
                        if (wireType !== 2)
                            break;
                        message.role = $root.gim.RoleRequest.decode(reader, reader.size(), $undefined, _depth + 1, message.role);
                        message.request = "role";
                        continue;
                    }
                case 313: {
                        if (wireType !== 2)
                            break;
                        message.remove = $root.gim.RemoveRequest.decode(reader, reader.size(), $undefined, _depth + 1, message.remove);
                        message.request = "remove";
                        continue;
                    }
                case 315: {
                        if (wireType !== 2)
                            break;
                        message.ban = $root.gim.SanctionRequest.decode(reader, reader.size(), $undefined, _depth + 1, message.ban);
                        message.request = "ban";
                        continue;
                    }
                case 317: {
                        if (wireType !== 2)
                            break;
                        message.mute = $root.gim.SanctionRequest.decode(reader, reader.size(), $undefined, _depth + 1, message.mute);
                        message.request = "mute";
                        continue;
                    }
                case 319: {
                        if (wireType !== 2)
                            break;
                        message.add = $root.gim.AddRequest.decode(reader, reader.size(), $undefined, _depth + 1, message.add);
                        message.request = "add";
                        continue;
                    }
                case 321: {
                        if (wireType !== 2)
                            break;
                        message.sanctions = $root.gim.SanctionsRequest.decode(reader, reader.size(), $undefined, _depth + 1, message.sanctions);
                        message.request = "sanctions";
                        continue;
                    }
                case 401: {
                        if (wireType !== 2)
                            break;
                        message.user = $root.gim.UserRequest.decode(reader, reader.size(), $undefined, _depth + 1, message.user);
                        message.request = "user";
                        continue;
                    }
                case 403: {
                        if (wireType !== 2)
                            break;
                        message.block = $root.gim.BlockRequest.decode(reader, reader.size(), $undefined, _depth + 1, message.block);
                        message.request = "block";
                        continue;
                    }
                case 405: {
                        if (wireType !== 2)
                            break;
                        message.blocks = $root.gim.BlocksRequest.decode(reader, reader.size(), $undefined, _depth + 1, message.blocks);
                        message.request = "blocks";
                        continue;
                    }
                case 407: {
                        if (wireType !== 2)
                            break;
                        message.watch = $root.gim.WatchRequest.decode(reader, reader.size(), $undefined, _depth + 1, message.watch);
                        message.request = "watch";
                        continue;
                    }
                case 409: {
                        if (wireType !== 2)
                            break;
                        message.profile = $root.gim.ProfileRequest.decode(reader, reader.size(), $undefined, _depth + 1, message.profile);
                        message.request = "profile";
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return ClientFrame;
    })();

    gim.ServerFrame = (function() {

        const ServerFrame = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        ServerFrame.prototype.seq = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
        ServerFrame.prototype.code = 0;
        ServerFrame.prototype.msg = "";
        ServerFrame.prototype.reason = null;
        ServerFrame.prototype.until = null;
        ServerFrame.prototype.retry_after = null;
        ServerFrame.prototype.login = null;
        ServerFrame.prototype.logout = null;
        ServerFrame.prototype.heartbeat = null;
        ServerFrame.prototype.send = null;
        ServerFrame.prototype.history = null;
        ServerFrame.prototype.sessions = null;
        ServerFrame.prototype.sync = null;
        ServerFrame.prototype.read = null;
        ServerFrame.prototype.recall = null;
        ServerFrame.prototype.edit = null;
        ServerFrame.prototype.react = null;
        ServerFrame.prototype.reactions = null;
        ServerFrame.prototype.signal = null;
        ServerFrame.prototype.join = null;
        ServerFrame.prototype.leave = null;
        ServerFrame.prototype.members = null;
        ServerFrame.prototype.chatroom = null;
        ServerFrame.prototype.configure = null;
        ServerFrame.prototype.role = null;
        ServerFrame.prototype.remove = null;
        ServerFrame.prototype.ban = null;
        ServerFrame.prototype.mute = null;
        ServerFrame.prototype.add = null;
        ServerFrame.prototype.sanctions = null;
        ServerFrame.prototype.user = null;
        ServerFrame.prototype.block = null;
        ServerFrame.prototype.blocks = null;
        ServerFrame.prototype.watch = null;
        ServerFrame.prototype.profile = null;
        ServerFrame.prototype.messages = null;
        ServerFrame.prototype.event = null;
        ServerFrame.prototype.signal_push = null;

        let $oneOfFields;

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(ServerFrame.prototype, "_reason", {
            get: $util.oneOfGetter($oneOfFields = ["reason"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(ServerFrame.prototype, "_until", {
            get: $util.oneOfGetter($oneOfFields = ["until"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(ServerFrame.prototype, "_retry_after", {
            get: $util.oneOfGetter($oneOfFields = ["retry_after"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        $Object.defineProperty(ServerFrame.prototype, "body", {
            get: $util.oneOfGetter($oneOfFields = ["login", "logout", "heartbeat", "send", "history", "sessions", "sync", "read", "recall", "edit", "react", "reactions", "signal", "join", "leave", "members", "chatroom", "configure", "role", "remove", "ban", "mute", "add", "sanctions", "user", "block", "blocks", "watch", "profile", "messages", "event", "signal_push"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        ServerFrame.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.seq != null && $Object.hasOwnProperty.call(message, "seq") && (typeof message.seq === "object" ? message.seq.low || message.seq.high : message.seq !== 0))
                writer.uint32(8).int64(message.seq);
            if (message.code != null && $Object.hasOwnProperty.call(message, "code") && message.code !== 0)
                writer.uint32(16).int32(message.code);
            if (message.msg != null && $Object.hasOwnProperty.call(message, "msg") && message.msg !== "")
                writer.uint32(26).string(message.msg);
            if (message.reason != null && $Object.hasOwnProperty.call(message, "reason"))
                writer.uint32(34).string(message.reason);
            if (message.until != null && $Object.hasOwnProperty.call(message, "until"))
                writer.uint32(40).int64(message.until);
            if (message.retry_after != null && $Object.hasOwnProperty.call(message, "retry_after"))
                writer.uint32(48).int64(message.retry_after);
            if (message.login != null && $Object.hasOwnProperty.call(message, "login"))
                $root.gim.LoginReply.encode(message.login, writer.uint32(818).fork(), _depth + 1).ldelim();
            if (message.logout != null && $Object.hasOwnProperty.call(message, "logout"))
                $root.gim.LogoutReply.encode(message.logout, writer.uint32(834).fork(), _depth + 1).ldelim();
            if (message.heartbeat != null && $Object.hasOwnProperty.call(message, "heartbeat"))
                $root.gim.HeartbeatReply.encode(message.heartbeat, writer.uint32(850).fork(), _depth + 1).ldelim();
            if (message.send != null && $Object.hasOwnProperty.call(message, "send"))
                $root.gim.SendReply.encode(message.send, writer.uint32(1618).fork(), _depth + 1).ldelim();
            if (message.history != null && $Object.hasOwnProperty.call(message, "history"))
                $root.gim.HistoryReply.encode(message.history, writer.uint32(1634).fork(), _depth + 1).ldelim();
            if (message.sessions != null && $Object.hasOwnProperty.call(message, "sessions"))
                $root.gim.SessionsReply.encode(message.sessions, writer.uint32(1650).fork(), _depth + 1).ldelim();
            if (message.sync != null && $Object.hasOwnProperty.call(message, "sync"))
                $root.gim.SyncReply.encode(message.sync, writer.uint32(1666).fork(), _depth + 1).ldelim();
            if (message.read != null && $Object.hasOwnProperty.call(message, "read"))
                $root.gim.ReadReply.encode(message.read, writer.uint32(1682).fork(), _depth + 1).ldelim();
            if (message.recall != null && $Object.hasOwnProperty.call(message, "recall"))
                $root.gim.Message.encode(message.recall, writer.uint32(1698).fork(), _depth + 1).ldelim();
            if (message.edit != null && $Object.hasOwnProperty.call(message, "edit"))
                $root.gim.Message.encode(message.edit, writer.uint32(1714).fork(), _depth + 1).ldelim();
            if (message.react != null && $Object.hasOwnProperty.call(message, "react"))
                $root.gim.ReactReply.encode(message.react, writer.uint32(1730).fork(), _depth + 1).ldelim();
            if (message.reactions != null && $Object.hasOwnProperty.call(message, "reactions"))
                $root.gim.ReactionsReply.encode(message.reactions, writer.uint32(1746).fork(), _depth + 1).ldelim();
            if (message.signal != null && $Object.hasOwnProperty.call(message, "signal"))
                $root.gim.SignalReply.encode(message.signal, writer.uint32(1762).fork(), _depth + 1).ldelim();
            if (message.join != null && $Object.hasOwnProperty.call(message, "join"))
                $root.gim.JoinReply.encode(message.join, writer.uint32(2418).fork(), _depth + 1).ldelim();
            if (message.leave != null && $Object.hasOwnProperty.call(message, "leave"))
                $root.gim.LeaveReply.encode(message.leave, writer.uint32(2434).fork(), _depth + 1).ldelim();
            if (message.members != null && $Object.hasOwnProperty.call(message, "members"))
                $root.gim.MembersReply.encode(message.members, writer.uint32(2450).fork(), _depth + 1).ldelim();
            if (message.chatroom != null && $Object.hasOwnProperty.call(message, "chatroom"))
                $root.gim.Chatroom.encode(message.chatroom, writer.uint32(2466).fork(), _depth + 1).ldelim();
            if (message.configure != null && $Object.hasOwnProperty.call(message, "configure"))
                $root.gim.Chatroom.encode(message.configure, writer.uint32(2482).fork(), _depth + 1).ldelim();
            if (message.role != null && $Object.hasOwnProperty.call(message, "role"))
                $root.gim.Member.encode(message.role, writer.uint32(2498).fork(), _depth + 1).ldelim();
            if (message.remove != null && $Object.hasOwnProperty.call(message, "remove"))
                $root.gim.RemoveReply.encode(message.remove, writer.uint32(2514).fork(), _depth + 1).ldelim();
            if (message.ban != null && $Object.hasOwnProperty.call(message, "ban"))
                $root.gim.SanctionReply.encode(message.ban, writer.uint32(2530).fork(), _depth + 1).ldelim();
            if (message.mute != null && $Object.hasOwnProperty.call(message, "mute"))
                $root.gim.SanctionReply.encode(message.mute, writer.uint32(2546).fork(), _depth + 1).ldelim();
            if (message.add != null && $Object.hasOwnProperty.call(message, "add"))
                $root.gim.AddReply.encode(message.add, writer.uint32(2562).fork(), _depth + 1).ldelim();
            if (message.sanctions != null && $Object.hasOwnProperty.call(message, "sanctions"))
                $root.gim.SanctionsReply.encode(message.sanctions, writer.uint32(2578).fork(), _depth + 1).ldelim();
            if (message.user != null && $Object.hasOwnProperty.call(message, "user"))
                $root.gim.UserReply.encode(message.user, writer.uint32(3218).fork(), _depth + 1).ldelim();
            if (message.block != null && $Object.hasOwnProperty.call(message, "block"))
                $root.gim.BlockReply.encode(message.block, writer.uint32(3234).fork(), _depth + 1).ldelim();
            if (message.blocks != null && $Object.hasOwnProperty.call(message, "blocks"))
                $root.gim.BlocksReply.encode(message.blocks, writer.uint32(3250).fork(), _depth + 1).ldelim();
            if (message.watch != null && $Object.hasOwnProperty.call(message, "watch"))
                $root.gim.WatchReply.encode(message.watch, writer.uint32(3266).fork(), _depth + 1).ldelim();
            if (message.profile != null && $Object.hasOwnProperty.call(message, "profile"))
                $root.gim.UserReply.encode(message.profile, writer.uint32(3282).fork(), _depth + 1).ldelim();
            if (message.messages != null && $Object.hasOwnProperty.call(message, "messages"))
                $root.gim.MessagesPush.encode(message.messages, writer.uint32(4010).fork(), _depth + 1).ldelim();
            if (message.event != null && $Object.hasOwnProperty.call(message, "event"))
                $root.gim.EventPush.encode(message.event, writer.uint32(4026).fork(), _depth + 1).ldelim();
            if (message.signal_push != null && $Object.hasOwnProperty.call(message, "signal_push"))
                $root.gim.SignalPush.encode(message.signal_push, writer.uint32(4042).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        ServerFrame.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.ServerFrame();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                            message.seq = value;
                        else
                            delete message.seq;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.code = value;
                        else
                            delete message.code;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.msg = value;
                        else
                            delete message.msg;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        message.reason = reader.stringVerify();
                        message._reason = "reason";
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        message.until = reader.int64();
                        message._until = "until";
                        continue;
                    }
                case 6: {
                        if (wireType !== 0)
                            break;
                        message.retry_after = reader.int64();
                        message._retry_after = "retry_after";
                        continue;
                    }
                case 102: {
                        if (wireType !== 2)
                            break;
                        message.login = $root.gim.LoginReply.decode(reader, reader.size(), $undefined, _depth + 1, message.login);
                        message.body = "login";
                        continue;
                    }
                case 104: {
                        if (wireType !== 2)
                            break;
                        message.logout = $root.gim.LogoutReply.decode(reader, reader.size(), $undefined, _depth + 1, message.logout);
                        message.body = "logout";
                        continue;
                    }
                case 106: {
                        if (wireType !== 2)
                            break;
                        message.heartbeat = $root.gim.HeartbeatReply.decode(reader, reader.size(), $undefined, _depth + 1, message.heartbeat);
                        message.body = "heartbeat";
                        continue;
                    }
                case 202: {
                        if (wireType !== 2)
                            break;
                        message.send = $root.gim.SendReply.decode(reader, reader.size(), $undefined, _depth + 1, message.send);
                        message.body = "send";
                        continue;
                    }
                case 204: {
                        if (wireType !== 2)
                            break;
                        message.history = $root.gim.HistoryReply.decode(reader, reader.size(), $undefined, _depth + 1, message.history);
                        message.body = "history";
                        continue;
                    }
                case 206: {
                        if (wireType !== 2)
                            break;
                        message.sessions = $root.gim.SessionsReply.decode(reader, reader.size(), $undefined, _depth + 1, message.sessions);
                        message.body = "sessions";
                        continue;
                    }
                case 208: {
                        if (wireType !== 2)
                            break;
                        message.sync = $root.gim.SyncReply.decode(reader, reader.size(), $undefined, _depth + 1, message.sync);
                        message.body = "sync";
                        continue;
                    }
                case 210: {
                        if (wireType !== 2)
                            break;
                        message.read = $root.gim.ReadReply.decode(reader, reader.size(), $undefined, _depth + 1, message.read);
                        message.body = "read";
                        continue;
                    }
                case 212: {
                        if (wireType !== 2)
                            break;
                        message.recall = $root.gim.Message.decode(reader, reader.size(), $undefined, _depth + 1, message.recall);
                        message.body = "recall";
                        continue;
                    }
                case 214: {
                        if (wireType !== 2)
                            break;
                        message.edit = $root.gim.Message.decode(reader, reader.size(), $undefined, _depth + 1, message.edit);
                        message.body = "edit";
                        continue;
                    }
                case 216: {
                        if (wireType !== 2)
                            break;
                        message.react = $root.gim.ReactReply.decode(reader, reader.size(), $undefined, _depth + 1, message.react);
                        message.body = "react";
                        continue;
                    }
                case 218: {
                        if (wireType !== 2)
                            break;
                        message.reactions = $root.gim.ReactionsReply.decode(reader, reader.size(), $undefined, _depth + 1, message.reactions);
                        message.body = "reactions";
                        continue;
                    }
                case 220: {
                        if (wireType !== 2)
                            break;
                        message.signal = $root.gim.SignalReply.decode(reader, reader.size(), $undefined, _depth + 1, message.signal);
                        message.body = "signal";
                        continue;
                    }
                case 302: {
                        if (wireType !== 2)
                            break;
                        message.join = $root.gim.JoinReply.decode(reader, reader.size(), $undefined, _depth + 1, message.join);
                        message.body = "join";
                        continue;
                    }
                case 304: {
                        if (wireType !== 2)
                            break;
                        message.leave = $root.gim.LeaveReply.decode(reader, reader.size(), $undefined, _depth + 1, message.leave);
                        message.body = "leave";
                        continue;
                    }
                case 306: {
                        if (wireType !== 2)
                            break;
                        message.members = $root.gim.MembersReply.decode(reader, reader.size(), $undefined, _depth + 1, message.members);
                        message.body = "members";
                        continue;
                    }
                case 308: {
                        if (wireType !== 2)
                            break;
                        message.chatroom = $root.gim.Chatroom.decode(reader, reader.size(), $undefined, _depth + 1, message.chatroom);
                        message.body = "chatroom";
                        continue;
                    }
                case 310: {
                        if (wireType !== 2)
                            break;
                        message.configure = $root.gim.Chatroom.decode(reader, reader.size(), $undefined, _depth + 1, message.configure);
                        message.body = "configure";
                        continue;
                    }
                case 312: {
                        if (wireType !== 2)
                            break;
                        message.role = $root.gim.Member.decode(reader, reader.size(), $undefined, _depth + 1, message.role);
                        message.body = "role";
                        continue;
                    }
                case 314: {
                        if (wireType !== 2)
                            break;
                        message.remove = $root.gim.RemoveReply.decode(reader, reader.size(), $undefined, _depth + 1, message.remove);
                        message.body = "remove";
                        continue;
                    }
                case 316: {
                        if (wireType !== 2)
                            break;
                        message.ban = $root.gim.SanctionReply.decode(reader, reader.size(), $undefined, _depth + 1, message.ban);
                        message.body = "ban";
                        continue;
                    }
                case 318: {
                        if (wireType !== 2)
                            break;
                        message.mute = $root.gim.SanctionReply.decode(reader, reader.size(), $undefined, _depth + 1, message.mute);
                        message.body = "mute";
                        continue;
                    }
                case 320: {
                        if (wireType !== 2)
                            break;
                        message.add = $root.gim.AddReply.decode(reader, reader.size(), $undefined, _depth + 1, message.add);
                        message.body = "add";
                        continue;
                    }
                case 322: {
                        if (wireType !== 2)
                            break;
                        message.sanctions = $root.gim.SanctionsReply.decode(reader, reader.size(), $undefined, _depth + 1, message.sanctions);
                        message.body = "sanctions";
                        continue;
                    }
                case 402: {
                        if (wireType !== 2)
                            break;
                        message.user = $root.gim.UserReply.decode(reader, reader.size(), $undefined, _depth + 1, message.user);
                        message.body = "user";
                        continue;
                    }
                case 404: {
                        if (wireType !== 2)
                            break;
                        message.block = $root.gim.BlockReply.decode(reader, reader.size(), $undefined, _depth + 1, message.block);
                        message.body = "block";
                        continue;
                    }
                case 406: {
                        if (wireType !== 2)
                            break;
                        message.blocks = $root.gim.BlocksReply.decode(reader, reader.size(), $undefined, _depth + 1, message.blocks);
                        message.body = "blocks";
                        continue;
                    }
                case 408: {
                        if (wireType !== 2)
                            break;
                        message.watch = $root.gim.WatchReply.decode(reader, reader.size(), $undefined, _depth + 1, message.watch);
                        message.body = "watch";
                        continue;
                    }
                case 410: {
                        if (wireType !== 2)
                            break;
                        message.profile = $root.gim.UserReply.decode(reader, reader.size(), $undefined, _depth + 1, message.profile);
                        message.body = "profile";
                        continue;
                    }
                case 501: {
                        if (wireType !== 2)
                            break;
                        message.messages = $root.gim.MessagesPush.decode(reader, reader.size(), $undefined, _depth + 1, message.messages);
                        message.body = "messages";
                        continue;
                    }
                case 503: {
                        if (wireType !== 2)
                            break;
                        message.event = $root.gim.EventPush.decode(reader, reader.size(), $undefined, _depth + 1, message.event);
                        message.body = "event";
                        continue;
                    }
                case 505: {
                        if (wireType !== 2)
                            break;
                        message.signal_push = $root.gim.SignalPush.decode(reader, reader.size(), $undefined, _depth + 1, message.signal_push);
                        message.body = "signal_push";
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return ServerFrame;
    })();

    gim.ConversationType = (function() {
        const valuesById = $Object.create(null), values = $Object.create(valuesById);
        values[valuesById[0] = "CONVERSATION_TYPE_UNSPECIFIED"] = 0;
        values[valuesById[1] = "CONVERSATION_TYPE_CHATROOM"] = 1;
        values[valuesById[2] = "CONVERSATION_TYPE_PRIVATE"] = 2;
        return values;
    })();

    gim.MessageStatus = (function() {
        const valuesById = $Object.create(null), values = $Object.create(valuesById);
        values[valuesById[0] = "MESSAGE_STATUS_UNSPECIFIED"] = 0;
        values[valuesById[1] = "MESSAGE_STATUS_NORMAL"] = 1;
        values[valuesById[2] = "MESSAGE_STATUS_RECALLED"] = 2;
        return values;
    })();

    gim.LoginRequest = (function() {

        const LoginRequest = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        LoginRequest.prototype.id = "";
        LoginRequest.prototype.name = null;
        LoginRequest.prototype.token = null;
        LoginRequest.prototype.device = null;

        let $oneOfFields;

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(LoginRequest.prototype, "_name", {
            get: $util.oneOfGetter($oneOfFields = ["name"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(LoginRequest.prototype, "_token", {
            get: $util.oneOfGetter($oneOfFields = ["token"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(LoginRequest.prototype, "_device", {
            get: $util.oneOfGetter($oneOfFields = ["device"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        LoginRequest.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                writer.uint32(10).string(message.id);
            if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
                writer.uint32(18).string(message.name);
            if (message.token != null && $Object.hasOwnProperty.call(message, "token"))
                writer.uint32(26).string(message.token);
            if (message.device != null && $Object.hasOwnProperty.call(message, "device"))
                writer.uint32(34).string(message.device);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        LoginRequest.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.LoginRequest();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.id = value;
                        else
                            delete message.id;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        message.name = reader.stringVerify();
                        message._name = "name";
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        message.token = reader.stringVerify();
                        message._token = "token";
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        message.device = reader.stringVerify();
                        message._device = "device";
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return LoginRequest;
    })();

    gim.LogoutRequest = (function() {

        const LogoutRequest = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        LogoutRequest.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        LogoutRequest.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.LogoutRequest();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                reader.skipType(tag & 7, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return LogoutRequest;
    })();

    gim.HeartbeatRequest = (function() {

        const HeartbeatRequest = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        HeartbeatRequest.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        HeartbeatRequest.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.HeartbeatRequest();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                reader.skipType(tag & 7, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return HeartbeatRequest;
    })();

    gim.SendRequest = (function() {

        const SendRequest = function (properties) {
            this.mentions = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        SendRequest.prototype.type = 0;
        SendRequest.prototype.target_id = "";
        SendRequest.prototype.content = "";
        SendRequest.prototype.category = null;
        SendRequest.prototype.request_id = null;
        SendRequest.prototype.data = null;
        SendRequest.prototype.reply_to = null;
        SendRequest.prototype.mentions = $util.emptyArray;
        SendRequest.prototype.priority = null;

        let $oneOfFields;

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(SendRequest.prototype, "_category", {
            get: $util.oneOfGetter($oneOfFields = ["category"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(SendRequest.prototype, "_request_id", {
            get: $util.oneOfGetter($oneOfFields = ["request_id"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(SendRequest.prototype, "_data", {
            get: $util.oneOfGetter($oneOfFields = ["data"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(SendRequest.prototype, "_reply_to", {
            get: $util.oneOfGetter($oneOfFields = ["reply_to"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(SendRequest.prototype, "_priority", {
            get: $util.oneOfGetter($oneOfFields = ["priority"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        SendRequest.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.type != null && $Object.hasOwnProperty.call(message, "type") && message.type !== 0)
                writer.uint32(8).int32(message.type);
            if (message.target_id != null && $Object.hasOwnProperty.call(message, "target_id") && message.target_id !== "")
                writer.uint32(18).string(message.target_id);
            if (message.content != null && $Object.hasOwnProperty.call(message, "content") && message.content !== "")
                writer.uint32(26).string(message.content);
            if (message.category != null && $Object.hasOwnProperty.call(message, "category"))
                writer.uint32(34).string(message.category);
            if (message.request_id != null && $Object.hasOwnProperty.call(message, "request_id"))
                writer.uint32(42).string(message.request_id);
            if (message.data != null && $Object.hasOwnProperty.call(message, "data"))
                writer.uint32(50).string(message.data);
            if (message.reply_to != null && $Object.hasOwnProperty.call(message, "reply_to"))
                writer.uint32(58).string(message.reply_to);
            if (message.mentions != null && message.mentions.length)
                for (let i = 0; i < message.mentions.length; ++i)
                    writer.uint32(66).string(message.mentions[i]);
            if (message.priority != null && $Object.hasOwnProperty.call(message, "priority"))
                writer.uint32(74).string(message.priority);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        SendRequest.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.SendRequest();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.type = value;
                        else
                            delete message.type;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.target_id = value;
                        else
                            delete message.target_id;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.content = value;
                        else
                            delete message.content;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        message.category = reader.stringVerify();
                        message._category = "category";
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        message.request_id = reader.stringVerify();
                        message._request_id = "request_id";
                        continue;
                    }
                case 6: {
                        if (wireType !== 2)
                            break;
                        message.data = reader.stringVerify();
                        message._data = "data";
                        continue;
                    }
                case 7: {
                        if (wireType !== 2)
                            break;
                        message.reply_to = reader.stringVerify();
                        message._reply_to = "reply_to";
                        continue;
                    }
                case 8: {
                        if (wireType !== 2)
                            break;
                        if (!(message.mentions && message.mentions.length))
                            message.mentions = [];
                        message.mentions.push(reader.stringVerify());
                        continue;
                    }
                case 9: {
                        if (wireType !== 2)
                            break;
                        message.priority = reader.stringVerify();
                        message._priority = "priority";
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return SendRequest;
    })();

    gim.HistoryRequest = (function() {

        const HistoryRequest = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        HistoryRequest.prototype.session_id = "";
        HistoryRequest.prototype.message_id = null;
        HistoryRequest.prototype.count = null;

        let $oneOfFields;

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(HistoryRequest.prototype, "_message_id", {
            get: $util.oneOfGetter($oneOfFields = ["message_id"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(HistoryRequest.prototype, "_count", {
            get: $util.oneOfGetter($oneOfFields = ["count"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        HistoryRequest.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.session_id != null && $Object.hasOwnProperty.call(message, "session_id") && message.session_id !== "")
                writer.uint32(10).string(message.session_id);
            if (message.message_id != null && $Object.hasOwnProperty.call(message, "message_id"))
                writer.uint32(18).string(message.message_id);
            if (message.count != null && $Object.hasOwnProperty.call(message, "count"))
                writer.uint32(24).int32(message.count);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        HistoryRequest.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.HistoryRequest();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.session_id = value;
                        else
                            delete message.session_id;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        message.message_id = reader.stringVerify();
                        message._message_id = "message_id";
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        message.count = reader.int32();
                        message._count = "count";
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return HistoryRequest;
    })();

    gim.SessionsRequest = (function() {

        const SessionsRequest = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        SessionsRequest.prototype.type = null;
        SessionsRequest.prototype.count = null;
        SessionsRequest.prototype.cursor = null;

        let $oneOfFields;

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(SessionsRequest.prototype, "_type", {
            get: $util.oneOfGetter($oneOfFields = ["type"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(SessionsRequest.prototype, "_count", {
            get: $util.oneOfGetter($oneOfFields = ["count"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(SessionsRequest.prototype, "_cursor", {
            get: $util.oneOfGetter($oneOfFields = ["cursor"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        SessionsRequest.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.type != null && $Object.hasOwnProperty.call(message, "type"))
                writer.uint32(8).int32(message.type);
            if (message.count != null && $Object.hasOwnProperty.call(message, "count"))
                writer.uint32(16).int32(message.count);
            if (message.cursor != null && $Object.hasOwnProperty.call(message, "cursor"))
                writer.uint32(26).string(message.cursor);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        SessionsRequest.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.SessionsRequest();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        message.type = reader.int32();
                        message._type = "type";
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        message.count = reader.int32();
                        message._count = "count";
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        message.cursor = reader.stringVerify();
                        message._cursor = "cursor";
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return SessionsRequest;
    })();

    gim.SyncRequest = (function() {

        const SyncRequest = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        SyncRequest.prototype.session_id = "";
        SyncRequest.prototype.after_sequence = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
        SyncRequest.prototype.count = null;
        SyncRequest.prototype.changed_after = null;

        let $oneOfFields;

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(SyncRequest.prototype, "_count", {
            get: $util.oneOfGetter($oneOfFields = ["count"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(SyncRequest.prototype, "_changed_after", {
            get: $util.oneOfGetter($oneOfFields = ["changed_after"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        SyncRequest.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.session_id != null && $Object.hasOwnProperty.call(message, "session_id") && message.session_id !== "")
                writer.uint32(10).string(message.session_id);
            if (message.after_sequence != null && $Object.hasOwnProperty.call(message, "after_sequence") && (typeof message.after_sequence === "object" ? message.after_sequence.low || message.after_sequence.high : message.after_sequence !== 0))
                writer.uint32(16).int64(message.after_sequence);
            if (message.count != null && $Object.hasOwnProperty.call(message, "count"))
                writer.uint32(24).int32(message.count);
            if (message.changed_after != null && $Object.hasOwnProperty.call(message, "changed_after"))
                writer.uint32(32).int64(message.changed_after);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        SyncRequest.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.SyncRequest();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.session_id = value;
                        else
                            delete message.session_id;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                            message.after_sequence = value;
                        else
                            delete message.after_sequence;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        message.count = reader.int32();
                        message._count = "count";
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        message.changed_after = reader.int64();
                        message._changed_after = "changed_after";
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return SyncRequest;
    })();

    gim.ReadRequest = (function() {

        const ReadRequest = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        ReadRequest.prototype.session_id = "";
        ReadRequest.prototype.sequence = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

        ReadRequest.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.session_id != null && $Object.hasOwnProperty.call(message, "session_id") && message.session_id !== "")
                writer.uint32(10).string(message.session_id);
            if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence") && (typeof message.sequence === "object" ? message.sequence.low || message.sequence.high : message.sequence !== 0))
                writer.uint32(16).int64(message.sequence);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        ReadRequest.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.ReadRequest();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.session_id = value;
                        else
                            delete message.session_id;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                            message.sequence = value;
                        else
                            delete message.sequence;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return ReadRequest;
    })();

    gim.RecallRequest = (function() {

        const RecallRequest = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        RecallRequest.prototype.session_id = "";
        RecallRequest.prototype.message_id = "";

        RecallRequest.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.session_id != null && $Object.hasOwnProperty.call(message, "session_id") && message.session_id !== "")
                writer.uint32(10).string(message.session_id);
            if (message.message_id != null && $Object.hasOwnProperty.call(message, "message_id") && message.message_id !== "")
                writer.uint32(18).string(message.message_id);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        RecallRequest.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.RecallRequest();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.session_id = value;
                        else
                            delete message.session_id;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.message_id = value;
                        else
                            delete message.message_id;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return RecallRequest;
    })();

    gim.EditRequest = (function() {

        const EditRequest = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        EditRequest.prototype.session_id = "";
        EditRequest.prototype.message_id = "";
        EditRequest.prototype.content = "";
        EditRequest.prototype.data = null;

        let $oneOfFields;

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(EditRequest.prototype, "_data", {
            get: $util.oneOfGetter($oneOfFields = ["data"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        EditRequest.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.session_id != null && $Object.hasOwnProperty.call(message, "session_id") && message.session_id !== "")
                writer.uint32(10).string(message.session_id);
            if (message.message_id != null && $Object.hasOwnProperty.call(message, "message_id") && message.message_id !== "")
                writer.uint32(18).string(message.message_id);
            if (message.content != null && $Object.hasOwnProperty.call(message, "content") && message.content !== "")
                writer.uint32(26).string(message.content);
            if (message.data != null && $Object.hasOwnProperty.call(message, "data"))
                writer.uint32(34).string(message.data);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        EditRequest.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.EditRequest();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.session_id = value;
                        else
                            delete message.session_id;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.message_id = value;
                        else
                            delete message.message_id;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.content = value;
                        else
                            delete message.content;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        message.data = reader.stringVerify();
                        message._data = "data";
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return EditRequest;
    })();

    gim.ReactRequest = (function() {

        const ReactRequest = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        ReactRequest.prototype.session_id = "";
        ReactRequest.prototype.message_id = "";
        ReactRequest.prototype.reaction = "";
        ReactRequest.prototype.on = null;

        let $oneOfFields;

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(ReactRequest.prototype, "_on", {
            get: $util.oneOfGetter($oneOfFields = ["on"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        ReactRequest.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.session_id != null && $Object.hasOwnProperty.call(message, "session_id") && message.session_id !== "")
                writer.uint32(10).string(message.session_id);
            if (message.message_id != null && $Object.hasOwnProperty.call(message, "message_id") && message.message_id !== "")
                writer.uint32(18).string(message.message_id);
            if (message.reaction != null && $Object.hasOwnProperty.call(message, "reaction") && message.reaction !== "")
                writer.uint32(26).string(message.reaction);
            if (message.on != null && $Object.hasOwnProperty.call(message, "on"))
                writer.uint32(32).bool(message.on);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        ReactRequest.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.ReactRequest();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.session_id = value;
                        else
                            delete message.session_id;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.message_id = value;
                        else
                            delete message.message_id;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.reaction = value;
                        else
                            delete message.reaction;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        message.on = reader.bool();
                        message._on = "on";
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return ReactRequest;
    })();

    gim.ReactionsRequest = (function() {

        const ReactionsRequest = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        ReactionsRequest.prototype.session_id = "";
        ReactionsRequest.prototype.message_id = "";
        ReactionsRequest.prototype.reaction = "";
        ReactionsRequest.prototype.count = null;
        ReactionsRequest.prototype.cursor = null;

        let $oneOfFields;

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(ReactionsRequest.prototype, "_count", {
            get: $util.oneOfGetter($oneOfFields = ["count"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(ReactionsRequest.prototype, "_cursor", {
            get: $util.oneOfGetter($oneOfFields = ["cursor"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        ReactionsRequest.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.session_id != null && $Object.hasOwnProperty.call(message, "session_id") && message.session_id !== "")
                writer.uint32(10).string(message.session_id);
            if (message.message_id != null && $Object.hasOwnProperty.call(message, "message_id") && message.message_id !== "")
                writer.uint32(18).string(message.message_id);
            if (message.reaction != null && $Object.hasOwnProperty.call(message, "reaction") && message.reaction !== "")
                writer.uint32(26).string(message.reaction);
            if (message.count != null && $Object.hasOwnProperty.call(message, "count"))
                writer.uint32(32).int32(message.count);
            if (message.cursor != null && $Object.hasOwnProperty.call(message, "cursor"))
                writer.uint32(42).string(message.cursor);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        ReactionsRequest.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.ReactionsRequest();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.session_id = value;
                        else
                            delete message.session_id;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.message_id = value;
                        else
                            delete message.message_id;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.reaction = value;
                        else
                            delete message.reaction;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        message.count = reader.int32();
                        message._count = "count";
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        message.cursor = reader.stringVerify();
                        message._cursor = "cursor";
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return ReactionsRequest;
    })();

    gim.SignalRequest = (function() {

        const SignalRequest = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        SignalRequest.prototype.type = 0;
        SignalRequest.prototype.target_id = "";
        SignalRequest.prototype.name = "";
        SignalRequest.prototype.data = null;

        let $oneOfFields;

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(SignalRequest.prototype, "_data", {
            get: $util.oneOfGetter($oneOfFields = ["data"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        SignalRequest.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.type != null && $Object.hasOwnProperty.call(message, "type") && message.type !== 0)
                writer.uint32(8).int32(message.type);
            if (message.target_id != null && $Object.hasOwnProperty.call(message, "target_id") && message.target_id !== "")
                writer.uint32(18).string(message.target_id);
            if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                writer.uint32(26).string(message.name);
            if (message.data != null && $Object.hasOwnProperty.call(message, "data"))
                writer.uint32(34).string(message.data);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        SignalRequest.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.SignalRequest();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.type = value;
                        else
                            delete message.type;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.target_id = value;
                        else
                            delete message.target_id;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.name = value;
                        else
                            delete message.name;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        message.data = reader.stringVerify();
                        message._data = "data";
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return SignalRequest;
    })();

    gim.JoinRequest = (function() {

        const JoinRequest = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        JoinRequest.prototype.id = "";
        JoinRequest.prototype.name = null;
        JoinRequest.prototype.password = null;

        let $oneOfFields;

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(JoinRequest.prototype, "_name", {
            get: $util.oneOfGetter($oneOfFields = ["name"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(JoinRequest.prototype, "_password", {
            get: $util.oneOfGetter($oneOfFields = ["password"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        JoinRequest.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                writer.uint32(10).string(message.id);
            if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
                writer.uint32(18).string(message.name);
            if (message.password != null && $Object.hasOwnProperty.call(message, "password"))
                writer.uint32(26).string(message.password);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        JoinRequest.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.JoinRequest();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.id = value;
                        else
                            delete message.id;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        message.name = reader.stringVerify();
                        message._name = "name";
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        message.password = reader.stringVerify();
                        message._password = "password";
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return JoinRequest;
    })();

    gim.LeaveRequest = (function() {

        const LeaveRequest = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        LeaveRequest.prototype.id = "";

        LeaveRequest.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                writer.uint32(10).string(message.id);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        LeaveRequest.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.LeaveRequest();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.id = value;
                        else
                            delete message.id;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return LeaveRequest;
    })();

    gim.MembersRequest = (function() {

        const MembersRequest = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        MembersRequest.prototype.id = "";
        MembersRequest.prototype.count = null;
        MembersRequest.prototype.cursor = null;

        let $oneOfFields;

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(MembersRequest.prototype, "_count", {
            get: $util.oneOfGetter($oneOfFields = ["count"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(MembersRequest.prototype, "_cursor", {
            get: $util.oneOfGetter($oneOfFields = ["cursor"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        MembersRequest.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                writer.uint32(10).string(message.id);
            if (message.count != null && $Object.hasOwnProperty.call(message, "count"))
                writer.uint32(16).int32(message.count);
            if (message.cursor != null && $Object.hasOwnProperty.call(message, "cursor"))
                writer.uint32(26).string(message.cursor);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        MembersRequest.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.MembersRequest();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.id = value;
                        else
                            delete message.id;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        message.count = reader.int32();
                        message._count = "count";
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        message.cursor = reader.stringVerify();
                        message._cursor = "cursor";
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return MembersRequest;
    })();

    gim.ChatroomRequest = (function() {

        const ChatroomRequest = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        ChatroomRequest.prototype.id = "";

        ChatroomRequest.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                writer.uint32(10).string(message.id);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        ChatroomRequest.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.ChatroomRequest();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.id = value;
                        else
                            delete message.id;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return ChatroomRequest;
    })();

    gim.ConfigureRequest = (function() {

        const ConfigureRequest = function (properties) {
            this.data = {};
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        ConfigureRequest.prototype.id = "";
        ConfigureRequest.prototype.name = null;
        ConfigureRequest.prototype.join = null;
        ConfigureRequest.prototype.password = null;
        ConfigureRequest.prototype.send = null;
        ConfigureRequest.prototype.history = null;
        ConfigureRequest.prototype.max_members = null;
        ConfigureRequest.prototype.slow_mode = null;
        ConfigureRequest.prototype.data = $util.emptyObject;

        let $oneOfFields;

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(ConfigureRequest.prototype, "_name", {
            get: $util.oneOfGetter($oneOfFields = ["name"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(ConfigureRequest.prototype, "_join", {
            get: $util.oneOfGetter($oneOfFields = ["join"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(ConfigureRequest.prototype, "_password", {
            get: $util.oneOfGetter($oneOfFields = ["password"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(ConfigureRequest.prototype, "_send", {
            get: $util.oneOfGetter($oneOfFields = ["send"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(ConfigureRequest.prototype, "_history", {
            get: $util.oneOfGetter($oneOfFields = ["history"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(ConfigureRequest.prototype, "_max_members", {
            get: $util.oneOfGetter($oneOfFields = ["max_members"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(ConfigureRequest.prototype, "_slow_mode", {
            get: $util.oneOfGetter($oneOfFields = ["slow_mode"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        ConfigureRequest.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                writer.uint32(10).string(message.id);
            if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
                writer.uint32(18).string(message.name);
            if (message.join != null && $Object.hasOwnProperty.call(message, "join"))
                writer.uint32(26).string(message.join);
            if (message.password != null && $Object.hasOwnProperty.call(message, "password"))
                writer.uint32(34).string(message.password);
            if (message.send != null && $Object.hasOwnProperty.call(message, "send"))
                writer.uint32(42).string(message.send);
            if (message.history != null && $Object.hasOwnProperty.call(message, "history"))
                writer.uint32(50).string(message.history);
            if (message.max_members != null && $Object.hasOwnProperty.call(message, "max_members"))
                writer.uint32(56).int64(message.max_members);
            if (message.slow_mode != null && $Object.hasOwnProperty.call(message, "slow_mode"))
                writer.uint32(64).int64(message.slow_mode);
            if (message.data != null && $Object.hasOwnProperty.call(message, "data"))
                for (let keys = $Object.keys(message.data), i = 0; i < keys.length; ++i)
                    writer.uint32(74).fork().uint32(10).string(keys[i]).uint32(18).string(message.data[keys[i]]).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        ConfigureRequest.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, key, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.ConfigureRequest();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.id = value;
                        else
                            delete message.id;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        message.name = reader.stringVerify();
                        message._name = "name";
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        message.join = reader.stringVerify();
                        message._join = "join";
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        message.password = reader.stringVerify();
                        message._password = "password";
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        message.send = reader.stringVerify();
                        message._send = "send";
                        continue;
                    }
                case 6: {
                        if (wireType !== 2)
                            break;
                        message.history = reader.stringVerify();
                        message._history = "history";
                        continue;
                    }
                case 7: {
                        if (wireType !== 0)
                            break;
                        message.max_members = reader.int64();
                        message._max_members = "max_members";
                        continue;
                    }
                case 8: {
                        if (wireType !== 0)
                            break;
                        message.slow_mode = reader.int64();
                        message._slow_mode = "slow_mode";
                        continue;
                    }
                case 9: {
                        if (wireType !== 2)
                            break;
                        if (message.data === $util.emptyObject)
                            message.data = {};
                        let end2 = reader.size() + reader.pos;
                        if (end2 > reader.len)
                            throw $RangeError("index out of range");
                        reader.len = end2;
                        key = "";
                        value = "";
                        while (reader.pos < end2) {
                            let tag2 = reader.tag();
                            wireType = tag2 & 7;
                            switch (tag2 >>>= 3) {
                            case 1:
                                if (wireType !== 2)
                                    break;
                                key = reader.stringVerify();
                                continue;
                            case 2:
                                if (wireType !== 2)
                                    break;
                                value = reader.stringVerify();
                                continue;
                            }
                            reader.skipType(wireType, _depth, tag2);
                        }
                        if (reader.pos !== end2)
                            throw $RangeError("index out of range");
                        reader.len = end;
                        if (key === "__proto__")
                            $util.makeProp(message.data, key);
                        message.data[key] = value;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return ConfigureRequest;
    })();

    gim.RoleRequest = (function() {

        const RoleRequest = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        RoleRequest.prototype.id = "";
        RoleRequest.prototype.user_id = "";
        RoleRequest.prototype.role = "";

        RoleRequest.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                writer.uint32(10).string(message.id);
            if (message.user_id != null && $Object.hasOwnProperty.call(message, "user_id") && message.user_id !== "")
                writer.uint32(18).string(message.user_id);
            if (message.role != null && $Object.hasOwnProperty.call(message, "role") && message.role !== "")
                writer.uint32(26).string(message.role);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        RoleRequest.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.RoleRequest();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.id = value;
                        else
                            delete message.id;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.user_id = value;
                        else
                            delete message.user_id;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.role = value;
                        else
                            delete message.role;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return RoleRequest;
    })();

    gim.RemoveRequest = (function() {

        const RemoveRequest = function (properties) {
            this.user_ids = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        RemoveRequest.prototype.id = "";
        RemoveRequest.prototype.user_ids = $util.emptyArray;
        RemoveRequest.prototype.reason = null;

        let $oneOfFields;

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(RemoveRequest.prototype, "_reason", {
            get: $util.oneOfGetter($oneOfFields = ["reason"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        RemoveRequest.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                writer.uint32(10).string(message.id);
            if (message.user_ids != null && message.user_ids.length)
                for (let i = 0; i < message.user_ids.length; ++i)
                    writer.uint32(18).string(message.user_ids[i]);
            if (message.reason != null && $Object.hasOwnProperty.call(message, "reason"))
                writer.uint32(26).string(message.reason);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        RemoveRequest.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.RemoveRequest();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.id = value;
                        else
                            delete message.id;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if (!(message.user_ids && message.user_ids.length))
                            message.user_ids = [];
                        message.user_ids.push(reader.stringVerify());
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        message.reason = reader.stringVerify();
                        message._reason = "reason";
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return RemoveRequest;
    })();

    gim.SanctionRequest = (function() {

        const SanctionRequest = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        SanctionRequest.prototype.id = "";
        SanctionRequest.prototype.user_id = "";
        SanctionRequest.prototype.seconds = null;
        SanctionRequest.prototype.reason = null;

        let $oneOfFields;

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(SanctionRequest.prototype, "_seconds", {
            get: $util.oneOfGetter($oneOfFields = ["seconds"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(SanctionRequest.prototype, "_reason", {
            get: $util.oneOfGetter($oneOfFields = ["reason"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        SanctionRequest.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                writer.uint32(10).string(message.id);
            if (message.user_id != null && $Object.hasOwnProperty.call(message, "user_id") && message.user_id !== "")
                writer.uint32(18).string(message.user_id);
            if (message.seconds != null && $Object.hasOwnProperty.call(message, "seconds"))
                writer.uint32(24).int64(message.seconds);
            if (message.reason != null && $Object.hasOwnProperty.call(message, "reason"))
                writer.uint32(34).string(message.reason);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        SanctionRequest.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.SanctionRequest();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.id = value;
                        else
                            delete message.id;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.user_id = value;
                        else
                            delete message.user_id;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        message.seconds = reader.int64();
                        message._seconds = "seconds";
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        message.reason = reader.stringVerify();
                        message._reason = "reason";
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return SanctionRequest;
    })();

    gim.AddRequest = (function() {

        const AddRequest = function (properties) {
            this.user_ids = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        AddRequest.prototype.id = "";
        AddRequest.prototype.user_ids = $util.emptyArray;

        AddRequest.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                writer.uint32(10).string(message.id);
            if (message.user_ids != null && message.user_ids.length)
                for (let i = 0; i < message.user_ids.length; ++i)
                    writer.uint32(18).string(message.user_ids[i]);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        AddRequest.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.AddRequest();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.id = value;
                        else
                            delete message.id;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if (!(message.user_ids && message.user_ids.length))
                            message.user_ids = [];
                        message.user_ids.push(reader.stringVerify());
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return AddRequest;
    })();

    gim.SanctionsRequest = (function() {

        const SanctionsRequest = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        SanctionsRequest.prototype.id = "";
        SanctionsRequest.prototype.count = null;
        SanctionsRequest.prototype.cursor = null;

        let $oneOfFields;

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(SanctionsRequest.prototype, "_count", {
            get: $util.oneOfGetter($oneOfFields = ["count"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(SanctionsRequest.prototype, "_cursor", {
            get: $util.oneOfGetter($oneOfFields = ["cursor"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        SanctionsRequest.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                writer.uint32(10).string(message.id);
            if (message.count != null && $Object.hasOwnProperty.call(message, "count"))
                writer.uint32(16).int32(message.count);
            if (message.cursor != null && $Object.hasOwnProperty.call(message, "cursor"))
                writer.uint32(26).string(message.cursor);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        SanctionsRequest.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.SanctionsRequest();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.id = value;
                        else
                            delete message.id;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        message.count = reader.int32();
                        message._count = "count";
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        message.cursor = reader.stringVerify();
                        message._cursor = "cursor";
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return SanctionsRequest;
    })();

    gim.BlockRequest = (function() {

        const BlockRequest = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        BlockRequest.prototype.user_id = "";
        BlockRequest.prototype.blocked = false;

        BlockRequest.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.user_id != null && $Object.hasOwnProperty.call(message, "user_id") && message.user_id !== "")
                writer.uint32(10).string(message.user_id);
            if (message.blocked != null && $Object.hasOwnProperty.call(message, "blocked") && message.blocked !== false)
                writer.uint32(16).bool(message.blocked);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        BlockRequest.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.BlockRequest();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.user_id = value;
                        else
                            delete message.user_id;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.blocked = value;
                        else
                            delete message.blocked;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return BlockRequest;
    })();

    gim.BlocksRequest = (function() {

        const BlocksRequest = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        BlocksRequest.prototype.count = null;
        BlocksRequest.prototype.cursor = null;

        let $oneOfFields;

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(BlocksRequest.prototype, "_count", {
            get: $util.oneOfGetter($oneOfFields = ["count"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(BlocksRequest.prototype, "_cursor", {
            get: $util.oneOfGetter($oneOfFields = ["cursor"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        BlocksRequest.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.count != null && $Object.hasOwnProperty.call(message, "count"))
                writer.uint32(8).int32(message.count);
            if (message.cursor != null && $Object.hasOwnProperty.call(message, "cursor"))
                writer.uint32(18).string(message.cursor);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        BlocksRequest.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.BlocksRequest();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        message.count = reader.int32();
                        message._count = "count";
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        message.cursor = reader.stringVerify();
                        message._cursor = "cursor";
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return BlocksRequest;
    })();

    gim.WatchRequest = (function() {

        const WatchRequest = function (properties) {
            this.user_ids = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        WatchRequest.prototype.user_ids = $util.emptyArray;
        WatchRequest.prototype.on = null;

        let $oneOfFields;

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(WatchRequest.prototype, "_on", {
            get: $util.oneOfGetter($oneOfFields = ["on"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        WatchRequest.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.user_ids != null && message.user_ids.length)
                for (let i = 0; i < message.user_ids.length; ++i)
                    writer.uint32(10).string(message.user_ids[i]);
            if (message.on != null && $Object.hasOwnProperty.call(message, "on"))
                writer.uint32(16).bool(message.on);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        WatchRequest.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.WatchRequest();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if (!(message.user_ids && message.user_ids.length))
                            message.user_ids = [];
                        message.user_ids.push(reader.stringVerify());
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        message.on = reader.bool();
                        message._on = "on";
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return WatchRequest;
    })();

    gim.ProfileRequest = (function() {

        const ProfileRequest = function (properties) {
            this.data = {};
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        ProfileRequest.prototype.name = null;
        ProfileRequest.prototype.data = $util.emptyObject;

        let $oneOfFields;

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(ProfileRequest.prototype, "_name", {
            get: $util.oneOfGetter($oneOfFields = ["name"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        ProfileRequest.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
                writer.uint32(10).string(message.name);
            if (message.data != null && $Object.hasOwnProperty.call(message, "data"))
                for (let keys = $Object.keys(message.data), i = 0; i < keys.length; ++i)
                    writer.uint32(18).fork().uint32(10).string(keys[i]).uint32(18).string(message.data[keys[i]]).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        ProfileRequest.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, key, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.ProfileRequest();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        message.name = reader.stringVerify();
                        message._name = "name";
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if (message.data === $util.emptyObject)
                            message.data = {};
                        let end2 = reader.size() + reader.pos;
                        if (end2 > reader.len)
                            throw $RangeError("index out of range");
                        reader.len = end2;
                        key = "";
                        value = "";
                        while (reader.pos < end2) {
                            let tag2 = reader.tag();
                            wireType = tag2 & 7;
                            switch (tag2 >>>= 3) {
                            case 1:
                                if (wireType !== 2)
                                    break;
                                key = reader.stringVerify();
                                continue;
                            case 2:
                                if (wireType !== 2)
                                    break;
                                value = reader.stringVerify();
                                continue;
                            }
                            reader.skipType(wireType, _depth, tag2);
                        }
                        if (reader.pos !== end2)
                            throw $RangeError("index out of range");
                        reader.len = end;
                        if (key === "__proto__")
                            $util.makeProp(message.data, key);
                        message.data[key] = value;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return ProfileRequest;
    })();

    gim.UserRequest = (function() {

        const UserRequest = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        UserRequest.prototype.id = "";

        UserRequest.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                writer.uint32(10).string(message.id);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        UserRequest.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.UserRequest();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.id = value;
                        else
                            delete message.id;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return UserRequest;
    })();

    gim.LoginReply = (function() {

        const LoginReply = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        LoginReply.prototype.user = null;
        LoginReply.prototype.token = "";
        LoginReply.prototype.expires_at = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
        LoginReply.prototype.server_time = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
        LoginReply.prototype.heartbeat_interval = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
        LoginReply.prototype.sequence = false;
        LoginReply.prototype.push_count = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
        LoginReply.prototype.push_duration = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

        LoginReply.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.user != null && $Object.hasOwnProperty.call(message, "user"))
                $root.gim.User.encode(message.user, writer.uint32(10).fork(), _depth + 1).ldelim();
            if (message.token != null && $Object.hasOwnProperty.call(message, "token") && message.token !== "")
                writer.uint32(18).string(message.token);
            if (message.expires_at != null && $Object.hasOwnProperty.call(message, "expires_at") && (typeof message.expires_at === "object" ? message.expires_at.low || message.expires_at.high : message.expires_at !== 0))
                writer.uint32(24).int64(message.expires_at);
            if (message.server_time != null && $Object.hasOwnProperty.call(message, "server_time") && (typeof message.server_time === "object" ? message.server_time.low || message.server_time.high : message.server_time !== 0))
                writer.uint32(32).int64(message.server_time);
            if (message.heartbeat_interval != null && $Object.hasOwnProperty.call(message, "heartbeat_interval") && (typeof message.heartbeat_interval === "object" ? message.heartbeat_interval.low || message.heartbeat_interval.high : message.heartbeat_interval !== 0))
                writer.uint32(40).int64(message.heartbeat_interval);
            if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence") && message.sequence !== false)
                writer.uint32(48).bool(message.sequence);
            if (message.push_count != null && $Object.hasOwnProperty.call(message, "push_count") && (typeof message.push_count === "object" ? message.push_count.low || message.push_count.high : message.push_count !== 0))
                writer.uint32(56).int64(message.push_count);
            if (message.push_duration != null && $Object.hasOwnProperty.call(message, "push_duration") && (typeof message.push_duration === "object" ? message.push_duration.low || message.push_duration.high : message.push_duration !== 0))
                writer.uint32(64).int64(message.push_duration);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        LoginReply.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.LoginReply();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        message.user = $root.gim.User.decode(reader, reader.size(), $undefined, _depth + 1, message.user);
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.token = value;
                        else
                            delete message.token;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                            message.expires_at = value;
                        else
                            delete message.expires_at;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                            message.server_time = value;
                        else
                            delete message.server_time;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                            message.heartbeat_interval = value;
                        else
                            delete message.heartbeat_interval;
                        continue;
                    }
                case 6: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.sequence = value;
                        else
                            delete message.sequence;
                        continue;
                    }
                case 7: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                            message.push_count = value;
                        else
                            delete message.push_count;
                        continue;
                    }
                case 8: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                            message.push_duration = value;
                        else
                            delete message.push_duration;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return LoginReply;
    })();

    gim.LogoutReply = (function() {

        const LogoutReply = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        LogoutReply.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        LogoutReply.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.LogoutReply();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                reader.skipType(tag & 7, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return LogoutReply;
    })();

    gim.HeartbeatReply = (function() {

        const HeartbeatReply = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        HeartbeatReply.prototype.server_time = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

        HeartbeatReply.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.server_time != null && $Object.hasOwnProperty.call(message, "server_time") && (typeof message.server_time === "object" ? message.server_time.low || message.server_time.high : message.server_time !== 0))
                writer.uint32(8).int64(message.server_time);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        HeartbeatReply.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.HeartbeatReply();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                            message.server_time = value;
                        else
                            delete message.server_time;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return HeartbeatReply;
    })();

    gim.SendReply = (function() {

        const SendReply = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        SendReply.prototype.id = "";
        SendReply.prototype.session_id = "";
        SendReply.prototype.sequence = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
        SendReply.prototype.created_at = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

        SendReply.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                writer.uint32(10).string(message.id);
            if (message.session_id != null && $Object.hasOwnProperty.call(message, "session_id") && message.session_id !== "")
                writer.uint32(18).string(message.session_id);
            if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence") && (typeof message.sequence === "object" ? message.sequence.low || message.sequence.high : message.sequence !== 0))
                writer.uint32(24).int64(message.sequence);
            if (message.created_at != null && $Object.hasOwnProperty.call(message, "created_at") && (typeof message.created_at === "object" ? message.created_at.low || message.created_at.high : message.created_at !== 0))
                writer.uint32(32).int64(message.created_at);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        SendReply.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.SendReply();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.id = value;
                        else
                            delete message.id;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.session_id = value;
                        else
                            delete message.session_id;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                            message.sequence = value;
                        else
                            delete message.sequence;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                            message.created_at = value;
                        else
                            delete message.created_at;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return SendReply;
    })();

    gim.HistoryReply = (function() {

        const HistoryReply = function (properties) {
            this.items = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        HistoryReply.prototype.items = $util.emptyArray;
        HistoryReply.prototype.has_more = false;

        HistoryReply.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.items != null && message.items.length)
                for (let i = 0; i < message.items.length; ++i)
                    $root.gim.Message.encode(message.items[i], writer.uint32(10).fork(), _depth + 1).ldelim();
            if (message.has_more != null && $Object.hasOwnProperty.call(message, "has_more") && message.has_more !== false)
                writer.uint32(16).bool(message.has_more);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        HistoryReply.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.HistoryReply();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if (!(message.items && message.items.length))
                            message.items = [];
                        message.items.push($root.gim.Message.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.has_more = value;
                        else
                            delete message.has_more;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return HistoryReply;
    })();

    gim.SessionsReply = (function() {

        const SessionsReply = function (properties) {
            this.items = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        SessionsReply.prototype.items = $util.emptyArray;
        SessionsReply.prototype.next_cursor = null;

        let $oneOfFields;

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(SessionsReply.prototype, "_next_cursor", {
            get: $util.oneOfGetter($oneOfFields = ["next_cursor"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        SessionsReply.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.items != null && message.items.length)
                for (let i = 0; i < message.items.length; ++i)
                    $root.gim.Session.encode(message.items[i], writer.uint32(10).fork(), _depth + 1).ldelim();
            if (message.next_cursor != null && $Object.hasOwnProperty.call(message, "next_cursor"))
                writer.uint32(18).string(message.next_cursor);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        SessionsReply.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.SessionsReply();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if (!(message.items && message.items.length))
                            message.items = [];
                        message.items.push($root.gim.Session.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        message.next_cursor = reader.stringVerify();
                        message._next_cursor = "next_cursor";
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return SessionsReply;
    })();

    gim.SyncReply = (function() {

        const SyncReply = function (properties) {
            this.items = [];
            this.changes = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        SyncReply.prototype.items = $util.emptyArray;
        SyncReply.prototype.has_more = false;
        SyncReply.prototype.last_sequence = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
        SyncReply.prototype.first_sequence = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
        SyncReply.prototype.complete = false;
        SyncReply.prototype.read_sequence = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
        SyncReply.prototype.peer_read_sequence = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
        SyncReply.prototype.last_change = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
        SyncReply.prototype.changes = $util.emptyArray;
        SyncReply.prototype.more_changes = false;

        SyncReply.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.items != null && message.items.length)
                for (let i = 0; i < message.items.length; ++i)
                    $root.gim.Message.encode(message.items[i], writer.uint32(10).fork(), _depth + 1).ldelim();
            if (message.has_more != null && $Object.hasOwnProperty.call(message, "has_more") && message.has_more !== false)
                writer.uint32(16).bool(message.has_more);
            if (message.last_sequence != null && $Object.hasOwnProperty.call(message, "last_sequence") && (typeof message.last_sequence === "object" ? message.last_sequence.low || message.last_sequence.high : message.last_sequence !== 0))
                writer.uint32(24).int64(message.last_sequence);
            if (message.first_sequence != null && $Object.hasOwnProperty.call(message, "first_sequence") && (typeof message.first_sequence === "object" ? message.first_sequence.low || message.first_sequence.high : message.first_sequence !== 0))
                writer.uint32(32).int64(message.first_sequence);
            if (message.complete != null && $Object.hasOwnProperty.call(message, "complete") && message.complete !== false)
                writer.uint32(40).bool(message.complete);
            if (message.read_sequence != null && $Object.hasOwnProperty.call(message, "read_sequence") && (typeof message.read_sequence === "object" ? message.read_sequence.low || message.read_sequence.high : message.read_sequence !== 0))
                writer.uint32(48).int64(message.read_sequence);
            if (message.peer_read_sequence != null && $Object.hasOwnProperty.call(message, "peer_read_sequence") && (typeof message.peer_read_sequence === "object" ? message.peer_read_sequence.low || message.peer_read_sequence.high : message.peer_read_sequence !== 0))
                writer.uint32(56).int64(message.peer_read_sequence);
            if (message.last_change != null && $Object.hasOwnProperty.call(message, "last_change") && (typeof message.last_change === "object" ? message.last_change.low || message.last_change.high : message.last_change !== 0))
                writer.uint32(64).int64(message.last_change);
            if (message.changes != null && message.changes.length)
                for (let i = 0; i < message.changes.length; ++i)
                    $root.gim.Message.encode(message.changes[i], writer.uint32(74).fork(), _depth + 1).ldelim();
            if (message.more_changes != null && $Object.hasOwnProperty.call(message, "more_changes") && message.more_changes !== false)
                writer.uint32(80).bool(message.more_changes);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        SyncReply.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.SyncReply();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if (!(message.items && message.items.length))
                            message.items = [];
                        message.items.push($root.gim.Message.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.has_more = value;
                        else
                            delete message.has_more;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                            message.last_sequence = value;
                        else
                            delete message.last_sequence;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                            message.first_sequence = value;
                        else
                            delete message.first_sequence;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.complete = value;
                        else
                            delete message.complete;
                        continue;
                    }
                case 6: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                            message.read_sequence = value;
                        else
                            delete message.read_sequence;
                        continue;
                    }
                case 7: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                            message.peer_read_sequence = value;
                        else
                            delete message.peer_read_sequence;
                        continue;
                    }
                case 8: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                            message.last_change = value;
                        else
                            delete message.last_change;
                        continue;
                    }
                case 9: {
                        if (wireType !== 2)
                            break;
                        if (!(message.changes && message.changes.length))
                            message.changes = [];
                        message.changes.push($root.gim.Message.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 10: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.more_changes = value;
                        else
                            delete message.more_changes;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return SyncReply;
    })();

    gim.ReadReply = (function() {

        const ReadReply = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        ReadReply.prototype.unread = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

        ReadReply.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.unread != null && $Object.hasOwnProperty.call(message, "unread") && (typeof message.unread === "object" ? message.unread.low || message.unread.high : message.unread !== 0))
                writer.uint32(8).int64(message.unread);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        ReadReply.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.ReadReply();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                            message.unread = value;
                        else
                            delete message.unread;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return ReadReply;
    })();

    gim.ReactReply = (function() {

        const ReactReply = function (properties) {
            this.reactions = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        ReactReply.prototype.reactions = $util.emptyArray;

        ReactReply.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.reactions != null && message.reactions.length)
                for (let i = 0; i < message.reactions.length; ++i)
                    $root.gim.Reaction.encode(message.reactions[i], writer.uint32(10).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        ReactReply.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.ReactReply();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if (!(message.reactions && message.reactions.length))
                            message.reactions = [];
                        message.reactions.push($root.gim.Reaction.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return ReactReply;
    })();

    gim.ReactionsReply = (function() {

        const ReactionsReply = function (properties) {
            this.items = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        ReactionsReply.prototype.items = $util.emptyArray;
        ReactionsReply.prototype.next_cursor = null;

        let $oneOfFields;

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(ReactionsReply.prototype, "_next_cursor", {
            get: $util.oneOfGetter($oneOfFields = ["next_cursor"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        ReactionsReply.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.items != null && message.items.length)
                for (let i = 0; i < message.items.length; ++i)
                    $root.gim.Reactor.encode(message.items[i], writer.uint32(10).fork(), _depth + 1).ldelim();
            if (message.next_cursor != null && $Object.hasOwnProperty.call(message, "next_cursor"))
                writer.uint32(18).string(message.next_cursor);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        ReactionsReply.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.ReactionsReply();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if (!(message.items && message.items.length))
                            message.items = [];
                        message.items.push($root.gim.Reactor.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        message.next_cursor = reader.stringVerify();
                        message._next_cursor = "next_cursor";
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return ReactionsReply;
    })();

    gim.SignalReply = (function() {

        const SignalReply = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        SignalReply.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        SignalReply.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.SignalReply();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                reader.skipType(tag & 7, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return SignalReply;
    })();

    gim.JoinReply = (function() {

        const JoinReply = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        JoinReply.prototype.chatroom = null;
        JoinReply.prototype.last_sequence = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
        JoinReply.prototype.unread = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
        JoinReply.prototype.last_change = null;

        let $oneOfFields;

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(JoinReply.prototype, "_last_change", {
            get: $util.oneOfGetter($oneOfFields = ["last_change"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        JoinReply.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.chatroom != null && $Object.hasOwnProperty.call(message, "chatroom"))
                $root.gim.Chatroom.encode(message.chatroom, writer.uint32(10).fork(), _depth + 1).ldelim();
            if (message.last_sequence != null && $Object.hasOwnProperty.call(message, "last_sequence") && (typeof message.last_sequence === "object" ? message.last_sequence.low || message.last_sequence.high : message.last_sequence !== 0))
                writer.uint32(16).int64(message.last_sequence);
            if (message.unread != null && $Object.hasOwnProperty.call(message, "unread") && (typeof message.unread === "object" ? message.unread.low || message.unread.high : message.unread !== 0))
                writer.uint32(24).int64(message.unread);
            if (message.last_change != null && $Object.hasOwnProperty.call(message, "last_change"))
                writer.uint32(32).int64(message.last_change);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        JoinReply.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.JoinReply();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        message.chatroom = $root.gim.Chatroom.decode(reader, reader.size(), $undefined, _depth + 1, message.chatroom);
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                            message.last_sequence = value;
                        else
                            delete message.last_sequence;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                            message.unread = value;
                        else
                            delete message.unread;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        message.last_change = reader.int64();
                        message._last_change = "last_change";
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return JoinReply;
    })();

    gim.LeaveReply = (function() {

        const LeaveReply = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        LeaveReply.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        LeaveReply.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.LeaveReply();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                reader.skipType(tag & 7, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return LeaveReply;
    })();

    gim.MembersReply = (function() {

        const MembersReply = function (properties) {
            this.items = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        MembersReply.prototype.items = $util.emptyArray;
        MembersReply.prototype.total = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
        MembersReply.prototype.next_cursor = null;

        let $oneOfFields;

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(MembersReply.prototype, "_next_cursor", {
            get: $util.oneOfGetter($oneOfFields = ["next_cursor"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        MembersReply.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.items != null && message.items.length)
                for (let i = 0; i < message.items.length; ++i)
                    $root.gim.Member.encode(message.items[i], writer.uint32(10).fork(), _depth + 1).ldelim();
            if (message.total != null && $Object.hasOwnProperty.call(message, "total") && (typeof message.total === "object" ? message.total.low || message.total.high : message.total !== 0))
                writer.uint32(16).int64(message.total);
            if (message.next_cursor != null && $Object.hasOwnProperty.call(message, "next_cursor"))
                writer.uint32(26).string(message.next_cursor);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        MembersReply.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.MembersReply();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if (!(message.items && message.items.length))
                            message.items = [];
                        message.items.push($root.gim.Member.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                            message.total = value;
                        else
                            delete message.total;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        message.next_cursor = reader.stringVerify();
                        message._next_cursor = "next_cursor";
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return MembersReply;
    })();

    gim.RemoveReply = (function() {

        const RemoveReply = function (properties) {
            this.removed = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        RemoveReply.prototype.removed = $util.emptyArray;

        RemoveReply.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.removed != null && message.removed.length)
                for (let i = 0; i < message.removed.length; ++i)
                    writer.uint32(10).string(message.removed[i]);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        RemoveReply.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.RemoveReply();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if (!(message.removed && message.removed.length))
                            message.removed = [];
                        message.removed.push(reader.stringVerify());
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return RemoveReply;
    })();

    gim.SanctionReply = (function() {

        const SanctionReply = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        SanctionReply.prototype.until = null;

        let $oneOfFields;

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(SanctionReply.prototype, "_until", {
            get: $util.oneOfGetter($oneOfFields = ["until"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        SanctionReply.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.until != null && $Object.hasOwnProperty.call(message, "until"))
                writer.uint32(8).int64(message.until);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        SanctionReply.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.SanctionReply();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        message.until = reader.int64();
                        message._until = "until";
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return SanctionReply;
    })();

    gim.AddReply = (function() {

        const AddReply = function (properties) {
            this.added = [];
            this.refused = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        AddReply.prototype.added = $util.emptyArray;
        AddReply.prototype.refused = $util.emptyArray;

        AddReply.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.added != null && message.added.length)
                for (let i = 0; i < message.added.length; ++i)
                    writer.uint32(10).string(message.added[i]);
            if (message.refused != null && message.refused.length)
                for (let i = 0; i < message.refused.length; ++i)
                    $root.gim.RefusedUser.encode(message.refused[i], writer.uint32(18).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        AddReply.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.AddReply();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if (!(message.added && message.added.length))
                            message.added = [];
                        message.added.push(reader.stringVerify());
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if (!(message.refused && message.refused.length))
                            message.refused = [];
                        message.refused.push($root.gim.RefusedUser.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return AddReply;
    })();

    gim.SanctionsReply = (function() {

        const SanctionsReply = function (properties) {
            this.items = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        SanctionsReply.prototype.items = $util.emptyArray;
        SanctionsReply.prototype.next_cursor = null;

        let $oneOfFields;

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(SanctionsReply.prototype, "_next_cursor", {
            get: $util.oneOfGetter($oneOfFields = ["next_cursor"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        SanctionsReply.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.items != null && message.items.length)
                for (let i = 0; i < message.items.length; ++i)
                    $root.gim.Sanction.encode(message.items[i], writer.uint32(10).fork(), _depth + 1).ldelim();
            if (message.next_cursor != null && $Object.hasOwnProperty.call(message, "next_cursor"))
                writer.uint32(18).string(message.next_cursor);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        SanctionsReply.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.SanctionsReply();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if (!(message.items && message.items.length))
                            message.items = [];
                        message.items.push($root.gim.Sanction.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        message.next_cursor = reader.stringVerify();
                        message._next_cursor = "next_cursor";
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return SanctionsReply;
    })();

    gim.BlockReply = (function() {

        const BlockReply = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        BlockReply.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        BlockReply.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.BlockReply();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                reader.skipType(tag & 7, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return BlockReply;
    })();

    gim.BlocksReply = (function() {

        const BlocksReply = function (properties) {
            this.items = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        BlocksReply.prototype.items = $util.emptyArray;
        BlocksReply.prototype.next_cursor = null;

        let $oneOfFields;

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(BlocksReply.prototype, "_next_cursor", {
            get: $util.oneOfGetter($oneOfFields = ["next_cursor"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        BlocksReply.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.items != null && message.items.length)
                for (let i = 0; i < message.items.length; ++i)
                    $root.gim.User.encode(message.items[i], writer.uint32(10).fork(), _depth + 1).ldelim();
            if (message.next_cursor != null && $Object.hasOwnProperty.call(message, "next_cursor"))
                writer.uint32(18).string(message.next_cursor);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        BlocksReply.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.BlocksReply();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if (!(message.items && message.items.length))
                            message.items = [];
                        message.items.push($root.gim.User.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        message.next_cursor = reader.stringVerify();
                        message._next_cursor = "next_cursor";
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return BlocksReply;
    })();

    gim.WatchReply = (function() {

        const WatchReply = function (properties) {
            this.items = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        WatchReply.prototype.items = $util.emptyArray;

        WatchReply.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.items != null && message.items.length)
                for (let i = 0; i < message.items.length; ++i)
                    $root.gim.WatchedUser.encode(message.items[i], writer.uint32(10).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        WatchReply.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.WatchReply();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if (!(message.items && message.items.length))
                            message.items = [];
                        message.items.push($root.gim.WatchedUser.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return WatchReply;
    })();

    gim.UserReply = (function() {

        const UserReply = function (properties) {
            this.data = {};
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        UserReply.prototype.id = "";
        UserReply.prototype.name = "";
        UserReply.prototype.online = false;
        UserReply.prototype.last_seen = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
        UserReply.prototype.data = $util.emptyObject;

        UserReply.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                writer.uint32(10).string(message.id);
            if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                writer.uint32(18).string(message.name);
            if (message.online != null && $Object.hasOwnProperty.call(message, "online") && message.online !== false)
                writer.uint32(24).bool(message.online);
            if (message.last_seen != null && $Object.hasOwnProperty.call(message, "last_seen") && (typeof message.last_seen === "object" ? message.last_seen.low || message.last_seen.high : message.last_seen !== 0))
                writer.uint32(32).int64(message.last_seen);
            if (message.data != null && $Object.hasOwnProperty.call(message, "data"))
                for (let keys = $Object.keys(message.data), i = 0; i < keys.length; ++i)
                    writer.uint32(42).fork().uint32(10).string(keys[i]).uint32(18).string(message.data[keys[i]]).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        UserReply.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, key, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.UserReply();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.id = value;
                        else
                            delete message.id;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.name = value;
                        else
                            delete message.name;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.online = value;
                        else
                            delete message.online;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                            message.last_seen = value;
                        else
                            delete message.last_seen;
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        if (message.data === $util.emptyObject)
                            message.data = {};
                        let end2 = reader.size() + reader.pos;
                        if (end2 > reader.len)
                            throw $RangeError("index out of range");
                        reader.len = end2;
                        key = "";
                        value = "";
                        while (reader.pos < end2) {
                            let tag2 = reader.tag();
                            wireType = tag2 & 7;
                            switch (tag2 >>>= 3) {
                            case 1:
                                if (wireType !== 2)
                                    break;
                                key = reader.stringVerify();
                                continue;
                            case 2:
                                if (wireType !== 2)
                                    break;
                                value = reader.stringVerify();
                                continue;
                            }
                            reader.skipType(wireType, _depth, tag2);
                        }
                        if (reader.pos !== end2)
                            throw $RangeError("index out of range");
                        reader.len = end;
                        if (key === "__proto__")
                            $util.makeProp(message.data, key);
                        message.data[key] = value;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return UserReply;
    })();

    gim.MessagesPush = (function() {

        const MessagesPush = function (properties) {
            this.items = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        MessagesPush.prototype.session = null;
        MessagesPush.prototype.items = $util.emptyArray;
        MessagesPush.prototype.missed = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

        MessagesPush.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.session != null && $Object.hasOwnProperty.call(message, "session"))
                $root.gim.PushedSession.encode(message.session, writer.uint32(10).fork(), _depth + 1).ldelim();
            if (message.items != null && message.items.length)
                for (let i = 0; i < message.items.length; ++i)
                    $root.gim.Message.encode(message.items[i], writer.uint32(18).fork(), _depth + 1).ldelim();
            if (message.missed != null && $Object.hasOwnProperty.call(message, "missed") && (typeof message.missed === "object" ? message.missed.low || message.missed.high : message.missed !== 0))
                writer.uint32(24).int64(message.missed);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        MessagesPush.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.MessagesPush();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        message.session = $root.gim.PushedSession.decode(reader, reader.size(), $undefined, _depth + 1, message.session);
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if (!(message.items && message.items.length))
                            message.items = [];
                        message.items.push($root.gim.Message.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                            message.missed = value;
                        else
                            delete message.missed;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return MessagesPush;
    })();

    gim.SignalPush = (function() {

        const SignalPush = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        SignalPush.prototype.session_id = "";
        SignalPush.prototype.sender = null;
        SignalPush.prototype.name = "";
        SignalPush.prototype.data = null;

        let $oneOfFields;

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(SignalPush.prototype, "_data", {
            get: $util.oneOfGetter($oneOfFields = ["data"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        SignalPush.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.session_id != null && $Object.hasOwnProperty.call(message, "session_id") && message.session_id !== "")
                writer.uint32(10).string(message.session_id);
            if (message.sender != null && $Object.hasOwnProperty.call(message, "sender"))
                $root.gim.User.encode(message.sender, writer.uint32(18).fork(), _depth + 1).ldelim();
            if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                writer.uint32(26).string(message.name);
            if (message.data != null && $Object.hasOwnProperty.call(message, "data"))
                writer.uint32(34).string(message.data);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        SignalPush.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.SignalPush();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.session_id = value;
                        else
                            delete message.session_id;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        message.sender = $root.gim.User.decode(reader, reader.size(), $undefined, _depth + 1, message.sender);
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.name = value;
                        else
                            delete message.name;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        message.data = reader.stringVerify();
                        message._data = "data";
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return SignalPush;
    })();

    gim.EventPush = (function() {

        const EventPush = function (properties) {
            this.user_ids = [];
            this.counts = {};
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        EventPush.prototype.event = "";
        EventPush.prototype.session_id = null;
        EventPush.prototype.user = null;
        EventPush.prototype.user_id = null;
        EventPush.prototype.message_id = null;
        EventPush.prototype.sequence = null;
        EventPush.prototype.change = null;
        EventPush.prototype.chatroom = null;
        EventPush.prototype.role = null;
        EventPush.prototype.user_ids = $util.emptyArray;
        EventPush.prototype.by = null;
        EventPush.prototype.reason = null;
        EventPush.prototype.until = null;
        EventPush.prototype.message = null;
        EventPush.prototype.reaction = null;
        EventPush.prototype.on = null;
        EventPush.prototype.count = null;
        EventPush.prototype.counts = $util.emptyObject;
        EventPush.prototype.since = null;
        EventPush.prototype.content = null;
        EventPush.prototype.category = null;
        EventPush.prototype.data = null;
        EventPush.prototype.created_at = null;
        EventPush.prototype.last_seen = null;

        let $oneOfFields;

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(EventPush.prototype, "_session_id", {
            get: $util.oneOfGetter($oneOfFields = ["session_id"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(EventPush.prototype, "_user", {
            get: $util.oneOfGetter($oneOfFields = ["user"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(EventPush.prototype, "_user_id", {
            get: $util.oneOfGetter($oneOfFields = ["user_id"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(EventPush.prototype, "_message_id", {
            get: $util.oneOfGetter($oneOfFields = ["message_id"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(EventPush.prototype, "_sequence", {
            get: $util.oneOfGetter($oneOfFields = ["sequence"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(EventPush.prototype, "_change", {
            get: $util.oneOfGetter($oneOfFields = ["change"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(EventPush.prototype, "_chatroom", {
            get: $util.oneOfGetter($oneOfFields = ["chatroom"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(EventPush.prototype, "_role", {
            get: $util.oneOfGetter($oneOfFields = ["role"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(EventPush.prototype, "_by", {
            get: $util.oneOfGetter($oneOfFields = ["by"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(EventPush.prototype, "_reason", {
            get: $util.oneOfGetter($oneOfFields = ["reason"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(EventPush.prototype, "_until", {
            get: $util.oneOfGetter($oneOfFields = ["until"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(EventPush.prototype, "_message", {
            get: $util.oneOfGetter($oneOfFields = ["message"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(EventPush.prototype, "_reaction", {
            get: $util.oneOfGetter($oneOfFields = ["reaction"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(EventPush.prototype, "_on", {
            get: $util.oneOfGetter($oneOfFields = ["on"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(EventPush.prototype, "_count", {
            get: $util.oneOfGetter($oneOfFields = ["count"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(EventPush.prototype, "_since", {
            get: $util.oneOfGetter($oneOfFields = ["since"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(EventPush.prototype, "_content", {
            get: $util.oneOfGetter($oneOfFields = ["content"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(EventPush.prototype, "_category", {
            get: $util.oneOfGetter($oneOfFields = ["category"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(EventPush.prototype, "_data", {
            get: $util.oneOfGetter($oneOfFields = ["data"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(EventPush.prototype, "_created_at", {
            get: $util.oneOfGetter($oneOfFields = ["created_at"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(EventPush.prototype, "_last_seen", {
            get: $util.oneOfGetter($oneOfFields = ["last_seen"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        EventPush.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.event != null && $Object.hasOwnProperty.call(message, "event") && message.event !== "")
                writer.uint32(10).string(message.event);
            if (message.session_id != null && $Object.hasOwnProperty.call(message, "session_id"))
                writer.uint32(18).string(message.session_id);
            if (message.user != null && $Object.hasOwnProperty.call(message, "user"))
                $root.gim.User.encode(message.user, writer.uint32(26).fork(), _depth + 1).ldelim();
            if (message.user_id != null && $Object.hasOwnProperty.call(message, "user_id"))
                writer.uint32(34).string(message.user_id);
            if (message.message_id != null && $Object.hasOwnProperty.call(message, "message_id"))
                writer.uint32(42).string(message.message_id);
            if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence"))
                writer.uint32(48).int64(message.sequence);
            if (message.change != null && $Object.hasOwnProperty.call(message, "change"))
                writer.uint32(56).int64(message.change);
            if (message.chatroom != null && $Object.hasOwnProperty.call(message, "chatroom"))
                $root.gim.Chatroom.encode(message.chatroom, writer.uint32(66).fork(), _depth + 1).ldelim();
            if (message.role != null && $Object.hasOwnProperty.call(message, "role"))
                writer.uint32(74).string(message.role);
            if (message.user_ids != null && message.user_ids.length)
                for (let i = 0; i < message.user_ids.length; ++i)
                    writer.uint32(82).string(message.user_ids[i]);
            if (message.by != null && $Object.hasOwnProperty.call(message, "by"))
                writer.uint32(90).string(message.by);
            if (message.reason != null && $Object.hasOwnProperty.call(message, "reason"))
                writer.uint32(98).string(message.reason);
            if (message.until != null && $Object.hasOwnProperty.call(message, "until"))
                writer.uint32(104).int64(message.until);
            if (message.message != null && $Object.hasOwnProperty.call(message, "message"))
                $root.gim.Message.encode(message.message, writer.uint32(114).fork(), _depth + 1).ldelim();
            if (message.reaction != null && $Object.hasOwnProperty.call(message, "reaction"))
                writer.uint32(122).string(message.reaction);
            if (message.on != null && $Object.hasOwnProperty.call(message, "on"))
                writer.uint32(128).bool(message.on);
            if (message.count != null && $Object.hasOwnProperty.call(message, "count"))
                writer.uint32(136).int64(message.count);
            if (message.counts != null && $Object.hasOwnProperty.call(message, "counts"))
                for (let keys = $Object.keys(message.counts), i = 0; i < keys.length; ++i)
                    writer.uint32(146).fork().uint32(10).string(keys[i]).uint32(16).int64(message.counts[keys[i]]).ldelim();
            if (message.since != null && $Object.hasOwnProperty.call(message, "since"))
                writer.uint32(152).int64(message.since);
            if (message.content != null && $Object.hasOwnProperty.call(message, "content"))
                writer.uint32(162).string(message.content);
            if (message.category != null && $Object.hasOwnProperty.call(message, "category"))
                writer.uint32(170).string(message.category);
            if (message.data != null && $Object.hasOwnProperty.call(message, "data"))
                writer.uint32(178).string(message.data);
            if (message.created_at != null && $Object.hasOwnProperty.call(message, "created_at"))
                writer.uint32(184).int64(message.created_at);
            if (message.last_seen != null && $Object.hasOwnProperty.call(message, "last_seen"))
                writer.uint32(192).int64(message.last_seen);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        EventPush.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, key, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.EventPush();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.event = value;
                        else
                            delete message.event;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        message.session_id = reader.stringVerify();
                        message._session_id = "session_id";
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        message.user = $root.gim.User.decode(reader, reader.size(), $undefined, _depth + 1, message.user);
                        message._user = "user";
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        message.user_id = reader.stringVerify();
                        message._user_id = "user_id";
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        message.message_id = reader.stringVerify();
                        message._message_id = "message_id";
                        continue;
                    }
                case 6: {
                        if (wireType !== 0)
                            break;
                        message.sequence = reader.int64();
                        message._sequence = "sequence";
                        continue;
                    }
                case 7: {
                        if (wireType !== 0)
                            break;
                        message.change = reader.int64();
                        message._change = "change";
                        continue;
                    }
                case 8: {
                        if (wireType !== 2)
                            break;
                        message.chatroom = $root.gim.Chatroom.decode(reader, reader.size(), $undefined, _depth + 1, message.chatroom);
                        message._chatroom = "chatroom";
                        continue;
                    }
                case 9: {
                        if (wireType !== 2)
                            break;
                        message.role = reader.stringVerify();
                        message._role = "role";
                        continue;
                    }
                case 10: {
                        if (wireType !== 2)
                            break;
                        if (!(message.user_ids && message.user_ids.length))
                            message.user_ids = [];
                        message.user_ids.push(reader.stringVerify());
                        continue;
                    }
                case 11: {
                        if (wireType !== 2)
                            break;
                        message.by = reader.stringVerify();
                        message._by = "by";
                        continue;
                    }
                case 12: {
                        if (wireType !== 2)
                            break;
                        message.reason = reader.stringVerify();
                        message._reason = "reason";
                        continue;
                    }
                case 13: {
                        if (wireType !== 0)
                            break;
                        message.until = reader.int64();
                        message._until = "until";
                        continue;
                    }
                case 14: {
                        if (wireType !== 2)
                            break;
                        message.message = $root.gim.Message.decode(reader, reader.size(), $undefined, _depth + 1, message.message);
                        message._message = "message";
                        continue;
                    }
                case 15: {
                        if (wireType !== 2)
                            break;
                        message.reaction = reader.stringVerify();
                        message._reaction = "reaction";
                        continue;
                    }
                case 16: {
                        if (wireType !== 0)
                            break;
                        message.on = reader.bool();
                        message._on = "on";
                        continue;
                    }
                case 17: {
                        if (wireType !== 0)
                            break;
                        message.count = reader.int64();
                        message._count = "count";
                        continue;
                    }
                case 18: {
                        if (wireType !== 2)
                            break;
                        if (message.counts === $util.emptyObject)
                            message.counts = {};
                        let end2 = reader.size() + reader.pos;
                        if (end2 > reader.len)
                            throw $RangeError("index out of range");
                        reader.len = end2;
                        key = "";
                        value = $util.Long ? $util.Long.fromNumber(0, false) : 0;
                        while (reader.pos < end2) {
                            let tag2 = reader.tag();
                            wireType = tag2 & 7;
                            switch (tag2 >>>= 3) {
                            case 1:
                                if (wireType !== 2)
                                    break;
                                key = reader.stringVerify();
                                continue;
                            case 2:
                                if (wireType !== 0)
                                    break;
                                value = reader.int64();
                                continue;
                            }
                            reader.skipType(wireType, _depth, tag2);
                        }
                        if (reader.pos !== end2)
                            throw $RangeError("index out of range");
                        reader.len = end;
                        if (key === "__proto__")
                            $util.makeProp(message.counts, key);
                        message.counts[key] = value;
                        continue;
                    }
                case 19: {
                        if (wireType !== 0)
                            break;
                        message.since = reader.int64();
                        message._since = "since";
                        continue;
                    }
                case 20: {
                        if (wireType !== 2)
                            break;
                        message.content = reader.stringVerify();
                        message._content = "content";
                        continue;
                    }
                case 21: {
                        if (wireType !== 2)
                            break;
                        message.category = reader.stringVerify();
                        message._category = "category";
                        continue;
                    }
                case 22: {
                        if (wireType !== 2)
                            break;
                        message.data = reader.stringVerify();
                        message._data = "data";
                        continue;
                    }
                case 23: {
                        if (wireType !== 0)
                            break;
                        message.created_at = reader.int64();
                        message._created_at = "created_at";
                        continue;
                    }
                case 24: {
                        if (wireType !== 0)
                            break;
                        message.last_seen = reader.int64();
                        message._last_seen = "last_seen";
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return EventPush;
    })();

    gim.User = (function() {

        const User = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        User.prototype.id = "";
        User.prototype.name = "";

        User.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                writer.uint32(10).string(message.id);
            if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                writer.uint32(18).string(message.name);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        User.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.User();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.id = value;
                        else
                            delete message.id;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.name = value;
                        else
                            delete message.name;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return User;
    })();

    gim.Message = (function() {

        const Message = function (properties) {
            this.mentions = [];
            this.reactions = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        Message.prototype.id = "";
        Message.prototype.session_id = "";
        Message.prototype.sender = null;
        Message.prototype.category = "";
        Message.prototype.content = "";
        Message.prototype.sequence = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
        Message.prototype.status = 0;
        Message.prototype.created_at = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
        Message.prototype.request_id = null;
        Message.prototype.data = null;
        Message.prototype.reply_to = null;
        Message.prototype.mentions = $util.emptyArray;
        Message.prototype.priority = null;
        Message.prototype.edited_at = null;
        Message.prototype.reactions = $util.emptyArray;

        let $oneOfFields;

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(Message.prototype, "_request_id", {
            get: $util.oneOfGetter($oneOfFields = ["request_id"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(Message.prototype, "_data", {
            get: $util.oneOfGetter($oneOfFields = ["data"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(Message.prototype, "_reply_to", {
            get: $util.oneOfGetter($oneOfFields = ["reply_to"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(Message.prototype, "_priority", {
            get: $util.oneOfGetter($oneOfFields = ["priority"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(Message.prototype, "_edited_at", {
            get: $util.oneOfGetter($oneOfFields = ["edited_at"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        Message.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                writer.uint32(10).string(message.id);
            if (message.session_id != null && $Object.hasOwnProperty.call(message, "session_id") && message.session_id !== "")
                writer.uint32(18).string(message.session_id);
            if (message.sender != null && $Object.hasOwnProperty.call(message, "sender"))
                $root.gim.User.encode(message.sender, writer.uint32(26).fork(), _depth + 1).ldelim();
            if (message.category != null && $Object.hasOwnProperty.call(message, "category") && message.category !== "")
                writer.uint32(34).string(message.category);
            if (message.content != null && $Object.hasOwnProperty.call(message, "content") && message.content !== "")
                writer.uint32(42).string(message.content);
            if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence") && (typeof message.sequence === "object" ? message.sequence.low || message.sequence.high : message.sequence !== 0))
                writer.uint32(48).int64(message.sequence);
            if (message.status != null && $Object.hasOwnProperty.call(message, "status") && message.status !== 0)
                writer.uint32(56).int32(message.status);
            if (message.created_at != null && $Object.hasOwnProperty.call(message, "created_at") && (typeof message.created_at === "object" ? message.created_at.low || message.created_at.high : message.created_at !== 0))
                writer.uint32(64).int64(message.created_at);
            if (message.request_id != null && $Object.hasOwnProperty.call(message, "request_id"))
                writer.uint32(74).string(message.request_id);
            if (message.data != null && $Object.hasOwnProperty.call(message, "data"))
                writer.uint32(82).string(message.data);
            if (message.reply_to != null && $Object.hasOwnProperty.call(message, "reply_to"))
                writer.uint32(90).string(message.reply_to);
            if (message.mentions != null && message.mentions.length)
                for (let i = 0; i < message.mentions.length; ++i)
                    writer.uint32(98).string(message.mentions[i]);
            if (message.priority != null && $Object.hasOwnProperty.call(message, "priority"))
                writer.uint32(106).string(message.priority);
            if (message.edited_at != null && $Object.hasOwnProperty.call(message, "edited_at"))
                writer.uint32(112).int64(message.edited_at);
            if (message.reactions != null && message.reactions.length)
                for (let i = 0; i < message.reactions.length; ++i)
                    $root.gim.Reaction.encode(message.reactions[i], writer.uint32(122).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        Message.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.Message();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.id = value;
                        else
                            delete message.id;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.session_id = value;
                        else
                            delete message.session_id;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        message.sender = $root.gim.User.decode(reader, reader.size(), $undefined, _depth + 1, message.sender);
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.category = value;
                        else
                            delete message.category;
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.content = value;
                        else
                            delete message.content;
                        continue;
                    }
                case 6: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                            message.sequence = value;
                        else
                            delete message.sequence;
                        continue;
                    }
                case 7: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.status = value;
                        else
                            delete message.status;
                        continue;
                    }
                case 8: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                            message.created_at = value;
                        else
                            delete message.created_at;
                        continue;
                    }
                case 9: {
                        if (wireType !== 2)
                            break;
                        message.request_id = reader.stringVerify();
                        message._request_id = "request_id";
                        continue;
                    }
                case 10: {
                        if (wireType !== 2)
                            break;
                        message.data = reader.stringVerify();
                        message._data = "data";
                        continue;
                    }
                case 11: {
                        if (wireType !== 2)
                            break;
                        message.reply_to = reader.stringVerify();
                        message._reply_to = "reply_to";
                        continue;
                    }
                case 12: {
                        if (wireType !== 2)
                            break;
                        if (!(message.mentions && message.mentions.length))
                            message.mentions = [];
                        message.mentions.push(reader.stringVerify());
                        continue;
                    }
                case 13: {
                        if (wireType !== 2)
                            break;
                        message.priority = reader.stringVerify();
                        message._priority = "priority";
                        continue;
                    }
                case 14: {
                        if (wireType !== 0)
                            break;
                        message.edited_at = reader.int64();
                        message._edited_at = "edited_at";
                        continue;
                    }
                case 15: {
                        if (wireType !== 2)
                            break;
                        if (!(message.reactions && message.reactions.length))
                            message.reactions = [];
                        message.reactions.push($root.gim.Reaction.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Message;
    })();

    gim.Reaction = (function() {

        const Reaction = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        Reaction.prototype.reaction = "";
        Reaction.prototype.count = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
        Reaction.prototype.mine = null;

        let $oneOfFields;

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(Reaction.prototype, "_mine", {
            get: $util.oneOfGetter($oneOfFields = ["mine"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        Reaction.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.reaction != null && $Object.hasOwnProperty.call(message, "reaction") && message.reaction !== "")
                writer.uint32(10).string(message.reaction);
            if (message.count != null && $Object.hasOwnProperty.call(message, "count") && (typeof message.count === "object" ? message.count.low || message.count.high : message.count !== 0))
                writer.uint32(16).int64(message.count);
            if (message.mine != null && $Object.hasOwnProperty.call(message, "mine"))
                writer.uint32(24).bool(message.mine);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        Reaction.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.Reaction();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.reaction = value;
                        else
                            delete message.reaction;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                            message.count = value;
                        else
                            delete message.count;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        message.mine = reader.bool();
                        message._mine = "mine";
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Reaction;
    })();

    gim.Reactor = (function() {

        const Reactor = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        Reactor.prototype.id = "";
        Reactor.prototype.name = "";
        Reactor.prototype.at = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

        Reactor.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                writer.uint32(10).string(message.id);
            if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                writer.uint32(18).string(message.name);
            if (message.at != null && $Object.hasOwnProperty.call(message, "at") && (typeof message.at === "object" ? message.at.low || message.at.high : message.at !== 0))
                writer.uint32(24).int64(message.at);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        Reactor.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.Reactor();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.id = value;
                        else
                            delete message.id;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.name = value;
                        else
                            delete message.name;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                            message.at = value;
                        else
                            delete message.at;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Reactor;
    })();

    gim.Session = (function() {

        const Session = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        Session.prototype.id = "";
        Session.prototype.type = 0;
        Session.prototype.title = "";
        Session.prototype.last = null;
        Session.prototype.unread = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
        Session.prototype.last_sequence = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
        Session.prototype.read_sequence = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
        Session.prototype.updated_at = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
        Session.prototype.last_change = null;
        Session.prototype.mentioned = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

        let $oneOfFields;

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(Session.prototype, "_last", {
            get: $util.oneOfGetter($oneOfFields = ["last"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(Session.prototype, "_last_change", {
            get: $util.oneOfGetter($oneOfFields = ["last_change"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        Session.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                writer.uint32(10).string(message.id);
            if (message.type != null && $Object.hasOwnProperty.call(message, "type") && message.type !== 0)
                writer.uint32(16).int32(message.type);
            if (message.title != null && $Object.hasOwnProperty.call(message, "title") && message.title !== "")
                writer.uint32(26).string(message.title);
            if (message.last != null && $Object.hasOwnProperty.call(message, "last"))
                $root.gim.Message.encode(message.last, writer.uint32(34).fork(), _depth + 1).ldelim();
            if (message.unread != null && $Object.hasOwnProperty.call(message, "unread") && (typeof message.unread === "object" ? message.unread.low || message.unread.high : message.unread !== 0))
                writer.uint32(40).int64(message.unread);
            if (message.last_sequence != null && $Object.hasOwnProperty.call(message, "last_sequence") && (typeof message.last_sequence === "object" ? message.last_sequence.low || message.last_sequence.high : message.last_sequence !== 0))
                writer.uint32(48).int64(message.last_sequence);
            if (message.read_sequence != null && $Object.hasOwnProperty.call(message, "read_sequence") && (typeof message.read_sequence === "object" ? message.read_sequence.low || message.read_sequence.high : message.read_sequence !== 0))
                writer.uint32(56).int64(message.read_sequence);
            if (message.updated_at != null && $Object.hasOwnProperty.call(message, "updated_at") && (typeof message.updated_at === "object" ? message.updated_at.low || message.updated_at.high : message.updated_at !== 0))
                writer.uint32(64).int64(message.updated_at);
            if (message.last_change != null && $Object.hasOwnProperty.call(message, "last_change"))
                writer.uint32(72).int64(message.last_change);
            if (message.mentioned != null && $Object.hasOwnProperty.call(message, "mentioned") && (typeof message.mentioned === "object" ? message.mentioned.low || message.mentioned.high : message.mentioned !== 0))
                writer.uint32(80).int64(message.mentioned);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        Session.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.Session();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.id = value;
                        else
                            delete message.id;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.type = value;
                        else
                            delete message.type;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.title = value;
                        else
                            delete message.title;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        message.last = $root.gim.Message.decode(reader, reader.size(), $undefined, _depth + 1, message.last);
                        message._last = "last";
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                            message.unread = value;
                        else
                            delete message.unread;
                        continue;
                    }
                case 6: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                            message.last_sequence = value;
                        else
                            delete message.last_sequence;
                        continue;
                    }
                case 7: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                            message.read_sequence = value;
                        else
                            delete message.read_sequence;
                        continue;
                    }
                case 8: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                            message.updated_at = value;
                        else
                            delete message.updated_at;
                        continue;
                    }
                case 9: {
                        if (wireType !== 0)
                            break;
                        message.last_change = reader.int64();
                        message._last_change = "last_change";
                        continue;
                    }
                case 10: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                            message.mentioned = value;
                        else
                            delete message.mentioned;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Session;
    })();

    gim.PushedSession = (function() {

        const PushedSession = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        PushedSession.prototype.id = "";
        PushedSession.prototype.type = 0;
        PushedSession.prototype.title = "";

        PushedSession.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                writer.uint32(10).string(message.id);
            if (message.type != null && $Object.hasOwnProperty.call(message, "type") && message.type !== 0)
                writer.uint32(16).int32(message.type);
            if (message.title != null && $Object.hasOwnProperty.call(message, "title") && message.title !== "")
                writer.uint32(26).string(message.title);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        PushedSession.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.PushedSession();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.id = value;
                        else
                            delete message.id;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.type = value;
                        else
                            delete message.type;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.title = value;
                        else
                            delete message.title;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return PushedSession;
    })();

    gim.Chatroom = (function() {

        const Chatroom = function (properties) {
            this.data = {};
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        Chatroom.prototype.id = "";
        Chatroom.prototype.name = "";
        Chatroom.prototype.creator = "";
        Chatroom.prototype.created_at = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
        Chatroom.prototype.member_count = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
        Chatroom.prototype.join = "";
        Chatroom.prototype.send = "";
        Chatroom.prototype.history = "";
        Chatroom.prototype.max_members = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
        Chatroom.prototype.slow_mode = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
        Chatroom.prototype.data = $util.emptyObject;
        Chatroom.prototype.version = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

        Chatroom.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                writer.uint32(10).string(message.id);
            if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                writer.uint32(18).string(message.name);
            if (message.creator != null && $Object.hasOwnProperty.call(message, "creator") && message.creator !== "")
                writer.uint32(26).string(message.creator);
            if (message.created_at != null && $Object.hasOwnProperty.call(message, "created_at") && (typeof message.created_at === "object" ? message.created_at.low || message.created_at.high : message.created_at !== 0))
                writer.uint32(32).int64(message.created_at);
            if (message.member_count != null && $Object.hasOwnProperty.call(message, "member_count") && (typeof message.member_count === "object" ? message.member_count.low || message.member_count.high : message.member_count !== 0))
                writer.uint32(40).int64(message.member_count);
            if (message.join != null && $Object.hasOwnProperty.call(message, "join") && message.join !== "")
                writer.uint32(50).string(message.join);
            if (message.send != null && $Object.hasOwnProperty.call(message, "send") && message.send !== "")
                writer.uint32(58).string(message.send);
            if (message.history != null && $Object.hasOwnProperty.call(message, "history") && message.history !== "")
                writer.uint32(66).string(message.history);
            if (message.max_members != null && $Object.hasOwnProperty.call(message, "max_members") && (typeof message.max_members === "object" ? message.max_members.low || message.max_members.high : message.max_members !== 0))
                writer.uint32(72).int64(message.max_members);
            if (message.slow_mode != null && $Object.hasOwnProperty.call(message, "slow_mode") && (typeof message.slow_mode === "object" ? message.slow_mode.low || message.slow_mode.high : message.slow_mode !== 0))
                writer.uint32(80).int64(message.slow_mode);
            if (message.data != null && $Object.hasOwnProperty.call(message, "data"))
                for (let keys = $Object.keys(message.data), i = 0; i < keys.length; ++i)
                    writer.uint32(90).fork().uint32(10).string(keys[i]).uint32(18).string(message.data[keys[i]]).ldelim();
            if (message.version != null && $Object.hasOwnProperty.call(message, "version") && (typeof message.version === "object" ? message.version.low || message.version.high : message.version !== 0))
                writer.uint32(96).int64(message.version);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        Chatroom.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, key, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.Chatroom();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.id = value;
                        else
                            delete message.id;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.name = value;
                        else
                            delete message.name;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.creator = value;
                        else
                            delete message.creator;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                            message.created_at = value;
                        else
                            delete message.created_at;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                            message.member_count = value;
                        else
                            delete message.member_count;
                        continue;
                    }
                case 6: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.join = value;
                        else
                            delete message.join;
                        continue;
                    }
                case 7: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.send = value;
                        else
                            delete message.send;
                        continue;
                    }
                case 8: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.history = value;
                        else
                            delete message.history;
                        continue;
                    }
                case 9: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                            message.max_members = value;
                        else
                            delete message.max_members;
                        continue;
                    }
                case 10: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                            message.slow_mode = value;
                        else
                            delete message.slow_mode;
                        continue;
                    }
                case 11: {
                        if (wireType !== 2)
                            break;
                        if (message.data === $util.emptyObject)
                            message.data = {};
                        let end2 = reader.size() + reader.pos;
                        if (end2 > reader.len)
                            throw $RangeError("index out of range");
                        reader.len = end2;
                        key = "";
                        value = "";
                        while (reader.pos < end2) {
                            let tag2 = reader.tag();
                            wireType = tag2 & 7;
                            switch (tag2 >>>= 3) {
                            case 1:
                                if (wireType !== 2)
                                    break;
                                key = reader.stringVerify();
                                continue;
                            case 2:
                                if (wireType !== 2)
                                    break;
                                value = reader.stringVerify();
                                continue;
                            }
                            reader.skipType(wireType, _depth, tag2);
                        }
                        if (reader.pos !== end2)
                            throw $RangeError("index out of range");
                        reader.len = end;
                        if (key === "__proto__")
                            $util.makeProp(message.data, key);
                        message.data[key] = value;
                        continue;
                    }
                case 12: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                            message.version = value;
                        else
                            delete message.version;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Chatroom;
    })();

    gim.Member = (function() {

        const Member = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        Member.prototype.id = "";
        Member.prototype.name = "";
        Member.prototype.online = false;
        Member.prototype.role = "";
        Member.prototype.joined_at = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
        Member.prototype.muted = null;
        Member.prototype.muted_until = null;

        let $oneOfFields;

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(Member.prototype, "_muted", {
            get: $util.oneOfGetter($oneOfFields = ["muted"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(Member.prototype, "_muted_until", {
            get: $util.oneOfGetter($oneOfFields = ["muted_until"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        Member.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                writer.uint32(10).string(message.id);
            if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                writer.uint32(18).string(message.name);
            if (message.online != null && $Object.hasOwnProperty.call(message, "online") && message.online !== false)
                writer.uint32(24).bool(message.online);
            if (message.role != null && $Object.hasOwnProperty.call(message, "role") && message.role !== "")
                writer.uint32(34).string(message.role);
            if (message.joined_at != null && $Object.hasOwnProperty.call(message, "joined_at") && (typeof message.joined_at === "object" ? message.joined_at.low || message.joined_at.high : message.joined_at !== 0))
                writer.uint32(40).int64(message.joined_at);
            if (message.muted != null && $Object.hasOwnProperty.call(message, "muted"))
                writer.uint32(48).bool(message.muted);
            if (message.muted_until != null && $Object.hasOwnProperty.call(message, "muted_until"))
                writer.uint32(56).int64(message.muted_until);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        Member.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.Member();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.id = value;
                        else
                            delete message.id;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.name = value;
                        else
                            delete message.name;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.online = value;
                        else
                            delete message.online;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.role = value;
                        else
                            delete message.role;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                            message.joined_at = value;
                        else
                            delete message.joined_at;
                        continue;
                    }
                case 6: {
                        if (wireType !== 0)
                            break;
                        message.muted = reader.bool();
                        message._muted = "muted";
                        continue;
                    }
                case 7: {
                        if (wireType !== 0)
                            break;
                        message.muted_until = reader.int64();
                        message._muted_until = "muted_until";
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Member;
    })();

    gim.WatchedUser = (function() {

        const WatchedUser = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        WatchedUser.prototype.id = "";
        WatchedUser.prototype.online = false;
        WatchedUser.prototype.last_seen = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

        WatchedUser.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                writer.uint32(10).string(message.id);
            if (message.online != null && $Object.hasOwnProperty.call(message, "online") && message.online !== false)
                writer.uint32(16).bool(message.online);
            if (message.last_seen != null && $Object.hasOwnProperty.call(message, "last_seen") && (typeof message.last_seen === "object" ? message.last_seen.low || message.last_seen.high : message.last_seen !== 0))
                writer.uint32(24).int64(message.last_seen);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        WatchedUser.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.WatchedUser();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.id = value;
                        else
                            delete message.id;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.online = value;
                        else
                            delete message.online;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                            message.last_seen = value;
                        else
                            delete message.last_seen;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return WatchedUser;
    })();

    gim.RefusedUser = (function() {

        const RefusedUser = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        RefusedUser.prototype.id = "";
        RefusedUser.prototype.reason = "";

        RefusedUser.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                writer.uint32(10).string(message.id);
            if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                writer.uint32(18).string(message.reason);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        RefusedUser.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.RefusedUser();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.id = value;
                        else
                            delete message.id;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.reason = value;
                        else
                            delete message.reason;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return RefusedUser;
    })();

    gim.Sanction = (function() {

        const Sanction = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        Sanction.prototype.user_id = "";
        Sanction.prototype.kind = "";
        Sanction.prototype.until = null;
        Sanction.prototype.reason = null;
        Sanction.prototype.by = "";
        Sanction.prototype.at = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

        let $oneOfFields;

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(Sanction.prototype, "_until", {
            get: $util.oneOfGetter($oneOfFields = ["until"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(Sanction.prototype, "_reason", {
            get: $util.oneOfGetter($oneOfFields = ["reason"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        Sanction.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.user_id != null && $Object.hasOwnProperty.call(message, "user_id") && message.user_id !== "")
                writer.uint32(10).string(message.user_id);
            if (message.kind != null && $Object.hasOwnProperty.call(message, "kind") && message.kind !== "")
                writer.uint32(18).string(message.kind);
            if (message.until != null && $Object.hasOwnProperty.call(message, "until"))
                writer.uint32(24).int64(message.until);
            if (message.reason != null && $Object.hasOwnProperty.call(message, "reason"))
                writer.uint32(34).string(message.reason);
            if (message.by != null && $Object.hasOwnProperty.call(message, "by") && message.by !== "")
                writer.uint32(42).string(message.by);
            if (message.at != null && $Object.hasOwnProperty.call(message, "at") && (typeof message.at === "object" ? message.at.low || message.at.high : message.at !== 0))
                writer.uint32(48).int64(message.at);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        Sanction.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.gim.Sanction();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.user_id = value;
                        else
                            delete message.user_id;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.kind = value;
                        else
                            delete message.kind;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        message.until = reader.int64();
                        message._until = "until";
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        message.reason = reader.stringVerify();
                        message._reason = "reason";
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.by = value;
                        else
                            delete message.by;
                        continue;
                    }
                case 6: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                            message.at = value;
                        else
                            delete message.at;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Sanction;
    })();

    return gim;
})();

export {
  $root as default
};
