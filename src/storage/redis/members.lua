-- A page of members in the order of joining, each with the ordinal, when they joined,
-- their rank, and when their mute ends, or ''.
-- KEYS: head, members, order, admins, sanctions
-- ARGV: 1 user, or '' for the service, 2 ordinal to go on after, 3 count, 4 time or ''
local base = string.sub(KEYS[1], 1, -5)
local now = unixTime(ARGV[4])
local by = redis.call('HGET', KEYS[1], 'by')
if not by then return {'no-room'} end
local standing = standingOf(base, by, ARGV[1])
if standing == STRANGER then return {strangerOf(base, ARGV[1], now)} end
local found = readBeside('ZRANGEBYSCORE', KEYS[3], '(' .. ARGV[2], '+inf',
  'WITHSCORES', 'LIMIT', 0, ARGV[3]) or {}
local anyAdmin = redis.call('EXISTS', KEYS[4]) == 1
local anySanction = redis.call('EXISTS', KEYS[5]) == 1
local items = {}
for at = 1, #found, 2 do
  local user = found[at]
  local member = redis.call('HGET', KEYS[2], user) or '0 0'
  local rank = MEMBER
  if anyAdmin or user == by then rank = rankOf(base, by, user) end
  items[#items + 1] = user
  items[#items + 1] = found[at + 1]
  items[#items + 1] = string.match(member, '^(%d+)') or '0'
  items[#items + 1] = tostring(rank)
  items[#items + 1] = anySanction and sanctionOf(base, user, 'mute', now) or ''
end
return {'members', standing, string.format('%.0f', redis.call('HLEN', KEYS[2])), items}
