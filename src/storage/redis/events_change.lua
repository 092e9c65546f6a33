-- Changes what waits. Returns 1 if there was any.
-- KEYS: nodes
-- ARGV: 1 time or '', 2 what: `withdraw` and 3 a user, 4 a message or ''; `remove` and
--   3 and further ids; `retry` and 3 an id
local now = unixTime(ARGV[1])
if ARGV[2] == 'withdraw' then
  withdraw(ARGV[3], ARGV[4])
elseif ARGV[2] == 'remove' then
  for at = 3, #ARGV do removeEvent(ARGV[at]) end
elseif redis.call('HEXISTS', DATA, ARGV[3]) == 1 then
  settleWait(ARGV[3])
  redis.call('ZADD', DUE, digitsOf(now), ARGV[3])
  return 1
end
return 0
