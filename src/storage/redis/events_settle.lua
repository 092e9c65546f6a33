-- Says what became of events, or that they are still being told.
-- KEYS: nodes
-- ARGV: 1 time or '', then of each event: id, milliseconds until it is tried again or ''
--   if it is over, what came back; or, in place of that, `=` if it is still being told
local now = unixTime(ARGV[1])
for at = 2, #ARGV, 3 do
  local id, pause, answer = ARGV[at], ARGV[at + 1], ARGV[at + 2]
  if pause == '' then
    removeEvent(id)
  elseif redis.call('HEXISTS', DATA, id) == 1 then
    redis.call('ZADD', DUE, 'XX', digitsOf(now + tonumber(pause)), id)
    if answer ~= '=' then
      local before = redis.call('HGET', STATE, id) or '0 '
      local tries = tonumber(string.match(before, '^%d+') or '0') + 1
      redis.call('HSET', STATE, id, digitsOf(tries) .. ' ' .. answer)
    end
  end
end
return 'OK'
