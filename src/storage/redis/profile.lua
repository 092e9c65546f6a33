-- Changes what a user says of themselves, unless that has changed since it was read.
-- KEYS: as enter.lua
-- ARGV: 1 name or '', 2 data that was read or '', 3 data to be there or '', 4 time or '',
--   5 milliseconds to keep
local u = readBeside('HMGET', KEYS[1], 'name', 'seen', 'data') or {}
if not u[1] or (u[3] or '') ~= ARGV[2] then return {'stale'} end
local name = ARGV[1] ~= '' and ARGV[1] or u[1]
local seen = string.format('%.0f', math.max(unixTime(ARGV[4]), tonumber(u[2]) or 0))
redis.call('HSET', KEYS[1], 'name', name, 'seen', seen)
if ARGV[3] == '' then redis.call('HDEL', KEYS[1], 'data')
else redis.call('HSET', KEYS[1], 'data', ARGV[3]) end
for at = 1, 6 do redis.call('PEXPIRE', KEYS[at], ARGV[5]) end
redis.call('PEXPIRE', KEYS[7], 2 * ARGV[5])
return {'changed', name, seen}
