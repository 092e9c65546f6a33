-- Bans or mutes a user, or lifts that. Returns whether it changed anything and whether
-- they were a member: 1 or 0; the ordinal of their removal, or ''; the new creator, or ''.
-- KEYS: the chatroom's, from the head on
-- ARGV: 1 who acts, or '' for the service, 2 time or '', 3 rank from which one may, 4 user,
--   5 kind, 6 when it ends, '' for never, 0 lifts it, 7 reason as JSON, or '', 8 by whom,
--   9 most sanctions, 10 milliseconds to keep an empty chatroom, 11 channel to publish
--   on, or '', 12 whether the chatrooms of who made this one have as many as may be: 1 or 0
local base = string.sub(KEYS[1], 1, -5)
local head, sanctions, sanctioned, lapsing = KEYS[1], KEYS[9], KEYS[10], KEYS[11]
local user, kind, ends, now = ARGV[4], ARGV[5], ARGV[6], unixTime(ARGV[2])
local field, time = kind .. ':' .. user, string.format('%.0f', now)
local by = redis.call('HGET', head, 'by')
if not by then return {'no-room'} end
local standing = standingOf(base, by, ARGV[1])
if standing == STRANGER then return {strangerOf(base, ARGV[1], now)} end
if standing < tonumber(ARGV[3]) then return {'role'} end
local target = standingOf(base, by, user)
if target >= standing then return {'not-above ' .. user} end
local isMember = target ~= STRANGER and '1' or '0'
if ends == '0' then
  local lifted = sanctionOf(base, user, kind, now) and '1' or '0'
  dropSanction(base, field)
  return {'sanctioned', lifted, isMember, '', ''}
end

for _, each in ipairs(readBeside('ZRANGEBYSCORE', lapsing, '-inf', time) or {}) do
  dropSanction(base, each)
end
if readBeside('HEXISTS', sanctions, field) ~= 1 then
  if (readBeside('HLEN', sanctions) or 0) >= tonumber(ARGV[9]) then return {'full'} end
  if ARGV[12] == '1' then return {'share-full'} end
end
writeBeside('HSET', sanctions, field,
  (ends == '' and '0' or ends) .. ' ' .. time .. ' ' .. ARGV[8] .. ' ' .. ARGV[7])
writeBeside('ZADD', sanctioned, '-' .. time, field)
if ends == '' then writeBeside('ZREM', lapsing, field)
else writeBeside('ZADD', lapsing, ends, field) end
-- Whoever appends next looks whether there is anything to heed.
redis.call('HSET', head, 'g', '1')
local left = math.max(1, redis.call('PTTL', head))
for at = 9, 11 do redis.call('PEXPIRE', KEYS[at], left) end
local ordinal, heir = '', ''
if kind == 'ban' and isMember == '1' then
  ordinal = dismiss(base, user, ARGV[10], ARGV[11])
  heir = succeed(base)
end
return {'sanctioned', '1', isMember, ordinal, heir}
