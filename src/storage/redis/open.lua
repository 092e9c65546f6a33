-- Notes that a user has written first to somebody. Returns the coldest of what they opened
-- and nobody has answered, as far as that is more than may be.
-- KEYS: unanswered
-- ARGV: 1 session id, 2 time or '', 3 how many may be, 4 milliseconds to keep
writeBeside('ZADD', KEYS[1], string.format('%.0f', unixTime(ARGV[2])), ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
local over = redis.call('ZCARD', KEYS[1]) - tonumber(ARGV[3])
if over <= 0 then return {} end
local popped = redis.call('ZPOPMIN', KEYS[1], over)
local coldest = {}
for at = 1, #popped, 2 do coldest[#coldest + 1] = popped[at] end
return coldest
