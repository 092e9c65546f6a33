-- Puts a changed message in its place, as the newest change of its conversation,
-- and publishes it under a word; returns the number of the change.
-- KEYS: head, messages, members, changes
local function storeChange(word, sequence, value, channel, brief)
  local known = redis.call('HGET', KEYS[1], 'x') or '0'
  local number = string.format('%.0f', tonumber(known) + 1)
  redis.call('HSET', KEYS[2], sequence, value)
  redis.call('HSET', KEYS[1], 'x', number)
  -- A message that has changed before moves to its newest number.
  writeBeside('ZADD', KEYS[4], number, sequence)
  redis.call('PEXPIRE', KEYS[4], math.max(1, redis.call('PTTL', KEYS[1])))
  publish(channel, word .. ' ' .. sequence .. ' ' .. number .. ' ' .. brief .. '\n' .. value)
  return number
end
