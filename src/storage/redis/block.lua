-- Notes that a user blocks another, or no longer does. Returns the ordinal of that, or
-- '': as many are blocked as may be.
-- KEYS: blocks, a hash of whom to the ordinal and the time
-- ARGV: 1 the other, 2 whether they are blocked: 1 or 0, 3 how many may be, 4 milliseconds
--   to keep, 5 time or ''
local ordinal = string.format('%.0f', microseconds())
if ARGV[2] == '0' then
  writeBeside('HDEL', KEYS[1], ARGV[1])
  return ordinal
end
local known = readBeside('HGET', KEYS[1], ARGV[1])
local before = known and string.match(known, '^(%d+) %d+$')
if before then return before end
-- One that cannot be read is written anew.
if not known and (readBeside('HLEN', KEYS[1]) or 0) >= tonumber(ARGV[3]) then return '' end
writeBeside('HSET', KEYS[1], ARGV[1],
  string.format('%s %.0f', ordinal, unixTime(ARGV[5])))
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return ordinal
