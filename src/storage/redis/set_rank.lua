-- Gives a member a rank. Returns the member's place, their rank now, when their mute
-- ends, or '', and everybody whose rank is another one now, each with it.
-- KEYS: the chatroom's, from the head on
-- ARGV: 1 who acts, or '' for the service, 2 time or '', 3 member, 4 rank, 5 rank from
--   which one may
local base = string.sub(KEYS[1], 1, -5)
local head, members, order, admins = KEYS[1], KEYS[3], KEYS[7], KEYS[8]
local actor, user, rank, now = ARGV[1], ARGV[3], tonumber(ARGV[4]), unixTime(ARGV[2])
local by = redis.call('HGET', head, 'by')
if not by then return {'no-room'} end
local standing = standingOf(base, by, actor)
if standing == STRANGER then return {strangerOf(base, actor, now)} end
if standing < tonumber(ARGV[5]) then return {'role'} end
local place = redis.call('HGET', members, user)
if not place then return {'no-target'} end
local before = rankOf(base, by, user)
if rank ~= before and standing <= before then return {'not-above ' .. user} end

local changes = {}
local function give(member, to)
  if to == ADMIN then
    writeBeside('ZADD', admins, readBeside('ZSCORE', order, member) or '0', member)
  else
    writeBeside('ZREM', admins, member)
  end
  if to == CREATOR then
    redis.call('HSETNX', head, 'made', by)
    redis.call('HSET', head, 'by', member)
  end
  changes[#changes + 1] = member
  changes[#changes + 1] = to
end
-- Of those who are not the creator the first admin, else the first.
local function heir()
  local admin = (readBeside('ZRANGE', admins, 0, 0) or {})[1]
  if admin then return admin end
  for _, member in ipairs(readBeside('ZRANGE', order, 0, 1) or {}) do
    if member ~= user then return member end
  end
end

if rank == CREATOR and before ~= CREATOR then
  give(user, CREATOR)
  if redis.call('HEXISTS', members, by) == 1 then give(by, ADMIN) end
elseif before == CREATOR and rank ~= CREATOR then
  local next = heir()
  if next then
    give(user, rank)
    give(next, CREATOR)
  end
elseif rank ~= before then
  give(user, rank)
end
if #changes > 0 then
  redis.call('PEXPIRE', admins, math.max(1, redis.call('PTTL', head)))
end
by = redis.call('HGET', head, 'by')
return {'rank', place, rankOf(base, by, user), sanctionOf(base, user, 'mute', now) or '', changes}
