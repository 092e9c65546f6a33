-- Ends a membership, and publishes that; returns the ordinal. An empty chatroom is kept
-- for a while.
local function dismiss(base, user, ms, channel)
  local head, members = base .. 'head', base .. 'members'
  redis.call('HDEL', members, user)
  writeBeside('HDEL', base .. 'own', user)
  writeBeside('HDEL', base .. 'read', user)
  writeBeside('ZREM', base .. 'order', user)
  writeBeside('ZREM', base .. 'admins', user)
  if redis.call('EXISTS', members) == 0 then
    redis.call('HDEL', head, 'kept')
    for at = 1, #KEYS do redis.call('PEXPIRE', KEYS[at], ms) end
  end
  local known = tonumber(redis.call('HGET', head, 'o') or '0')
  local ordinal = string.format('%.0f', math.max(known + 1, microseconds()))
  redis.call('HSET', head, 'o', ordinal)
  publish(channel, 'left ' .. ordinal .. '\n' .. user)
  return ordinal
end
