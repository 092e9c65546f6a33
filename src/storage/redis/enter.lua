-- Adds or finds a user, names them where a name is given, marks them as seen.
-- KEYS: user, chatrooms, privates, created, unanswered, added, then blocks, which are kept
--   for as long as what marks them beside conversations
-- ARGV: 1 name or '', 2 name of a new user, 3 time or '',
--   4 milliseconds to keep
local u = readBeside('HMGET', KEYS[1], 'name', 'seen') or {}
local name = ARGV[1] ~= '' and ARGV[1] or u[1] or ARGV[2]
local seen = string.format('%.0f', math.max(unixTime(ARGV[3]), tonumber(u[2]) or 0))
writeBeside('HSET', KEYS[1], 'name', name, 'seen', seen)
for at = 1, 6 do redis.call('PEXPIRE', KEYS[at], ARGV[4]) end
redis.call('PEXPIRE', KEYS[7], 2 * ARGV[4])
return {name, seen}
