-- Notes beside a private conversation that one of its users blocks the other, or no
-- longer does, unless what is noted there is newer. What is not what this script has
-- written is written over.
-- KEYS: head, blocks
-- ARGV: 1 who blocks, 2 whether they do: 1 or 0, 3 ordinal, 4 milliseconds to keep
local known = redis.pcall('HGET', KEYS[2], ARGV[1])
if type(known) == 'table' then redis.call('DEL', KEYS[2]) end
local before = type(known) == 'string' and string.match(known, '^[01] (%d+)$')
if before and tonumber(before) > tonumber(ARGV[3]) then return 0 end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2] .. ' ' .. ARGV[3])
redis.call('PEXPIRE', KEYS[2], ARGV[4])
if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('HSET', KEYS[1], 'g', '1') end
return 1
