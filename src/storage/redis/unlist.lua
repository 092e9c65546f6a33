-- Takes a conversation out of a user's list, unless it was listed since.
-- KEYS: list
-- ARGV: 1 conversation, 2 milliseconds of the leaving
local score = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not score or tonumber(score) >= tonumber(ARGV[2]) then return 0 end
return redis.call('ZREM', KEYS[1], ARGV[1])
