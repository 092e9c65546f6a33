-- The events that the back end is still to be told, in keys of the slot of the nodes.
-- `data` has each as JSON, by id; `due` when it is due, or until when who tells it has it;
-- `order` since when it could be told; `state` its tries and the last answer; `waits` whom
-- it waits for, and `waits:<user>` the message of each that waits for a user.
local EVENTS = 'gim:{gim:nodes}:events:'
local DATA, DUE, ORDER = EVENTS .. 'data', EVENTS .. 'due', EVENTS .. 'order'
local STATE, WAITS = EVENTS .. 'state', EVENTS .. 'waits'
local function digitsOf(number) return string.format('%.0f', number) end

-- It no longer waits for anybody.
local function settleWait(id)
  local user = redis.call('HGET', WAITS, id)
  if not user then return end
  redis.call('HDEL', WAITS, id)
  redis.call('HDEL', WAITS .. ':' .. user, id)
end
local function removeEvent(id)
  settleWait(id)
  redis.call('HDEL', DATA, id)
  redis.call('HDEL', STATE, id)
  redis.call('ZREM', DUE, id)
  redis.call('ZREM', ORDER, id)
end
local function addEvent(id, json, since)
  redis.call('HSET', DATA, id, json)
  redis.call('ZADD', DUE, digitsOf(since), id)
  redis.call('ZADD', ORDER, digitsOf(since), id)
end
local function addWait(id, user, message)
  redis.call('HSET', WAITS, id, user)
  redis.call('HSET', WAITS .. ':' .. user, id, message)
end
-- Over the bound the oldest go; returns how many have.
local function dropOldest(backlog)
  local surplus = redis.call('ZCARD', ORDER) - backlog
  if surplus <= 0 then return 0 end
  for _, id in ipairs(redis.call('ZRANGE', ORDER, 0, surplus - 1)) do removeEvent(id) end
  return surplus
end
-- What waits for a user goes, or of that what a message's event is.
local function withdraw(user, message)
  local waits = redis.call('HGETALL', WAITS .. ':' .. user)
  for at = 1, #waits, 2 do
    if message == '' or waits[at + 1] == message then removeEvent(waits[at]) end
  end
end
