-- Adds a member to a chatroom, and publishes that; returns the ordinal.
local function enroll(base, user, now, channel)
  local head = base .. 'head'
  local h = redis.call('HMGET', head, 's', 'o', 'jt', 'hist')
  local last = h[1] or '0'
  local ordinal = string.format('%.0f', math.max(tonumber(h[2] or '0') + 1, microseconds()))
  local time = string.format('%.0f', math.max(now, tonumber(h[3] or '0')))
  redis.call('HSET', base .. 'members', user, time .. ' ' .. last)
  writeBeside('ZADD', base .. 'order', ordinal, user)
  redis.call('HSET', head, 'o', ordinal, 'jt', time)
  local hidden = h[4] == 'joined' and last or '0'
  publish(channel, 'joined ' .. ordinal .. ' ' .. hidden .. '\n' .. user)
  return ordinal
end
-- All keys of a chatroom are kept as long from now on.
local function keepRoom(base, now, ms)
  redis.call('HSET', base .. 'head', 'kept', string.format('%.0f', now))
  for at = 1, #KEYS do redis.call('PEXPIRE', KEYS[at], ms) end
end
