-- A page of members in the order of joining.
-- KEYS: head, members, order
-- ARGV: 1 user, 2 ordinal to go on after, 3 count
local by = redis.call('HGET', KEYS[1], 'by')
if not by then return {'no-room'} end
if redis.call('HEXISTS', KEYS[2], ARGV[1]) == 0 then return {'not-member'} end
local found = redis.call('ZRANGEBYSCORE', KEYS[3], '(' .. ARGV[2], '+inf',
  'WITHSCORES', 'LIMIT', 0, ARGV[3])
local items = {}
for at = 1, #found, 2 do
  local member = redis.call('HGET', KEYS[2], found[at]) or '0 0'
  table.insert(items, found[at])
  table.insert(items, found[at + 1])
  table.insert(items, (string.match(member, '^(%d+)') or '0'))
end
return {'members', by, string.format('%.0f', redis.call('HLEN', KEYS[2])), items}
