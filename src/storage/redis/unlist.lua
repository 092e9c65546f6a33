-- Takes a conversation out of a user's list, unless it was listed since.
-- KEYS: list, then others of which what is not in it is no part
-- ARGV: 1 conversation, 2 milliseconds of the leaving
local score = readBeside('ZSCORE', KEYS[1], ARGV[1])
if score and tonumber(score) >= tonumber(ARGV[2]) then return 0 end
for at = 2, #KEYS do writeBeside('ZREM', KEYS[at], ARGV[1]) end
return writeBeside('ZREM', KEYS[1], ARGV[1])
